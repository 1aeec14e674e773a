"""What an import would do, said before it is done: nothing is changed or published in silence."""

from typing import Any

import pytest

from tests.core.atlas.samples import TOWN, make_town
from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.atlas.differing import Difference, Entry, compare

KNOWN = make_town()
CITY = "city-of-brikmel"
ROLE = {"area": "housing", "role": "deliver", "basis": "de_facto"}


def read(known: Atlas = KNOWN, **sections: list[Any]) -> Difference:
    return compare(known, build_atlas([Draft(sections=sections)], known))


def make(**sections: list[Any]) -> Atlas:
    """The known town with more records."""
    more = build_atlas([Draft(sections=sections)], KNOWN)
    fields: dict[str, Any] = {
        name: (*getattr(KNOWN, name), *getattr(more, name)) for name in SECTIONS
    }
    return Atlas.model_validate(fields)


def list_ids(difference: Difference) -> dict[str, list[str]]:
    return {name: [each.id for each in found] for name, found in vars(difference).items() if found}


def get_only(difference: Difference, name: str) -> Entry:
    (entry,) = getattr(difference, name)
    assert list(list_ids(difference)) == [name]
    assert isinstance(entry, Entry)
    return entry


def take(section: str, at: int = 0, **changes: Any) -> dict[str, Any]:
    """A record of the town as its file has it, with some cells changed; None empties one."""
    return {**TOWN[section][at], **changes}


def test_the_same_file_again_changes_nothing() -> None:
    difference = compare(KNOWN, KNOWN)
    assert list_ids(difference).keys() == {"unchanged"}
    assert len(difference.unchanged) == sum(1 for _ in KNOWN.list_records())


def test_into_an_empty_atlas_everything_is_new() -> None:
    difference = compare(Atlas(), KNOWN)
    assert list_ids(difference).keys() == {"new"}
    assert all(each.before is None and not each.fields for each in difference.new)


def test_entries_come_by_section_and_then_by_id() -> None:
    order = list(SECTIONS)
    keys = [(order.index(each.section), each.id) for each in compare(Atlas(), KNOWN).new]
    assert keys == sorted(keys)


# --- places, sources and actors


def test_what_only_the_file_says_completes_a_place() -> None:
    said = {"name": {"en": "Brikmel", "fr": "Briquemelle"}, "levels": "local"}
    entry = get_only(
        read(places=[{**said, "population": 50_000, "codes": {"lau": "7"}}]), "changed"
    )
    assert [name for name, _, _ in entry.fields] == ["name", "population", "codes"]
    place: Any = entry.after
    assert place.name.root == {"en": "Brikmel", "ar": "بريكمل", "fr": "Briquemelle"}
    assert place.codes == {"iso": "VL", "lau": "7"}
    assert (place.kind, place.parent, place.latitude) == ("municipality", "velland", 35.76)


def test_a_record_that_says_less_changes_nothing() -> None:
    difference = read(
        places=[{"name": "Brikmel", "levels": "local"}],
        sources=[{"title": "Law on municipalities"}],
        actors=[{"name": "City of Brikmel", "kind": "government"}],
    )
    assert list_ids(difference) == {"unchanged": ["brikmel", "law-on-municipalities", CITY]}
    assert all(each.after is each.before for each in difference.unchanged)


@pytest.mark.parametrize(
    ("section", "record", "fields"),
    [
        ("places", {"id": "brikmel", "name": "Brickmel", "levels": "local"}, ["name"]),
        ("places", {"name": "Brikmel", "levels": "local; metropolitan"}, ["levels"]),
        ("places", {"name": "Brikmel", "levels": "local", "codes": {"iso": "BR"}}, ["codes"]),
        ("sources", {"title": "Law on municipalities", "grade": "B"}, ["grade"]),
        ("sources", {"title": "Law on municipalities", "date": "2015"}, ["date"]),
        ("actors", {"name": "City of Brikmel", "kind": "agency"}, ["kind"]),
        ("actors", {"name": "City of Brikmel", "kind": "government", "until": 2020}, ["until"]),
    ],
)
def test_what_the_file_says_otherwise_is_a_correction(
    section: str, record: dict[str, Any], fields: list[str]
) -> None:
    entry = get_only(read(**{section: [record]}), "changed")
    assert [name for name, _, _ in entry.fields] == fields
    name, before, after = entry.fields[0]
    assert getattr(entry.before, name) == before
    assert getattr(entry.after, name) == after


