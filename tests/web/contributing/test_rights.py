"""What speaking for an actor, keeping a place or having written something is no right to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.web.contributing.test_stating import HOLDS, MINE, find_new, open_form, state
from tests.web.people import OFFICER, PARTNER, make_person, sign_in
from weft.core.atlas import AtlasError
from weft.core.atlas.facts import Competence
from weft.core.terms import Text
from weft.web.accounts.models import Mandate, User
from weft.web.atlas.actions import Edit, publish, take_stand, withdraw
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import ChangeSet, Document, Kind
from weft.web.atlas.undoing import undo
from weft.web.atlas.uniting import unite_actors
from weft.web.atlas.writing import Stamp
from weft.web.contributing.drafts import publish_drafts, save_draft
from weft.web.contributing.models import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def find_person(name: str) -> User:
    sign_in(name)
    return User.objects.get(username=name.lower())


def edit(by: User, key: str, section: str, **changes: object) -> ChangeSet | None:
    base = read_whole().find_record(section, key)
    assert base is not None
    return publish(by, [Edit(section, key, base, base.model_copy(update=changes))],
                   Stamp(Kind.PUBLISHED, by))  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"place": "lyon"}, {"parent": "city-of-lyon"}, {"kind": "government"},
     {"levels": ("regional",)},
     {"visibility": "own"}],
    ids=str,
)  # fmt: skip
def test_speaking_for_an_actor_is_no_right_to_move_or_hide_it(changes: dict[str, object]) -> None:
    speaker = make_person("Speaker", role="contributor", actor_id="armid")
    with pytest.raises(PermissionDenied):
        edit(speaker, "armid", "actors", **changes)
    assert edit(speaker, "armid", "actors", note=Text({"en": "Open on Mondays"}))


def test_nobody_but_who_keeps_a_place_gives_it_another_government() -> None:
    officer = find_person("Officer")
    before = read_view().atlas.find_government("lyon")
    rival = (
        read_whole()
        .actor_by_id["city-of-lyon"]
        .model_copy(update={"id": "rival", "asserted_by": OFFICER, "name": Text({"en": "Rival"})})
    )
    with pytest.raises(PermissionDenied):
        stamp = Stamp(Kind.PUBLISHED, officer, OFFICER)
        publish(officer, [Edit("actors", "rival", None, rival)], stamp)
    assert read_view().atlas.find_government("lyon") == before


def test_a_steward_takes_back_no_word_of_an_actor() -> None:
    partner, steward = find_person("Partner"), find_person("Steward")
    said = take_stand(partner, PARTNER, MINE, "disputes", timezone.localdate(), Text({"en": "No"}))
    with pytest.raises(PermissionDenied):
        undo(steward, said)
    assert read_whole().facts[MINE].disputed_by == (PARTNER,)
    Mandate.objects.filter(person=partner).update(ended_at=timezone.now())
    with pytest.raises(PermissionDenied):  # nor its author, once that is over
        undo(User.objects.get(pk=partner.pk), said)


def test_a_steward_withdraws_nothing_that_concerns_another_place_too() -> None:
    steward = find_person("Steward")
    tie = next(
        each.id
        for each in read_whole().mechanisms
        if {"city-of-tangier", "city-of-lyon"} <= {x.actor for x in each.members}
        or (
            "city-of-tangier" in {x.actor for x in each.members}
            and len({read_whole().find_territory(x.actor) for x in each.members}) > 2
        )
    )
    with pytest.raises(PermissionDenied):
        withdraw(steward, tie)


def test_a_confirmation_does_not_stick_to_other_words() -> None:
    officer, partner = find_person("Officer"), find_person("Partner")
    state(sign_in("Officer"))
    key = find_new()
    take_stand(partner, PARTNER, key, "confirms", timezone.localdate())
    edit(officer, key, "competences", note=Text({"en": "a remark"}))
    assert len(read_whole().facts[key].positions) == 1
    edit(officer, key, "competences", role="monitor")
    assert read_whole().facts[key].positions == ()


def test_a_file_goes_to_no_document_of_others() -> None:
    file = SimpleUploadedFile("forged.pdf", b"%PDF-1.7 words")
    title = read_whole().source_by_id["lyon-report"].title.read()
    state(sign_in("Officer"), **{"new.title": title, "file": file})
    assert Document.objects.get().source_id != "lyon-report"


def test_a_file_for_a_document_on_record_is_kept_though_nothing_else_changed() -> None:
    secretariat, source = sign_in("Secretariat"), "lyon-report"
    address = f"/records/sources/{source}/edit"
    fields = {**open_form(secretariat, address), "do": "publish"}
    fields["file"] = SimpleUploadedFile("report.pdf", b"%PDF-1.7 words")
    assert secretariat.post(address, fields).status_code == 302
    assert Document.objects.get().source_id == source
    assert "report.pdf" in Client().get(f"/sources/{source}").content.decode()


def test_a_draft_that_is_older_than_what_stands_reverts_nothing() -> None:
    steward, secretariat = sign_in("Steward"), find_person("Secretariat")
    address = f"/facts/{MINE}/edit"
    steward.post(address, {**open_form(steward, address), "from": "2020", "do": "keep"})
    edit(secretariat, MINE, "competences", start="2022")
    answer = steward.get(address, follow=True)
    address = answer.redirect_chain[-1][0]
    answer = steward.post(address, {**open_form(steward, address), "do": "publish"})
    assert answer.status_code == 409
    assert "2022" in answer.content.decode()
    assert read_whole().facts[MINE].start == "2022"


def test_a_draft_in_two_windows_loses_neither() -> None:
    officer = sign_in("Officer")
    state(officer, do="keep")
    address = f"/drafts/{Draft.objects.get().token}"
    one, other = open_form(officer, address), open_form(officer, address)
    assert officer.post(address, {**one, "note": "from one", "do": "keep"}).status_code == 302
    answer = officer.post(address, {**other, "note": "from the other", "do": "keep"})
    assert answer.status_code == 409
    assert Draft.objects.get().data["note"] == {"en": "from one"}


def test_publishing_twice_states_once() -> None:
    officer = find_person("Officer")
    data = {name: HOLDS[name] for name in ("holder", "area", "role", "basis", "place")}
    draft = save_draft(officer, "competences", data, OFFICER)
    assert len(publish_drafts(officer, [draft])) == 1
    assert publish_drafts(officer, [draft]) == []


def test_who_no_longer_speaks_for_an_actor_publishes_nothing_for_it() -> None:
    officer = find_person("Officer")
    data = {name: HOLDS[name] for name in ("holder", "area", "role", "basis", "place")}
    draft = save_draft(officer, "competences", data, OFFICER)
    Mandate.objects.filter(person=officer).update(ended_at=timezone.now())
    with pytest.raises(PermissionDenied):
        publish_drafts(User.objects.get(pk=officer.pk), [draft])
    assert Draft.objects.count() == 1


def test_what_is_in_the_way_is_not_named_if_it_is_hidden() -> None:
    officer, partner = sign_in("Officer"), find_person("Partner")
    fields = {"name": "New desk", "kind": "agency", "place": "Tangier"}
    state(officer, "actors", **fields)
    key = next(x.id for x in read_whole().actors if x.name.read() == "New desk")
    secret = Competence(
        id="secret-plan", holder=key, area="housing", role="fund", basis="de_facto",
        asserted_by=PARTNER, visibility="own",
    )  # fmt: skip
    publish(partner, [Edit("competences", "secret-plan", None, secret)],
            Stamp(Kind.PUBLISHED, partner, PARTNER))  # fmt: skip
    with pytest.raises(AtlasError) as error:
        withdraw(User.objects.get(username="officer"), key)
    assert "secret-plan" not in str(error.value)
    assert "do not see" in str(error.value)


def test_an_id_tells_nothing_of_hidden_ones_and_is_given_once() -> None:
    officer = sign_in("Officer")
    names = []
    for _ in range(2):
        state(officer, "actors", name="Quiet house", kind="agency", place="Tangier")
        names.append(read_whole().actors)
    found = [x.id for x in read_whole().actors if x.name.read() == "Quiet house"]
    assert all(each.startswith("quiet-house-") for each in found)
    assert len(set(found)) == len(found) >= 1


def test_taking_two_records_apart_gives_the_mandates_back() -> None:
    secretariat = find_person("Secretariat")
    speaker = make_person("Speaker", role="contributor", actor_id="tangier-ngos")
    merged = unite_actors(secretariat, "tangier-ngos", "armid")
    undo(secretariat, merged)
    (mandate,) = Mandate.objects.filter(person=speaker, ended_at=None)
    assert mandate.actor_id == "tangier-ngos"


@pytest.mark.parametrize("address", ["/facts/a%00b/history", "/places/%00", "/search?q=%00"])
def test_a_sign_that_no_database_keeps_is_refused(address: str) -> None:
    assert Client().get(address).status_code == 400
    answer = state(sign_in("Officer"), note="a\x00b")
    assert answer.status_code == 302
