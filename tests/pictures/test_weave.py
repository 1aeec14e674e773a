"""The drawing of a weave: every part leads to its facts, in every language, in the same bytes."""

import re
from itertools import combinations
from xml.etree import ElementTree as Xml

import pytest

from tests.pictures.portville import TODAY, compose, measure, weave_portville
from weft.pictures import Weave, draw_weave, lay_out, write_table
from weft.pictures.fabric import EDGE
from weft.pictures.knots import FORMS, draw_form, name_form
from weft.pictures.pen import Pen
from weft.pictures.routing import WIDE, Plan, fit_compact
from weft.pictures.weave import PHONE

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "fr", "ar")
HOSTILE = "</title><script>alert('x')</script>&\"<b>"


def parse(drawing: str) -> Xml.Element:
    return Xml.fromstring(drawing)  # noqa: S314


def join(facts: tuple[str, ...]) -> str:
    return "/facts?" + "&".join(facts)


def find_links(drawing: str, kind: str | None = None) -> list[Xml.Element]:
    return [each for each in parse(drawing).iter(f"{SVG}a") if kind in (None, each.get("class"))]


def list_linked(drawing: str) -> set[str]:
    return {fact for each in find_links(drawing) for fact in each.get("href", "")[7:].split("&")}


@pytest.mark.parametrize("compact", [False, True])
def test_every_fact_is_led_to(portville: Weave, compact: bool) -> None:
    expected = {fact for each in portville.crossings for fact in each.facts}
    expected |= {each.fact for each in portville.ties}
    assert list_linked(draw_weave(portville, link=join, compact=compact)) == expected


def test_every_link_says_in_words_what_it_is(portville: Weave) -> None:
    for each in find_links(draw_weave(portville)):
        assert (each.findtext(f"{SVG}title") or "").strip()


def test_a_knot_tells_who_holds_what_on_which_basis(portville: Weave) -> None:
    drawing = draw_weave(portville, link=join)
    (title,) = [
        each.findtext(f"{SVG}title")
        for each in find_links(drawing, "roles")
        if "city-housing-deliver" in each.get("href", "")
    ]
    assert title == (
        "Housing, City\ndeliver: City of Portville (in practice)\n"
        "deliver: City of Portville does not (by law)"
    )


def test_a_thread_of_unknown_strength_says_so_and_is_not_drawn_as_nothing() -> None:
    weave = lay_out(weave_portville(), "portville", TODAY)
    (link,) = [
        each for each in find_links(draw_weave(weave), "thread") if each.get("href") == "#jobs-pact"
    ]
    assert "strength not known" in (link.findtext(f"{SVG}title") or "")
    assert (
        max(float(each.get("stroke-width", 0)) for each in link if not each.get("stroke-opacity"))
        > 5
    )


def test_stronger_threads_are_wider(portville: Weave) -> None:
    def width(fact: str) -> float:
        (link,) = [each for each in find_links(draw_weave(portville)) if each.get("href") == fact]
        return max(float(e.get("stroke-width", 0)) for e in link if not e.get("stroke-opacity"))

    assert width("#arrival-fund") > width("#reception-mandate") > width("#thursday-calls")


def test_an_informal_thread_is_dashed_and_a_semi_formal_one_longer(portville: Weave) -> None:
    drawing = draw_weave(portville)

    def dash(fact: str) -> str | None:
        (link,) = [each for each in find_links(drawing) if each.get("href") == fact]
        return [each.get("stroke-dasharray") for each in link if each.get("stroke")][-1]

    assert dash("#reception-mandate") is None
    short, long = (
        float(str(dash(each)).split()[0]) for each in ("#thursday-calls", "#clinic-network")
    )
    assert short < long


