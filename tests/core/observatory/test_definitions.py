"""Who counts as a migrant is data, two ways of counting are compared, and never added up."""

import pytest

from weft.core.observatory.definitions import (
    GROUPS,
    DefinitionsDiffer,
    UnknownDefinition,
    check_same_definition,
    compare_definitions,
    find_definition,
    label_definition,
    list_contrasts,
    read_definitions,
    say_difference,
)

KEYS = (
    "citizenship", "country_of_birth", "parents_birth", "residence_permit", "municipal_register",
    "asylum_status", "refugee_status", "unhcr_mandate", "undocumented_estimate",
    "internal_arrival", "resident_population", "ethnic_group", "unknown",
)  # fmt: skip
MIGRANTS = KEYS[:10]


def test_every_way_of_counting_is_there_in_its_order() -> None:
    assert tuple(read_definitions()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_definition_says_whom_it_counts_and_leaves_out_and_what_the_law_says(key: str) -> None:
    definition = find_definition(key)
    rules = (definition.un.text, definition.eurostat.text)
    for text in (definition.label, definition.counts, definition.leaves_out, *rules):
        assert text.root.keys() == {"en", "fr", "ar", "es", "it", "pt"}, text.read()
    assert set(definition.groups) == set(GROUPS)
    assert definition.un.citation
    assert definition.eurostat.citation


def test_labels_tell_definitions_apart_in_each_language() -> None:
    for language in ("en", "fr", "ar", "es", "it", "pt"):
        assert len({label_definition(key, language) for key in KEYS}) == len(KEYS)
        assert label_definition("of_long_ago", language) == "of long ago"


def test_citizenship_and_birth_differ_in_whom_they_count_and_not_in_the_stay() -> None:
    found = compare_definitions("citizenship", "country_of_birth")
    assert [(each.code, each.group) for each in found] == [
        ("definition_criterion", None),
        ("definition_group", "naturalised"),
        ("definition_group", "native_born_foreigners"),
    ]


def test_each_two_ways_of_counting_are_contrasted_once_and_in_one_order() -> None:
    ways = [("unknown", "A"), ("country_of_birth", "A"), ("citizenship", "B"), ("unknown", "A")]
    found = list_contrasts(ways)
    assert found == list_contrasts(reversed(ways))
    assert [(each.one, each.other) for each in found] == [
        ("citizenship", "country_of_birth"),
        ("citizenship", "unknown"),
        ("country_of_birth", "unknown"),
    ]
    assert found[0].differences == compare_definitions("citizenship", "country_of_birth")
    assert list_contrasts([("citizenship", "A"), ("citizenship", "B")]) == ()


def test_what_two_sources_do_not_state_is_contrasted_too() -> None:
    assert list_contrasts([("unknown", "A"), ("unknown", "A")]) == ()
    (found,) = list_contrasts([("unknown", "A"), ("unknown", "B")])
    assert [each.code for each in found.differences] == ["definition_unstated"]


def test_what_differs_is_the_same_from_either_side() -> None:
    for one in KEYS:
        for other in KEYS:
            here, there = compare_definitions(one, other), compare_definitions(other, one)
            assert [(d.code, d.group) for d in here] == [(d.code, d.group) for d in there]


def test_no_two_ways_of_counting_migrants_are_taken_for_the_same() -> None:
    for one in MIGRANTS:
        for other in MIGRANTS:
            assert bool(compare_definitions(one, other)) == (one != other), (one, other)


def test_a_permit_counts_shorter_stays() -> None:
    (found,) = (
        each
        for each in compare_definitions("citizenship", "residence_permit")
        if each.code == "definition_months"
    )
    assert "12 months" in say_difference(found)
    assert "3 months" in say_difference(found)


def test_what_is_not_stated_may_be_anything_even_beside_itself() -> None:
    for other in ("citizenship", "unknown"):
        (found,) = compare_definitions("unknown", other)
        assert found.code == "definition_unstated"


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "it", "pt"])
def test_what_differs_is_said_with_both_sides(language: str) -> None:
    for each in compare_definitions("citizenship", "parents_birth"):
        words = say_difference(each, language)
        assert label_definition("citizenship", language) in words
        assert label_definition("parents_birth", language) in words


def test_a_sum_across_definitions_is_refused_and_says_which() -> None:
    assert check_same_definition(["citizenship", "citizenship"]) == "citizenship"
    with pytest.raises(DefinitionsDiffer, match=r"citizenship, country_of_birth") as error:
        check_same_definition(["citizenship", "country_of_birth", "citizenship"])
    assert error.value.definitions == ("citizenship", "country_of_birth")


def test_a_key_that_is_none_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownDefinition, match=r"no definition 'migrants'.*country_of_birth"):
        find_definition("migrants")