def test_a_part_of_a_contact_is_corrected_and_the_rest_stays() -> None:
    contact = {"email": "new@brikmel.example"}
    said = {"name": "City of Brikmel", "kind": "government", "contact": contact}
    actor: Any = get_only(read(actors=[said]), "changed").after
    assert (actor.contact.email, str(actor.contact.office)) == (
        "new@brikmel.example",
        "Migration desk",
    )


def test_networks_and_sources_are_joined() -> None:
    association = next(each for each in KNOWN.actors if each.kind == "migrants_association")
    known = make(actors=[{"name": "Another network", "kind": "city_network"}])
    said = {"id": association.id, "name": "جمعية المهاجرين", "kind": "migrants_association"}
    cited = [{"source": "Law on municipalities"}]
    actor: Any = get_only(
        read(known, actors=[{**said, "networks": "Another network", "sources": cited}]), "changed"
    ).after
    assert actor.networks == ("towns-together", "another-network")
    assert [each.source for each in actor.sources] == ["law-on-municipalities"]


def test_an_empty_end_says_that_an_actor_still_exists() -> None:
    closed = {"name": "Old desk", "kind": "agency", "from": 2001, "until": 2010}
    said = {"name": "Old desk", "kind": "agency"}
    entry = get_only(read(make(actors=[closed]), actors=[said]), "changed")
    assert entry.fields == (("until", "2010", None),)


def test_a_corrected_period_stays_a_period() -> None:
    late = {"name": "Desk", "kind": "agency", "from": 2015}
    actor: Any = get_only(
        read(make(actors=[late]), actors=[{"name": "Desk", "kind": "agency", "until": 2010}]),
        "changed",
    ).after
    assert (actor.start, actor.until) == (None, "2010")


def test_an_empty_cell_publishes_nothing() -> None:
    hidden = {"name": "Hidden desk", "kind": "agency", "visibility": "own"}
    role = {"id": "secret", "holder": "Hidden desk", **ROLE, "visibility": "own"}
    known = make(actors=[hidden], competences=[role])
    said: dict[str, Any] = {key: value for key, value in role.items() if key != "visibility"}
    again = read(known, actors=[{"name": "Hidden desk", "kind": "agency"}], competences=[said])
    assert list_ids(again) == {"unchanged": ["hidden-desk", "secret"]}
    opened = read(known, competences=[{**said, "visibility": "public"}])
    assert get_only(opened, "changed").fields == (("visibility", "own", "public"),)


# --- other facts


def test_a_fact_becomes_what_the_file_says() -> None:
    said = take("mechanisms", meetings="6", members=None, sources=None)
    entry = get_only(read(mechanisms=[said]), "changed")
    assert [name for name, _, _ in entry.fields] == ["members", "meetings", "sources"]
    table: Any = entry.after
    assert (table.meetings, table.members) == (6, ())


def test_the_order_of_codes_and_an_unstated_language_make_no_difference() -> None:
    said = take("mechanisms", name={"en": "Round table"}, areas="housing; reception")
    assert list_ids(read(mechanisms=[said])) == {"unchanged": ["round-table"]}


def test_nobody_withdraws_the_position_of_another() -> None:
    left_out = take("competences", positions=None)
    assert list_ids(read(competences=[left_out])) == {"unchanged": ["shelter"]}
    mine = [{"actor": "Towns together", "stand": "disputes"}]
    fact: Any = get_only(read(competences=[take("competences", positions=mine)]), "changed").after
    assert [(each.actor, each.stand) for each in fact.positions] == [
        ("migration-office", "confirms"),
        ("towns-together", "disputes"),
    ]


def test_an_actor_may_change_its_own_position() -> None:
    turned = [{"actor": "Migration office", "stand": "disputes"}]
    fact: Any = get_only(read(competences=[take("competences", positions=turned)]), "changed").after
    assert [each.stand for each in fact.positions] == ["disputes"]


def test_a_fact_of_another_section_under_the_same_id_is_said_to_be_so() -> None:
    other = build_atlas(
        [Draft(sections={"actors": [{"id": "shelter", "name": "S", "kind": "media"}]})]
    )
    entry = get_only(compare(KNOWN, other), "changed")
    assert entry.fields == (("section", "competences", "actors"),)


# --- contested