def test_several_ties_of_one_pair_are_bundled_and_counted(portville: Weave) -> None:
    links = [
        each.get("href", "") for each in find_links(draw_weave(portville, link=join), "thread")
    ]
    (bundle,) = [each for each in links if "one-stop-house" in each]
    assert {"one-stop-house", "social-table", "street-work"} <= set(bundle[7:].split("&"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compact", [False, True])
def test_the_same_weave_is_the_same_bytes(language: str, compact: bool) -> None:
    one, other = (
        draw_weave(
            lay_out(weave_portville(), "portville", TODAY, measure), language, compact=compact
        )
        for _ in range(2)
    )
    assert one == other


def test_nothing_comes_from_elsewhere_and_nothing_runs(portville: Weave) -> None:
    drawing = draw_weave(portville, standalone=True)
    assert re.findall(r"https?://[^\"]*", drawing) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|use|style|foreignObject)", drawing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_words(language: str) -> None:
    actor = {"id": "evil", "name": HOSTILE, "kind": "government", "place": "evil"}
    place = {"id": "evil", "name": HOSTILE, "levels": ["local"], "parent": "country"}
    tie = {
        "id": "bad", "name": HOSTILE, "kind": "mandate", "areas": ["data"],
        "members": [{"actor": "evil"}, {"actor": "state"}],
    }  # fmt: skip
    atlas = weave_portville(
        places=[place], actors=[actor], mechanisms=[tie],
        competences=[compose("evil", "data", "fund")],
    )  # fmt: skip
    weave = lay_out(atlas, "evil", TODAY)
    drawing = draw_weave(weave, language, link=lambda facts: '#"><script>', standalone=True)
    assert not list(parse(drawing).iter(f"{SVG}script"))
    assert HOSTILE in "".join(each.text or "" for each in parse(drawing).iter(f"{SVG}title"))
    assert "<script" not in drawing + write_table(weave, language)


def find_headings(drawing: str) -> dict[str, float]:
    texts = parse(drawing).iter(f"{SVG}text")
    return {each.text or "": float(each.get("x", 0)) for each in texts if each.get("font-weight")}


def test_arabic_runs_from_right_to_left(portville: Weave) -> None:
    english = find_headings(draw_weave(portville, "en"))
    arabic = find_headings(draw_weave(portville, "ar"))
    assert english["State"] < english["City"]
    assert arabic["الدولة"] > arabic["المدينة"]
    words = list(parse(draw_weave(portville, "ar")).iter(f"{SVG}text"))
    assert all(each.get("direction") == "rtl" for each in words)


def test_a_language_without_words_yet_is_answered_in_english(portville: Weave) -> None:
    assert "State" in find_headings(draw_weave(portville, "sv"))
    assert "État" in find_headings(draw_weave(portville, "fr-CA"))


def test_a_blank_crossing_is_a_small_ring_that_leads_nowhere(portville: Weave) -> None:
    groups = [
        each
        for each in parse(draw_weave(portville)).iter(f"{SVG}g")
        if each.get("class") == "blank"
    ]
    assert len(groups) == sum(each.state == "blank" for each in portville.crossings)
    assert all(float(each[1].get("r", 99)) <= 3 for each in groups)


def test_forms_differ_by_shape_and_not_by_colour_alone(portville: Weave) -> None:
    def strip(drawing: str) -> str:
        return re.sub(r"#[0-9a-f]{6}", "", drawing)

    shapes = [strip(draw_form(Pen(100, False), 50, 50, 11, each)) for each in FORMS]
    assert len(set(shapes)) == len(FORMS)
    assert {name_form(m) for c in portville.crossings for m in c.marks} >= {"both", "contested"}


@pytest.mark.parametrize("size", [WIDE, fit_compact(PHONE, 6)])
def test_no_thread_touches_a_knot_that_is_not_its_own(portville: Weave, size: object) -> None:
    plan = Plan(portville, size, 100, 0)  # type: ignore[arg-type]
    for strand in plan.strands:
        own = {end for each in strand.threads for end in (each.start, each.end)}
        for (area, column), node in plan.nodes.items():
            if (area, column) in own or node.kind == "ring":
                continue
            x, y = plan.x[column], plan.y[area]
            for (ax, ay), (bx, by) in zip(strand.points, strand.points[1:], strict=False):
                beside = max(ax, bx) < x - node.half or min(ax, bx) > x + node.half
                apart = max(ay, by) < y - node.height or min(ay, by) > y + node.height
                assert beside or apart, (strand.threads[0].tie.fact, area, column)


def test_no_two_threads_lie_on_each_other(portville: Weave) -> None:
    plan = Plan(portville, WIDE, 100, 0)
    segments = [
        (index, min(a[0], b[0]), max(a[0], b[0]), a[1])
        for index, strand in enumerate(plan.strands)
        for a, b in zip(strand.points, strand.points[1:], strict=False)
        if a[1] == b[1]
    ]
    for one, other in combinations(segments, 2):
        if one[0] != other[0] and abs(one[3] - other[3]) < 4:
            assert min(one[2], other[2]) <= max(one[1], other[1]), (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_on_a_phone_are_at_least_eleven_pixels(portville: Weave, language: str) -> None:
    root = parse(draw_weave(portville, language, compact=True, standalone=True))
    scale = 390 / float(root.get("viewBox", "").split()[2])
    sizes = [float(each.get("font-size", 0)) for each in root.iter(f"{SVG}text")]
    assert min(sizes) * scale >= 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_stands_alone_has_title_date_legend_and_what_is_missing(
    portville: Weave, language: str
) -> None:
    root = parse(draw_weave(portville, language, standalone=True))
    words = "\n".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert portville.name.read(language) in words
    assert "2026" in words
    legend, missing = {
        "en": ("by law and in practice", "diaspora"),
        "fr": ("en droit et en pratique", "diaspora"),
        "ar": ("بحكم القانون وفي الواقع", "الجاليات بالخارج"),
    }[language]
    assert legend in words
    assert missing in words
    assert root.get("width") and root.get("height")
    assert parse(draw_weave(portville, language)).get("width") is None


def test_the_legend_explains_only_what_is_drawn() -> None:
    place = {"id": "new", "name": "New", "levels": ["local"]}
    actor = {"id": "town", "name": "Town", "kind": "government", "place": "new"}
    atlas = weave_portville(
        places=[place], actors=[actor], competences=[compose("town", "data", "fund")]
    )
    drawing = draw_weave(lay_out(atlas, "new", TODAY))
    assert "in practice only" in drawing
    assert "contested" not in drawing
    assert "in practice only" not in draw_weave(lay_out(atlas, "new", TODAY), legend=False)


def test_for_paper_it_is_an_image_without_links(portville: Weave) -> None:
    root = parse(draw_weave(portville, link=None))
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}a"))
    assert parse(draw_weave(portville)).get("role") == "group"


def test_a_disputed_tie_is_marked_across_and_names_who_disputes_it() -> None:
    mechanism = {
        "id": "deal", "name": "Deal", "kind": "exchange", "areas": ["diaspora"],
        "members": [{"actor": "state"}, {"actor": "city"}],
        "positions": [{"actor": "harbour", "stand": "disputes"}],
    }  # fmt: skip
    weave = lay_out(weave_portville(mechanisms=[mechanism]), "portville", TODAY, measure)
    (link,) = [each for each in find_links(draw_weave(weave)) if each.get("href") == "#deal"]
    assert "disputed by Harbour House" in (link.findtext(f"{SVG}title") or "")
    undisputed = weave_portville(mechanisms=[{**mechanism, "positions": []}])
    plain = draw_weave(lay_out(undisputed, "portville", TODAY, measure))
    (other,) = [each for each in find_links(plain) if each.get("href") == "#deal"]
    assert len(link) == len(other) + 2
    assert "disputed tie" in draw_weave(weave)
    assert "a tie without a recorded role" in plain


def test_an_empty_place_says_so() -> None:
    place = {"id": "empty", "name": "Empty", "levels": ["local"]}
    weave = lay_out(weave_portville(places=[place]), "empty", TODAY)
    assert "Nothing is recorded here yet." in draw_weave(weave)
    assert "Nothing is recorded here yet." in write_table(weave)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_every_crossing_and_tie_of_the_drawing(
    portville: Weave, language: str
) -> None:
    table = write_table(portville, language, link=join).replace("<br>", "\n")
    root = parse(table)
    roles, ties = root.findall("table")
    assert len(roles.findall("tbody/tr")) == len(portville.rows)
    assert len(roles.findall("tbody/tr/td")) == len(portville.crossings)
    assert len(ties.findall("tbody/tr")) == len(portville.ties)
    linked = {f for each in root.iter("a") for f in each.get("href", "")[7:].split("&")}
    assert linked == list_linked(draw_weave(portville, language, link=join))
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_the_edge_is_the_last_column(portville: Weave) -> None:
    assert portville.columns[-1] == EDGE
