"""Brokers and pairs without a tie, said in words."""

from tests.core.diagnosis.test_brokers import contract
from tests.core.diagnosis.towns import DAY, hold, make_atlas
from weft.core.diagnosis.brokers import find_brokers, sayings

LANGUAGES = ("en", "fr", "ar")


def say_all(language, found, atlas):
    """Every sentence on brokers and pairs."""
    speech = sayings.Speech(atlas, language)
    return [
        *(sayings.say_broker(speech, each) for each in found.brokers if each.pairs),
        *(
            sayings.say_pair(speech, each, whole=whole)
            for each in sayings.group_pairs(found.unconnected)
            for whole in (True, False)
        ),
        *(
            sayings.say_convener(speech, each)
            for pair in found.unconnected
            for each in pair.conveners
        ),
        *(
            sayings.say_why_nobody(speech, pair, len(found.areas))
            for pair in found.unconnected
            if not pair.conveners
        ),
    ]


def look(*mechanisms, held=(), **more):
    atlas = make_atlas(mechanisms=list(mechanisms), competences=list(held))
    return find_brokers(atlas, "town", DAY, **more), atlas


def test_a_broker_is_said_with_pairs_and_not_with_both_directions():
    found, atlas = look(contract("One", "state", "city"), contract("Two", "city", "aid"))
    assert say_all("en", found, atlas) == [
        "City of Town (City, government): between two others who are not tied to each other. On "
        "100% of the shortest ways between others. Across levels of government: 1 (links two "
        "groups not its own). Across sectors: 1 (lets others in, speaks for its own)."
    ]


def test_the_coordinator_is_no_role_between_levels():
    found, atlas = look(
        contract("One", "city", "desk"), contract("Two", "city", "harbour"),
        contract("Three", "city", "state"),
    )  # fmt: skip
    speech = sayings.Speech(atlas)
    city = found.find_broker("city")
    assert city.by_level.coordinator > 0 and city.by_level.pairs == 2
    assert "coordinator" not in sayings.list_roles(city)
    assert "between 3 pairs of others" in sayings.say_broker(speech, city)


def test_a_list_is_cut_only_where_that_is_shorter():
    held = [hold("aid"), hold("state")]
    for number, said in ((3, "T0, T1 and T2)"), (4, "T0, T1 and 2 more)")):
        ties = [contract(f"T{n}", "city", "state") for n in range(number)]
        found, atlas = look(contract("One", "aid", "city"), *ties, held=held)
        [convener] = found.unconnected[0].conveners
        assert f"with The State: {said}" in sayings.say_convener(
            sayings.Speech(atlas, most=2), convener
        )


def test_names_can_be_marked():
    found, atlas = look(contract("One", "state", "city"), contract("Two", "city", "aid"))
    speech = sayings.Speech(atlas, mark=lambda text: f"<{text.read()}>")
    assert sayings.say_broker(speech, found.brokers[0]).startswith("<City of Town> (City")


def test_why_nobody_could_is_said_of_the_areas_asked_for():
    held = [hold("aid"), hold("union", place="town")]
    ties = (contract("One", "city", "aid"),)
    found, atlas = look(*ties, held=held)
    assert say_all("en", found, atlas)[-1] == "Nothing recorded ties Union of Towns to anybody."
    found, atlas = look(*ties, held=held, areas=["housing"])
    last = say_all("en", found, atlas)[-1]
    assert last == "Nothing recorded in this area ties Union of Towns to anybody."
    more = contract("Two", "region", "union")
    found, atlas = look(*ties, more, held=held, areas=["housing", "health"])
    last = say_all("en", found, atlas)[-1]
    assert last == "No chain of ties recorded in these areas leads from Aid to Union of Towns."


def test_a_tie_that_somebody_disputes_is_said_to_be_disputed():
    doubt = [{"actor": "aid", "stand": "disputes"}]
    held = [hold("aid"), hold("state")]
    found, atlas = look(
        contract("One", "state", "city"), contract("Two", "city", "aid", positions=doubt),
        held=held,
    )  # fmt: skip
    assert "Could bring them together: City of Town (with Aid: Two (disputed by Aid); with The " \
        "State: One)." in say_all("en", found, atlas)  # fmt: skip


def test_everything_can_be_said_in_each_language():
    held = [hold("aid"), hold("state"), hold("union", place="town"), hold("harbour", place="town")]
    found, atlas = look(contract("One", "state", "city"), contract("Two", "city", "aid"), held=held)
    said = {language: say_all(language, found, atlas) for language in LANGUAGES}
    assert len({len(each) for each in said.values()}) == 1
    for sentences in zip(*said.values(), strict=True):
        assert len(set(sentences)) == 3
        assert all(each.endswith(".") and "{" not in each for each in sentences)
