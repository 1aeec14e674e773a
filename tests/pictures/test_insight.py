"""What the page tells of gaps, tasks, brokers and pairs, what it leaves out, and in what order."""

import re
from typing import Any

from tests.core.diagnosis.towns import ACTORS, hold, make_atlas, make_setting, plan, tie
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.gaps import find_gaps
from weft.core.diagnosis.scene import Scene
from weft.pictures.evidence import Register
from weft.pictures.insight import InsightView, find_insight

STANCES = ("access", "purpose", "approach", "target", "horizon")
OPEN, SHUT = dict.fromkeys(STANCES, 2), dict.fromkeys(STANCES, -2)
TODAY = {"meetings": 12, "last_active": "2020-06-01"}


def look(*mechanisms: dict[str, Any], held: Any = (), actors: Any = (), **more: Any) -> InsightView:
    atlas = make_atlas(
        mechanisms=list(mechanisms), competences=list(held), actors=[*ACTORS, *actors], **more
    )
    setting, method = make_setting(), read_method()
    found = diagnose(atlas, setting, method, draws=2)
    facts = [each for each in atlas.facts.values() if each.id not in atlas.actor_by_id]
    register = Register(atlas, method, {"town": (setting.on, facts)})
    return find_insight(atlas, Nearby(atlas), found, method, register)


def contract(name: str, *members: str, **more: Any) -> dict[str, Any]:
    return tie(name, "negotiated_contract", *members, **more)


def list_texts(told: Any) -> list[str]:
    return [re.sub("<[^>]*>", "", str(each.text)) for each in told]


def test_tasks_of_which_nobody_spoke_are_no_finding():
    assert look(held=[hold("city")]).cells == ()
    shadow = look(held=[hold("city"), hold("city", basis="de_jure", holds=False)])
    (told,) = list_texts(shadow.cells)
    assert told.startswith("Housing. Deliver: done in practice by City of Town")


def test_only_gaps_that_show_are_told():
    sections = {"policies": [plan("Open", "state", **OPEN), plan("Shut", "city", **SHUT)]}
    view = look(held=[hold("city")], **sections)
    atlas = make_atlas(competences=[hold("city")], **sections)
    report = find_gaps(Scene(Nearby(atlas), make_setting(), read_method(), "recorded"))
    severities = [each.severity for each in report.gaps]
    shown = [each for each in severities if each in ("slight", "serious")]
    assert 0 < len(shown) < len(severities)
    assert len(view.gaps) == len(shown)
    assert not any("not known" in each for each in list_texts(view.gaps))


def test_a_broker_from_elsewhere_is_not_told():
    ties = (
        tie("One", "consultative_body", "state", "harbour", "city", **TODAY),
        contract("Two", "harbour", "aid"),
    )
    assert look(*ties).brokers == ()
    (told,) = list_texts(look(*ties, held=[hold("harbour", place="town")]).brokers)
    assert told.startswith("City of Port")


def test_brokers_come_by_how_many_pairs_they_link_across_levels_and_at_most_three():
    more = [
        {"id": "abbey", "name": "Abbey", "kind": "civil_society", "place": "town"},
        {"id": "mill", "name": "Mill", "kind": "private", "place": "town"},
    ]
    ties = (
        contract("A", "abbey", "state"), contract("B", "abbey", "aid"),
        contract("C", "city", "region"), contract("D", "city", "union", place="town"),
        contract("E", "city", "aid"), contract("F", "region", "mill"),
    )  # fmt: skip
    told = list_texts(look(*ties, actors=more).brokers)
    across = [int(n) for each in told for n in re.findall(r"levels of government: (\d+)", each)]
    assert across == [3, 1, 1]
    # Of those with as many, by id; the Region would be the fourth.
    assert [each.partition(" (")[0] for each in told] == ["City of Town", "Abbey", "Aid"]


def test_a_broker_is_told_with_pairs_counted_once_and_its_ties():
    view = look(contract("One", "state", "city"), contract("Two", "city", "aid"))
    (text,) = list_texts(view.brokers)
    assert text.startswith("City of Town (City, government): between two others who are not tied")
    assert "Across levels of government: 1 (" in text
    assert re.findall("#f-([a-z]+)", str(view.brokers[0].refs)) == ["one", "two"]


def test_a_pair_stands_once_with_all_its_tasks():
    view = look(
        contract("One", "state", "city"),
        contract("Two", "city", "aid"),
        held=[hold("state"), hold("aid"), hold("state", "fund"), hold("aid", "fund")],
    )
    assert list_texts(view.pairs) == [
        "Aid and The State act on the same task without a recorded tie: Housing (fund, deliver). "
        "Could bring them together: City of Town (with Aid: Two; with The State: One)."
    ]
    assert view.more_pairs == 0


def test_a_pair_whom_only_a_chain_connects_is_left_to_the_terminal():
    view = look(
        contract("One", "aid", "city"),
        contract("Two", "city", "region"),
        contract("Three", "region", "state"),
        held=[hold("aid"), hold("state")],
    )
    assert view.pairs == ()


def test_a_name_in_another_language_is_marked():
    guild = {"id": "guild", "name": {"fr": "Guilde"}, "kind": "civil_society", "place": "town"}
    view = look(contract("One", "state", "guild"), contract("Two", "guild", "city"), actors=[guild])
    assert '<bdi lang="fr" dir="ltr">Guilde</bdi>' in str(view.brokers[0].text)