def role(holder: str = CITY, **more: Any) -> dict[str, Any]:
    return {"holder": holder, **ROLE, **more}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (role(holds="no"), "contested"),
        (role(holds="no", asserted_by="Migration office"), "contested"),
        (role(holds="no", until="2019"), "new"),  # before the known one begins
        (role(holds="no", basis="de_jure"), "new"),
        (role(holds="no", area="health"), "new"),
        (role("Migration office", holds="no"), "new"),
        (role("nobody", place="Brikmel"), "contested"),
        (role("nobody", place="Velland"), "new"),
        (role("unknown", place="Brikmel"), "new"),
        (role(asserted_by="Migration office"), "new"),  # says the same
    ],
)
def test_a_new_competence_is_contested_by_a_known_one_that_says_the_contrary(
    said: dict[str, Any], state: str
) -> None:
    entry = get_only(read(competences=[said]), state)
    assert entry.others == (("shelter",) if state == "contested" else ())


def means(**more: Any) -> dict[str, Any]:
    return {"id": "new", "actor": CITY, "area": "housing", "year": "2024", **more}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (means(earmarked="no", staff="3"), "contested"),
        (means(earmarked="no", staff="2.5"), "new"),
        (means(earmarked="no", capacity="40"), "new"),
        (means(earmarked="no", money="1", currency="EUR"), "contested"),
        (means(earmarked="no", money="1", currency="MAD"), "new"),
        (means(earmarked="yes", money="1", currency="EUR"), "new"),
        (means(earmarked="no", staff="3", year="2023"), "new"),
    ],
)
def test_other_figures_of_the_same_means_are_contested(said: dict[str, Any], state: str) -> None:
    entry = get_only(read(resources=[said]), state)
    assert bool(entry.others) == (state == "contested")


def test_another_account_of_the_same_year_is_contested() -> None:
    said = {"issuer": CITY, "area": "housing", "year": "2024"}
    assert get_only(read(reports=[{**said, "title": "Beds 2024"}]), "contested").others == (
        "city-of-brikmel-housing-2024-shelter-2024",
    )
    again = {**said, "title": "SHELTER 2024", "id": "again"}
    assert list_ids(read(reports=[again])) == {"new": ["again"]}


def test_what_the_file_corrects_at_the_same_time_is_no_rival() -> None:
    denied = role(holds="no", id="denied")
    corrected = take("competences", holds="no")
    assert list_ids(read(competences=[denied, corrected])) == {
        "new": ["denied"],
        "changed": ["shelter"],
    }


def test_a_correction_says_what_it_stands_against_too() -> None:
    known = make(competences=[role(id="same", asserted_by="Migration office")])
    entry = get_only(read(known, competences=[take("competences", holds="no")]), "changed")
    assert entry.others == ("same",)


def test_an_actor_with_the_id_of_a_place_is_not_taken_for_it() -> None:
    difference = read(
        places=[{"id": "denied", "name": "Denied", "levels": "local"}],
        competences=[role(holds="no", id="denied")],
    )
    assert list_ids(difference) == {"new": ["denied"], "contested": ["denied"]}
    assert not difference.new[0].others


# --- likely duplicates


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ({"id": "ville", "name": {"fr": "Ville de Brikmel"}, "place": "Brikmel"}, CITY),
        ({"id": "ville", "name": "CITY OF BRIKMEL"}, CITY),
        ({"id": "ville", "name": "City of Velland", "place": "Velland"}, None),
        ({"name": "City of Brikmel"}, None),  # is that one
    ],
)
def test_a_new_actor_may_be_a_known_one(said: dict[str, Any], likely: str | None) -> None:
    difference = read(actors=[{"kind": "government", **said}])
    found = [each.likely for each in (*difference.new, *difference.unchanged)]
    assert found == [likely]


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ({"name": "BRIKMEL", "levels": "local"}, "brikmel"),
        ({"name": {"ar": "بريكمل"}, "levels": "local", "parent": "Velland"}, "brikmel"),
        ({"name": "Brikmel", "levels": "regional"}, None),
        ({"name": "Brikmel", "levels": "local", "parent": "Elsewhere"}, None),
    ],
)
def test_a_new_place_may_be_a_known_one(said: dict[str, Any], likely: str | None) -> None:
    known = make(places=[{"name": "Elsewhere", "levels": "national"}])
    entry = get_only(read(known, places=[{"id": "new", **said}]), "new")
    assert entry.likely == likely
