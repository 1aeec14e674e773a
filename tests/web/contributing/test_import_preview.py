"""What the preview of a file says it would do, for whom it is brought, and what it leaves out."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.contributing.bringing import (
    apply,
    bring,
    bring_well,
    find_digest,
    find_upload,
    open_preview,
    read_words,
)
from tests.web.people import OFFICER, PARTNER, sign_in
from weft.core.atlas import Atlas
from weft.web.accounts.models import Mandate
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import ChangeSet
from weft.web.contributing.importing import preview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once")]

DESK = "{name: Welcome desk, kind: agency, parent: City of Tangier}"
NO_COMPETENCE = """
competences:
- {holder: City of Tangier, area: housing, role: fund, basis: de_jure, holds: no}
"""


@pytest.fixture(autouse=True)
def town() -> Iterator[None]:
    """What the city and the ministry state, and what others hide."""
    said = {"area": "housing", "basis": "de_facto"}
    load_atlas(
        Atlas.model_validate(
            {
                "sources": [{"id": "own-report", "title": "Own report"}],
                "actors": [
                    {"id": "medina-office", "name": "Medina integration office", "kind": "agency",
                     "parent": OFFICER},
                    {"id": "quiet-desk", "name": "Quiet desk", "kind": "agency",
                     "parent": OFFICER, "visibility": "own", "asserted_by": PARTNER}
                ],
                "competences": [
                    {"id": "of-city", "holder": OFFICER, "role": "monitor", "asserted_by": OFFICER,
                     "note": "Since the decree", "sources": [{"source": "own-report"}], **said},
                    {"id": "of-ministry", "holder": PARTNER, "role": "coordinate",
                     "asserted_by": PARTNER, **said},
                    {"id": "held", "holder": OFFICER, "role": "fund", "area": "housing",
                     "basis": "de_jure", "asserted_by": PARTNER},
                ],
            }
        ),
        "town.yaml",
    )  # fmt: skip
    yield


def say(file: str, name: str = "Officer", actor: str = OFFICER) -> str:
    """The words of the preview of a file."""
    client = sign_in(name)
    return read_words(open_preview(client, bring_well(client, "file.yaml", file, actor)))


def count(words: str, section: str) -> list[int]:
    """New, changed, contested, unchanged and left out of a section."""
    after = words.partition(f" {section} ")[2].split()
    return [int(each) for each in after[:5]]


# --- new, changed, contested, unchanged


def test_new_facts_are_stated_by_the_actor_for_whom_the_file_is_brought() -> None:
    officer = sign_in("Officer")
    apply(officer, bring_well(officer, "a.yaml", f"actors: [{DESK}]\n{NO_COMPETENCE}"))
    change_set = ChangeSet.objects.latest("pk")
    assert {x.asserted_by_id for x in change_set.statements.all()} == {OFFICER}
    assert read_view().atlas.actor_by_id["welcome-desk"].asserted_by == OFFICER


def test_what_contradicts_others_is_contested_and_written_beside_it() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    page = open_preview(officer, address)
    assert count(read_words(page), "Who does what") == [0, 0, 1, 0, 0]
    assert "Others say otherwise:" in page and 'href="/facts/held"' in page
    apply(officer, address)
    assert "held" in read_view().atlas.facts


def test_a_change_shows_each_field_before_and_after() -> None:
    words = say(
        "competences:\n- {id: of-city, holder: City of Tangier, area: housing, role: monitor, "
        "basis: de_facto, note: Since the law, sources: [{source: Own report}]}"
    )
    assert count(words, "Who does what") == [0, 1, 0, 0, 0]
    assert "Anything a reader should know Since the decree Since the law" in words


def test_what_is_on_record_just_so_is_unchanged_and_not_listed() -> None:
    words = say(
        "competences:\n- {id: of-city, holder: City of Tangier, area: housing, role: monitor, "
        "basis: de_facto, note: Since the decree, sources: [{source: Own report}]}"
    )
    assert count(words, "Who does what") == [0, 0, 0, 1, 0]
    assert "There is nothing to write" in words


def test_the_same_file_again_changes_nothing() -> None:
    officer = sign_in("Officer")
    file = f"actors: [{DESK}]\n{NO_COMPETENCE}"
    apply(officer, bring_well(officer, "a.yaml", file))
    words = say(file)
    assert count(words, "Who does what") == [0, 0, 0, 1, 0]
    assert count(words, "Actors") == [0, 0, 0, 1, 0]


def test_an_actor_that_may_be_there_under_another_name_is_said() -> None:
    words = say("actors: [{name: Medina Integration Office, kind: agency, place: Tangier}]")
    assert "This may be the same as Medina integration office" in words


def test_a_long_preview_comes_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "AT_ONCE", 2)
    monkeypatch.setattr("weft.web.contributing.importing.views.AT_ONCE", 2)
    officer = sign_in("Officer")
    desks = ", ".join(f"{{name: Desk {n}, kind: agency, parent: City of Tangier}}" for n in "abcde")
    address = bring_well(officer, "a.yaml", f"actors: [{desks}]")
    words = read_words(open_preview(officer, f"{address}?show=new&page=2"))
    assert "Desk c" in words and "Desk d" in words and "Desk a" not in words
    assert "2 / 3" in words
    for nonsense in ("?page=99", "?page=-1", "?page=x", "?show=x"):
        assert officer.get(f"{address}{nonsense}").status_code == 200
    assert officer.get(f"{address}?page=%00").status_code == 400


def test_the_preview_speaks_the_readers_language() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    assert "logement" in open_preview(officer, f"/fr{address}?show=contested")


# --- what is left out


def test_what_others_state_is_left_out_and_the_rest_is_written() -> None:
    officer = sign_in("Officer")
    address = bring_well(
        officer,
        "a.yaml",
        f"actors: [{DESK}]\ncompetences:\n- {{id: of-ministry, holder: "
        f"{PARTNER}, area: housing, role: coordinate, basis: de_facto, note: Not so}}",
    )
    words = read_words(open_preview(officer, f"{address}?show=left"))
    assert count(words, "Who does what") == [0, 0, 0, 0, 1]
    assert "1 record will be written." in words
    assert "another actor states it: dispute it on its page instead" in words
    apply(officer, address)
    assert read_view().atlas.facts["of-ministry"].note is None
    assert "welcome-desk" in read_view().atlas.actor_by_id


def test_what_is_read_from_documents_is_changed_by_those_in_charge_only() -> None:
    fact = next(
        x for x in read_view().atlas.competences if x.holder == OFFICER and not x.asserted_by
    )
    said = fact.model_copy(update={"note": None}).model_dump(mode="json", exclude_defaults=True)
    file = str({"competences": [{**said, "note": "Corrected"}]}).replace("True", "true")
    file = file.replace("False", "false")
    assert count(say(file), "Who does what") == [0, 0, 0, 0, 1]
    assert count(say(file, "Steward", ""), "Who does what") == [0, 1, 0, 0, 0]


def test_a_document_on_record_stays_as_it_is_for_contributors() -> None:
    file = "sources: [{id: own-report, title: Own report, publisher: Somebody}]"
    assert count(say(file), "Sources") == [0, 0, 0, 0, 1]
    assert count(say(file, "Secretariat", ""), "Sources") == [0, 1, 0, 0, 0]


def test_the_author_of_what_is_on_record_stays() -> None:
    words = say(
        "competences:\n- {id: held, holder: City of Tangier, area: housing, role: fund, "
        "basis: de_jure, asserted_by: City of Tangier}"
    )
    assert "a file does not change the author" in words
    assert "There is nothing to write" in words


# --- what nobody may bring


def find_errors(file: str, name: str = "Officer", actor: str = OFFICER) -> str:
    words = say(file, name, actor)
    assert "nothing of the file can be written" in words
    return words


def test_nobody_states_for_an_actor_of_others() -> None:
    words = find_errors(
        f"actors: [{DESK}]\ncompetences:\n- {{holder: Welcome desk, area: health, role: fund, "
        f"basis: de_jure, asserted_by: {PARTNER}}}"
    )
    assert f"3 asserted_by you do not speak for '{PARTNER}'" in words


def test_a_new_place_needs_who_keeps_the_place_around_it() -> None:
    file = "places: [{name: Old town, levels: local, parent: Tangier}]"
    assert "a new place is added by whoever keeps the place around it" in find_errors(file)
    assert count(say(file, "Steward", ""), "Places") == [1, 0, 0, 0, 0]
    elsewhere = file.replace("Tangier", "Lyon")
    assert "a new place is added" in find_errors(elsewhere, "Steward", "")


def test_what_nobody_states_is_added_by_who_keeps_the_place() -> None:
    file = "competences: [{holder: City of Lyon, area: health, role: fund, basis: de_facto}]"
    assert "what nobody in particular states" in find_errors(file, "Steward", "")
    words = say(file.replace("Lyon", "Tangier"), "Steward", "")
    assert "1 record will be written" in words


def test_only_who_keeps_something_brings_for_nobody_in_particular() -> None:
    assert bring(sign_in("Officer"), "a.yaml", NO_COMPETENCE, "").status_code == 400
    assert bring(sign_in("Steward"), "a.yaml", NO_COMPETENCE, OFFICER).status_code == 400
    assert bring(sign_in("Officer"), "a.yaml", NO_COMPETENCE, PARTNER).status_code == 400


# --- positions


def dispute(actor: str, key: str = "of-ministry") -> str:
    return (
        f"competences:\n- {{id: {key}, holder: {PARTNER}, area: housing, role: coordinate, "
        f"basis: de_facto, positions: [{{actor: {actor}, stand: disputes, reason: Nobody came}}]}}"
    )


def test_the_officer_brings_the_position_of_the_city_on_what_others_state() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", dispute(OFFICER))
    words = read_words(open_preview(officer, address))
    assert count(words, "Who does what") == [0, 1, 0, 0, 0]
    assert "disputes – Nobody came" in words
    apply(officer, address)
    fact = read_view().atlas.facts["of-ministry"]
    assert fact.disputed_by == (OFFICER,) and fact.asserted_by == PARTNER
    assert ChangeSet.objects.latest("pk").kind == "imported"


def test_nobody_brings_the_position_of_another_actor() -> None:
    assert "it takes its own position" in find_errors(dispute(PARTNER))
    new = NO_COMPETENCE.replace(
        "holds: no", f"holds: no, positions: [{{actor: {PARTNER}, stand: confirms}}]"
    )
    assert "it takes its own position" in find_errors(new)


def test_who_is_not_involved_takes_no_position() -> None:
    lyon = next(x for x in read_view().atlas.competences if x.holder == "city-of-lyon")
    said = lyon.model_dump(mode="json", exclude_defaults=True)
    position = {"actor": OFFICER, "stand": "disputes"}
    file = str({"competences": [{**said, "positions": [position]}]})
    file = file.replace("True", "true").replace("False", "false")
    assert "is not involved in this fact" in find_errors(file)


# --- what is hidden


def test_a_hidden_record_shows_in_no_preview_and_keeps_its_id() -> None:
    officer = sign_in("Officer")
    file = "actors: [{name: Quiet desk, kind: civil_society, place: Tangier}]"
    address = bring_well(officer, "a.yaml", file)
    words = read_words(open_preview(officer, address))
    assert count(words, "Actors") == [1, 0, 0, 0, 0]
    apply(officer, address)
    whole = read_whole()
    assert whole.actor_by_id["quiet-desk"].kind == "agency"
    (new,) = (x for x in whole.actors if x.id.startswith("quiet-desk-"))
    assert new.kind == "civil_society"


def test_a_name_of_what_is_hidden_leads_nowhere() -> None:
    file = "competences: [{holder: quiet-desk, area: health, role: fund, basis: de_facto}]"
    hidden = find_errors(file)
    assert hidden == find_errors(file.replace("quiet-desk", "queit-dosk")).replace(
        "queit-dosk", "quiet-desk"
    )


def test_hidden_seats_stay_when_a_file_changes_the_rest() -> None:
    table = {
        "id": "table", "name": "Table", "kind": "consultative_body", "areas": ["housing"],
        "asserted_by": OFFICER, "members": [{"actor": OFFICER}, {"actor": "quiet-desk"}],
    }  # fmt: skip
    load_atlas(Atlas.model_validate({"mechanisms": [table]}), "table.yaml")
    officer = sign_in("Officer")
    said = {**table, "members": [{"actor": OFFICER, "seat": "chair"}]}
    apply(officer, bring_well(officer, "a.yaml", str({"mechanisms": [said]})))
    members = {x.actor: x.seat for x in read_whole().find_record("mechanisms", "table").members}  # type: ignore[union-attr]
    assert members == {OFFICER: "chair", "quiet-desk": "member"}


# --- what others do meanwhile


def edit_meanwhile(**changes: Any) -> None:
    """Somebody else of the city changes what the city states."""
    from weft.web.accounts.models import User  # noqa: PLC0415
    from weft.web.atlas.actions import Edit, publish  # noqa: PLC0415
    from weft.web.atlas.models import Kind  # noqa: PLC0415
    from weft.web.atlas.writing import Stamp  # noqa: PLC0415

    sign_in("Colleague")
    colleague = User.objects.get(username="colleague")
    Mandate.objects.create(person=colleague, role="contributor", actor_id=OFFICER)
    before = read_view().atlas.facts["of-city"]
    edit = Edit("competences", "of-city", before, before.model_copy(update=changes))
    publish(colleague, [edit], Stamp(Kind.PUBLISHED, colleague, OFFICER))


CHANGED = (
    "competences:\n- {id: of-city, holder: City of Tangier, area: housing, role: monitor, "
    "basis: de_facto, note: Since the law, sources: [{source: Own report}]}"
)


def test_a_preview_that_is_no_longer_true_is_made_again_and_nothing_is_written() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", CHANGED)
    digest = find_digest(open_preview(officer, address))
    edit_meanwhile(phase="formulation")
    officer.post(address, {"do": "apply", "digest": digest})
    words = read_words(open_preview(officer, address))
    assert "Others changed something since you looked. Nothing was written" in words
    assert "Phase" in words
    assert not ChangeSet.objects.filter(kind="imported").exists()
    assert "The file is written" in read_words(apply(officer, address))


def test_what_others_did_elsewhere_does_not_matter() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    edit_meanwhile(phase="formulation")
    assert "The file is written" in read_words(apply(officer, address))


def test_a_mandate_that_ended_meanwhile_ends_the_import() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    digest = find_digest(open_preview(officer, address))
    Mandate.objects.filter(actor_id=OFFICER).update(role="reader", actor=None)
    assert officer.post(address, {"do": "apply", "digest": digest}).status_code == 403
    from weft.web.contributing.importing.actions import apply as write  # noqa: PLC0415

    write(find_upload(address), digest, lambda *_: None)
    assert not ChangeSet.objects.filter(kind="imported").exists()
    problems = (find_upload(address).preview or {})["problems"]
    assert "You may no longer write" in problems[0]["message"]


def test_a_file_is_written_once() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    digest = find_digest(open_preview(officer, address))
    for _ in range(2):
        officer.post(address, {"do": "apply", "digest": digest})
    assert ChangeSet.objects.filter(kind="imported").count() == 1


def test_another_digest_than_the_one_shown_writes_nothing() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", NO_COMPETENCE)
    officer.post(address, {"do": "apply", "digest": "0" * 32})
    assert not ChangeSet.objects.filter(kind="imported").exists()
