"""The signals of small settings, worked out by hand."""

import pytest

from tests.core.diagnosis.towns import (
    ACTORS,
    ALL_SURVEYS,
    PLACES,
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.interval import ANY, ONE, ZERO, Interval, find_mean_range
from weft.core.diagnosis.method import SIGNALS
from weft.core.diagnosis.signals import measure_signals
from weft.core.diagnosis.surveys import list_contradictions

TODAY = {"meetings": 12, "last_active": "2020-06-01"}


def measure(reading="confirmed", setting=None, **sections):
    return measure_signals(make_scene(make_atlas(**sections), setting, reading))


def near(interval, low, high=None):
    return interval == pytest.approx((low, low if high is None else high), abs=1e-9)


def test_with_nothing_recorded_every_signal_is_open():
    signals = measure()
    assert all(signals[code] == ANY for code in SIGNALS)


def test_surveyed_and_nothing_recorded_is_knowledge():
    signals = measure(surveys=ALL_SURVEYS)
    assert all(signals[code] == ZERO for code in ("TF", "MF", "C", "J", "K", "BH", "E", "O", "U"))
    assert signals["A"] == ZERO
    assert signals["F"] == ANY  # no survey can say where a policy stands


def test_a_mandate_is_top_down_and_open_above():
    signals = measure(mechanisms=[tie("Law", "mandate", "state", "city")])
    assert near(signals["TF"], 0.6, 1.0)
    assert near(signals["V"], 0.6, 1.0)
    assert signals["C"] == ANY


def test_a_survey_of_ties_closes_the_upper_end():
    signals = measure(mechanisms=[tie("Law", "mandate", "state", "city")], surveys=[survey("ties")])
    assert near(signals["TF"], 0.6)
    assert near(signals["C"], 0.0)
    assert near(signals["E"], 0.0)  # D = 1, more than .6
    assert signals["BH"] == ANY  # ties among towns were not surveyed


def test_a_survey_of_coordinating_ties_leaves_commands_open():
    signals = measure(surveys=[survey("coordinating_ties")])
    assert signals["C"] == signals["MF"] == signals["J"] == ZERO
    assert signals["TF"] == signals["E"] == ANY


def test_different_kinds_add_and_one_kind_counts_once():
    laws = [tie("Law", "mandate", "state", "city"), tie("Decree", "mandate", "state", "city")]
    grant = tie("Grant", "earmarked_grant", "state", "city")
    assert near(measure(mechanisms=laws)["TF"], 0.6, 1.0)
    assert near(measure(mechanisms=[*laws, grant])["TF"], 1 - 0.4 * (1 - 0.5 * 0.7), 1.0)


def test_consultation_is_no_command():
    talk = [
        tie("Hearing", "consultation", "state", "city", initiator="state", **TODAY),
        tie("Council", "consultative_body", "state", "city", initiator="state", **TODAY),
    ]
    signals = measure(mechanisms=talk, surveys=[survey("ties")])
    assert signals["TF"] == ZERO
    assert near(signals["C"], 1 - 0.6 * 0.4)
    assert near(signals["MF"], 1 - (1 - 0.4 * 0.7) * (1 - 0.6 * 0.8))


def test_what_the_town_started_runs_upward():
    contract = tie("Contract", "negotiated_contract", "state", "city", initiator="city")
    signals = measure(mechanisms=[contract], surveys=[survey("ties")])
    assert near(signals["BF"], 0.7 * 0.2)
    assert signals["TF"] == ZERO


def test_who_started_a_contract_is_open_until_somebody_says():
    contract = tie("Contract", "negotiated_contract", "state", "city")
    signals = measure(mechanisms=[contract], surveys=[survey("ties")])
    assert near(signals["TF"], 0.0, 0.14)
    assert near(signals["BF"], 0.0, 0.14)
    assert near(signals["E"], 1 - 0.2 / 0.6)  # one-sided either way


def test_lobbying_is_bottom_up_whoever_started_it():
    lobby = tie("Letters", "lobbying", "state", "city", initiator="city", **TODAY)
    assert near(measure(mechanisms=[lobby])["BF"], 0.3 * 0.7, 1.0)


def test_balance_weighs_up_against_down():
    ties = [
        tie("Law", "mandate", "state", "city"),
        tie("Letters", "lobbying", "state", "city", **TODAY),
    ]
    signals = measure(mechanisms=ties, surveys=[survey("ties")])
    mean = (0.6 - 0.3 * 0.7) / 0.9
    assert near(signals["E"], 1 - mean / 0.6)


def test_an_observer_does_not_join_and_a_foreign_town_does_not_either():
    watching = tie("Law", "mandate", "state", {"actor": "city", "seat": "observer"})
    foreign = tie("Law", "mandate", "state", "harbour")
    assert measure(mechanisms=[watching])["TF"] == ANY
    assert measure(mechanisms=[foreign])["TF"] == ANY


def test_a_mechanism_of_another_territory_does_not_join():
    law = tie("Law", "mandate", "state", "city", place="port")
    assert measure(mechanisms=[law])["TF"] == ANY
    law = tie("Law", "mandate", "state", "city", place="shire")
    assert near(measure(mechanisms=[law])["TF"], 0.6, 1.0)


def test_an_office_has_the_level_of_the_government_it_answers_to():
    law = tie("Law", "mandate", "prefect", "desk")
    assert near(measure(mechanisms=[law])["TF"], 0.6, 1.0)


def test_a_weak_source_may_or_may_not_hold_until_read_as_recorded():
    law = tie("Law", "mandate", "state", "city", grade="C")
    assert measure(mechanisms=[law])["TF"] == ANY
    assert near(measure("recorded", mechanisms=[law])["TF"], 0.6, 1.0)


def test_a_disputed_fact_holds_in_neither_reading():
    law = tie("Law", "mandate", "state", "city", positions=[{"actor": "city", "stand": "disputes"}])
    assert measure(mechanisms=[law])["TF"] == measure("recorded", mechanisms=[law])["TF"] == ANY


def test_towns_among_themselves_are_horizontal_and_their_association_counts_there_only():
    exchange = tie("Club", "exchange", "city", "harbour", **TODAY)
    assert near(measure(mechanisms=[exchange])["H"], 0.3, 1.0)
    member = tie("Club", "exchange", "city", "union", **TODAY)
    assert near(measure(mechanisms=[member])["H"], 0.3, 1.0)
    law = tie("Law", "mandate", "state", "union")
    assert measure(mechanisms=[law])["TF"] == ANY


def test_departments_of_one_town_are_horizontal_too():
    service = tie("House", "shared_service", "city", "desk")
    assert near(measure(mechanisms=[service])["H"], 0.8, 1.0)


def test_a_forum_needs_power_parity_and_freedom():
    members = (
        {"actor": "state", "seat": "chair", "voice": "vote"},
        {"actor": "city", "seat": "chair", "voice": "vote"},
    )
    full = {"decides": True, "voluntary": True, "agenda": ["state", "city"], **TODAY}
    body = tie("Board", "co_deciding_body", *members, **full)
    assert near(measure(mechanisms=[body])["J"], 1.0, 1.0)
    body = tie("Board", "co_deciding_body", *members, **{**full, "agenda": ["state"]})
    assert near(measure(mechanisms=[body])["J"], 0.8, 1.0)
    body = tie("Board", "co_deciding_body", *members, **TODAY)
    signals = measure(mechanisms=[body], surveys=[survey("ties")])
    assert near(signals["J"], 0.2, 1.0)  # parity is known, the rest is not


def test_a_contract_is_a_forum_only_with_a_steering_committee():
    committee = {"steering": True, "voluntary": True}
    contract = tie("Contract", "negotiated_contract", "state", "city", **committee)
    assert measure(mechanisms=[contract])["J"].low == pytest.approx(0.2)
    contract = tie("Contract", "negotiated_contract", "state", "city", voluntary=True)
    signals = measure(mechanisms=[contract], surveys=[survey("ties")])
    assert signals["J"].low == 0.0
    contract = tie("Contract", "negotiated_contract", "state", "city", steering=False)
    assert measure(mechanisms=[contract], surveys=[survey("ties")])["J"] == ZERO


def test_the_voice_of_the_non_governmental_is_weighted_by_strength():
    body = tie(
        "Board",
        "consultative_body",
        "city",
        {"actor": "aid", "voice": "consulted"},
        **TODAY,
    )
    assert near(measure(mechanisms=[body], surveys=[survey("ties", levels=[])])["N"], 0.4)
    assert measure(mechanisms=[body])["N"] == ANY  # another body may be unseen


@pytest.mark.parametrize(
    ("kind", "weight"), [("litigation", 1.0), ("refusal", 0.8), ("dispute", 0.5), ("bypass", 0.5)]
)
def test_conflict_is_weighted_by_how_it_is_carried_out(kind, weight):
    quarrel = {
        "name": "Quarrel",
        "parties": ["state", "city"],
        "areas": ["housing"],
        "kind": kind,
        "sources": cite(),
    }
    assert near(measure(disputes=[quarrel])["K"], weight, 1.0)
    assert near(measure(disputes=[quarrel], surveys=[survey("disputes")])["K"], weight)


# --- autonomy and overlap -------------------------------------------------------------------


def test_the_share_of_the_roles_is_weighted():
    facts = [
        hold("state", "regulate"),
        hold("city", "regulate", holds=False),
        hold("city", "deliver"),
        hold("state", "deliver", holds=False),
    ]
    setting = make_setting(phase="implementation")
    closed = [survey("competences", "policies")]
    # .1 of .5 is the town's; the roles nobody holds leave the weights; no policy: half of it.
    assert near(measure(setting=setting, competences=facts, surveys=closed)["A"], 0.1)


def test_an_unknown_holder_leaves_the_share_between_its_answers():
    facts = [hold("city", "regulate")]
    setting = make_setting(phase="implementation")
    signals = measure(setting=setting, competences=facts, surveys=[survey("policies")])
    # the State may regulate too (.5), and hold all that is left: .4 x .5
    assert near(signals["A"], 0.4 * 0.5 / 2, 0.5)


def test_law_counts_in_formulation_and_practice_in_implementation():
    facts = [
        hold("city", role) for role in ("regulate", "fund", "coordinate", "deliver", "monitor")
    ]
    facts += [
        hold("state", role, holds=False)
        for role in ("regulate", "fund", "coordinate", "deliver", "monitor")
    ]
    closed = [survey("policies")]
    practice = make_setting(phase="implementation")
    law = make_setting(phase="formulation")
    assert near(measure(setting=practice, competences=facts, surveys=closed)["A"], 0.5)
    assert near(measure(setting=law, competences=facts, surveys=closed)["A"], 0.0, 0.5)
    assert near(measure(competences=facts, surveys=closed)["A"], 0.25, 0.5)


@pytest.mark.parametrize(
    ("origin", "low", "high"), [("own", 1.0, 1.0), ("derived", 0.5, 0.5), (None, 0.5, 1.0)]
)
def test_a_policy_of_its_own_is_half_of_autonomy(origin, low, high):
    policy = {
        "name": "Plan",
        "issuer": "city",
        "areas": ["housing"],
        "kind": "plan",
        "origin": origin,
        "sources": cite(),
    }
    signals = measure(policies=[policy], surveys=[survey("competences", "policies")])
    assert near(signals["A"], low / 2, high / 2)


def test_overlap_is_the_share_of_roles_in_which_both_act():
    both = [hold(each, "deliver") for each in ("state", "city")]
    assert near(measure(competences=both)["O"], 0.2, 1.0)
    assert near(measure(competences=both, surveys=[survey("competences")])["O"], 0.2)


def test_uncoordinated_overlap_needs_both():
    both = [hold(each, "deliver") for each in ("state", "city")]
    closed = [survey("ties", "competences")]
    assert near(measure(competences=both, surveys=closed)["U"], 0.2)
    house = [tie("House", "shared_service", "state", "city")]
    assert near(measure(competences=both, mechanisms=house, surveys=closed)["U"], 0.2 * 0.2)


def test_a_shadow_role_opens_a_gap_between_law_and_practice():
    facts = [
        hold("city", "deliver"),
        hold("state", "deliver", basis="de_jure"),
        hold("city", "deliver", basis="de_jure", holds=False),
    ]
    signals = measure(competences=facts, surveys=[survey("competences")])
    assert near(signals["gap"], 0.1)


def test_nobody_and_unknown_are_answers():
    nobody = hold("nobody", place="town", level="local")
    unknown = hold("unknown", place="town", level="local")
    state = hold("state")
    setting = make_setting(phase="implementation")
    assert near(measure(setting=setting, competences=[state, nobody])["O"], 0.0, 0.8)
    assert near(measure(setting=setting, competences=[state, unknown])["O"], 0.0, 1.0)


# --- what is stated for a kind of place ------------------------------------------------------


def every_commune(holds=True, **more):
    fact = hold("", holds=holds, place_kind="commune", place="land", **more)
    del fact["holder"]
    return fact


def test_a_law_for_every_commune_reaches_the_town():
    closed = [survey("competences")]
    signals = measure(competences=[hold("state"), every_commune()], surveys=closed)
    assert near(signals["O"], 0.2)


def test_something_more_specific_says_otherwise():
    facts = [hold("state"), every_commune(), hold("city", holds=False)]
    assert near(measure(competences=facts, surveys=[survey("competences")])["O"], 0.0)
    nearer = every_commune(holds=False)
    nearer["place"] = "shire"
    facts = [hold("state"), every_commune(), nearer]
    assert near(measure(competences=facts, surveys=[survey("competences")])["O"], 0.0)


# --- surveys ---------------------------------------------------------------------------------


def test_a_record_that_contradicts_a_survey_reopens_it():
    house = tie("House", "shared_service", "state", "city", id="house")
    listed = survey("ties", found=["house"])
    none = survey("ties", found="nobody")
    assert near(measure(mechanisms=[house], surveys=[listed])["C"], 0.8)
    assert near(measure(mechanisms=[house], surveys=[none])["C"], 0.8, 1.0)


def test_a_survey_of_two_actors_is_contradicted_by_their_ties_only():
    region = tie("Pact", "exchange", "region", "city", "state")
    asked = {"levels": [], "found": "nobody"}
    of_two = survey("ties", name="Of two", actors=["state", "city"], **asked)
    of_others = survey("ties", name="Of others", actors=["region", "harbour"], **asked)
    scene = make_scene(make_atlas(mechanisms=[region], surveys=[of_two, of_others]))
    contradicted = {each.name.read() for each in scene.surveys if list_contradictions(scene, each)}
    assert contradicted == {of_two["name"]}


def test_a_survey_of_one_phase_closes_that_phase_only():
    law = survey("competences", "ties", phase="formulation")
    assert measure(surveys=[law])["C"] == ANY
    formulation = make_setting(phase="formulation")
    assert measure(setting=formulation, surveys=[law])["C"] == ZERO


def test_a_record_of_another_phase_contradicts_no_survey():
    practice = tie("House", "shared_service", "state", "city", phase="implementation")
    law = survey("ties", phase="formulation", found="nobody")
    formulation = make_setting(phase="formulation")
    assert measure(setting=formulation, mechanisms=[practice], surveys=[law])["C"] == ZERO


def test_a_survey_of_a_town_says_nothing_of_the_next():
    setting = make_setting(place="port")
    assert measure(setting=setting, surveys=[survey("ties")])["C"] == ANY
    everywhere = survey("ties", place="shire")
    assert measure(setting=setting, surveys=[everywhere])["C"] == ZERO


def test_a_survey_of_weak_source_closes_only_as_recorded():
    weak = survey("ties", sources=cite("C"))
    assert measure(surveys=[weak])["C"] == ANY
    assert measure("recorded", surveys=[weak])["C"] == ZERO


def test_what_was_asked_and_is_not_known_stays_open_under_a_survey():
    unknown = hold("unknown", place="town", level="local")
    signals = measure(competences=[hold("state"), unknown], surveys=[survey("competences")])
    assert near(signals["O"], 0.0, 0.2)


def test_nobody_in_a_part_says_nothing_of_the_whole():
    quarter = {"id": "quarter", "name": "Quarter", "levels": ["neighbourhood"], "parent": "town"}
    nobody = hold("nobody", place="quarter", level="local")
    scene = make_scene(make_atlas(places=[*PLACES, quarter], competences=[nobody]))
    assert find_holding(scene, "local", "deliver", "de_facto", "implementation").possible == {
        True,
        False,
    }


def test_the_no_of_one_town_is_not_that_of_its_region():
    scene = make_scene(
        make_atlas(competences=[hold("city", holds=False)]), make_setting(place="shire")
    )
    held = find_holding(scene, "local", "deliver", "de_facto", "implementation")
    assert held.possible == {True, False}


def test_hearsay_that_agrees_does_not_weaken_a_law():
    said = hold("city", grade="D")
    signals = measure(competences=[hold("state"), every_commune(), said])
    assert signals["O"].low == pytest.approx(0.2)
    against = hold("city", holds=False, grade="D")
    assert measure(competences=[hold("state"), every_commune(), against])["O"].low == 0.0


def test_a_group_of_towns_is_not_the_government_of_their_country():
    towns = {
        "id": "towns",
        "name": "Towns of Land",
        "kind": "government",
        "place": "land",
        "levels": ["local"],
    }
    facts = [hold("state", holds=False), hold("city")]
    alone = measure(competences=facts)["O"]
    assert measure(actors=[*ACTORS, towns], competences=facts)["O"] == alone
    scene = make_scene(make_atlas(actors=[*ACTORS, towns], competences=[hold("towns")]))
    held = find_holding(scene, "local", "deliver", "de_facto", "implementation")
    assert held.facts == ()  # which towns they are is not said


def test_a_no_beside_a_yes_leaves_it_open_however_weak_it_is():
    weak = hold("city", holds=False, grade="D")
    facts = [hold("state"), hold("desk"), weak]
    assert measure(competences=facts)["O"].low == 0.0


def test_a_mechanism_whose_members_nobody_named_may_join():
    unnamed = tie("Law", "mandate", place="town")
    assert near(measure(mechanisms=[unnamed], surveys=[survey("ties")])["TF"], 0.0, 0.6)


def test_an_office_without_a_territory_acts_where_its_mechanism_does():
    agency = {"id": "agency", "name": "Agency", "kind": "agency", "levels": ["national"]}
    law = tie("Law", "mandate", "agency", "city", place="town")
    assert measure(actors=[*ACTORS, agency], mechanisms=[law])["TF"].low == pytest.approx(0.6)


def test_unnamed_towns_of_a_country_are_no_side_of_this_town():
    towns = {"id": "towns", "name": "Some towns", "kind": "agency", "levels": ["local"]}
    law = tie("Law", "mandate", "state", "towns", place="land")
    assert measure(actors=[*ACTORS, towns], mechanisms=[law])["TF"] == ANY


def test_an_office_that_has_closed_holds_nothing():
    closed = [{**each, "until": "2015"} if each["id"] == "desk" else each for each in ACTORS]
    assert measure(actors=closed, mechanisms=[tie("Law", "mandate", "state", "desk")])["TF"] == ANY


def test_an_association_of_cities_is_no_peer_of_a_region():
    setting = make_setting(place="shire", lower="regional")
    club = tie("Club", "exchange", "region", "union", **TODAY)
    assert measure(setting=setting, mechanisms=[club])["H"] == ANY


def test_a_contract_that_another_town_started_runs_upward_too():
    contract = tie(
        "Contract", "negotiated_contract", "state", "city", "harbour", initiator="harbour"
    )
    signals = measure(mechanisms=[contract], surveys=[survey("ties")])
    assert near(signals["BF"], 0.14)


# --- frames ----------------------------------------------------------------------------------


def test_frames_need_three_axes_known_on_both_sides():
    upper = plan("Law", "state", access=-2, purpose=-2, approach=0)
    assert measure(policies=[upper, plan("Plan", "city", access=2, purpose=2)])["F"] == ANY
    lower = plan("Plan", "city", access=2, purpose=2, approach=0)
    # distances 4, 4, 0, and two axes anywhere in [0, 4]
    assert near(measure(policies=[upper, lower])["F"], 1 - 16 / 20, 1 - 8 / 20)


def test_several_policies_of_a_level_span_a_range():
    axes = ("access", "purpose", "approach", "target", "horizon")
    upper = plan("Law", "state", **dict.fromkeys(axes, 0))
    soft = plan("Plan", "city", **dict.fromkeys(axes, 0))
    hard = plan("Programme", "city", **dict.fromkeys(axes, 2))
    assert near(measure(policies=[upper, soft])["F"], 1.0)
    assert near(measure(policies=[upper, soft, hard])["F"], 0.5, 1.0)


# --- arithmetic ------------------------------------------------------------------------------


def test_the_range_of_a_weighted_mean_is_exact():
    up, down = Interval(-0.7, -0.7), Interval(1.0, 1.0)
    assert find_mean_range([(ONE, up), (ONE, down)]) == pytest.approx((0.15, 0.15))
    assert find_mean_range([(ANY, up), (ONE, down)]) == pytest.approx((0.15, 1.0))
    assert find_mean_range([(ANY, up), (ANY, down)]) == (-0.7, 1.0)
    assert find_mean_range([(ZERO, up)]) is None
