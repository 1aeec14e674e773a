"""What a diagnosis asks people to look at, and what it rests on."""

from tests.core.diagnosis.towns import cite, hold, make_atlas, make_setting, plan, survey, tie
from weft.core.diagnosis import diagnose


def find(**sections):
    (found,) = diagnose(make_atlas(**sections), make_setting())
    return found


def list_codes_of(found):
    return {each.code for each in found.findings}


def test_nothing_recorded_asks_for_nothing():
    assert find().findings == ()


def test_a_yes_and_a_no_at_one_level_are_named():
    found = find(competences=[hold("desk"), hold("city", holds=False)])
    (finding,) = found.findings
    assert finding.code == "yes-and-no"
    assert finding.message == "City: deliver in practice is recorded as held and as not held"
    assert len(finding.facts) == 2


def test_the_no_of_one_office_contradicts_nobody():
    assert find(competences=[hold("city"), hold("desk", holds=False)]).findings == ()


def test_a_disputed_survey_is_named():
    disputed = survey("ties", positions=[{"actor": "city", "stand": "disputes"}])
    assert list_codes_of(find(surveys=[disputed])) == {"disputed"}


def test_a_contradicted_survey_names_what_contradicts_it():
    law = tie("Law", "mandate", "state", "city", id="law")
    (finding,) = find(mechanisms=[law], surveys=[survey("ties", id="s", found="nobody")]).findings
    assert (finding.code, finding.facts) == ("survey-contradicted", ("s", "law"))


def test_policies_that_stand_apart_are_named():
    policies = [plan("Soft", "city", access=2), plan("Hard", "city", access=-1)]
    assert list_codes_of(find(policies=policies)) == {"policies-diverge"}


def test_levels_that_stand_for_opposite_things_are_named():
    opposed = [plan("Law", "state", access=-2), plan("Plan", "city", access=1)]
    assert list_codes_of(find(policies=opposed)) == {"frames-oppose"}
    near = [plan("Law", "state", access=-1), plan("Plan", "city", access=1)]
    assert find(policies=near).findings == ()


def test_a_weak_survey_is_among_the_facts_to_confirm():
    found = find(surveys=[survey("competences", "policies", id="weak", sources=cite("C"))])
    assert found.to_confirm == ("weak",)
    assert "weak" in found.read("recorded").find_signal("A").surveys


def test_what_is_made_of_other_signals_rests_on_their_facts():
    both = [hold("state"), hold("city")]
    house = tie("House", "shared_service", "state", "city", id="house")
    signal = find(competences=both, mechanisms=[house]).read("confirmed").find_signal("U")
    assert "house" in signal.facts and len(signal.facts) == 3
