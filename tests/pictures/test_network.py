"""The network of a place: every mechanism of its weave, on the line of everybody in it."""

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from tests.pictures.portville import TIES, TODAY, measure, weave_portville
from weft.core.atlas import Atlas
from weft.pictures import lay_out
from weft.pictures.fabric import EDGE
from weft.pictures.ground import COLUMNS
from weft.pictures.network import Network, lay_network
from weft.pictures.network_drawing import draw_network
from weft.pictures.network_plan import PHONE, WIDE, Plan, plan_network
from weft.pictures.network_table import write_network_table
from weft.pictures.palette import MADDER

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "fr", "ar")
HOSTILE = "</title><script>alert('x')</script>&\"<b>"


def make_tie(key: str, members: dict[str, str], **more: Any) -> dict[str, Any]:
    """A mechanism with the seats of its members."""
    return {
        "id": key, "name": key.title(), "kind": "exchange", "areas": ["diaspora"],
        "members": [{"actor": actor, "seat": seat} for actor, seat in members.items()], **more,
    }  # fmt: skip


COUNCIL = make_tie(
    "council", {"harbour": "observer", "city": "member", "state": "chair"}, kind="consultative_body"
)
DEAL = make_tie(
    "deal", {"state": "member", "city": "member"},
    positions=[{"actor": "harbour", "stand": "disputes"}],
)  # fmt: skip


def lay(atlas: Atlas, place: str = "portville") -> Network:
    return lay_network(atlas, place, TODAY, measure)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return weave_portville(mechanisms=[COUNCIL, DEAL])


@pytest.fixture(scope="module")
def network(atlas: Atlas) -> Network:
    return lay(atlas)


def parse(text: str) -> Xml.Element:
    return Xml.fromstring(text.replace("<br>", "\n"))  # noqa: S314


def draw(network: Network, language: str = "en", **more: Any) -> Xml.Element:
    return parse(
        draw_network(
            network, language, lambda key: f"/actors/{key}", lambda key: f"/ties/{key}", **more
        )
    )


def find_links(root: Xml.Element, kind: str) -> dict[str, Xml.Element]:
    """Links of a kind by the id of what they lead to."""
    found = [each for each in root.iter(f"{SVG}a") if each.get("class") == kind]
    links = {each.get("href", "").split("/")[-1]: each for each in found}
    assert len(links) == len(found)
    return links


def read_title(element: Xml.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def list_words(root: Xml.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_a_latin_name_among_arabic_keeps_its_commas() -> None:
    office = {"id": "office", "name": "Labour service, City of Portville", "kind": "agency",
              "place": "portville"}  # fmt: skip
    tie = make_tie("joint", {"office": "member", "state": "member"}, name="Joint desk (2)")
    network = lay(weave_portville(actors=[office], mechanisms=[tie]))
    arabic, english = (" ".join(list_words(draw(network, each))) for each in ("ar", "en"))
    assert "\u2068Joint desk (2)\u2069" in arabic
    assert re.search(r"\u2068Labour service, [^\u2069]*\u2069", arabic)
    assert "\u2068مدينة" not in arabic
    assert "\u2068" not in english


def list_marks(thread: Xml.Element) -> dict[str, Xml.Element]:
    """The marks on a thread by what they say."""
    return {read_title(each): each for each in thread.iter(f"{SVG}g")}


# --- what it has


def test_it_has_the_mechanisms_of_the_weave_and_no_other(atlas: Atlas, network: Network) -> None:
    ties = {each.fact for each in lay_out(atlas, "portville", TODAY, measure).ties}
    assert {each.tie.fact for each in network.cords} == ties
    assert len(network.cords) == len(ties) == len(TIES) + 2
    other = {each.tie.fact for each in lay(atlas, "otherville").cords}
    assert other == {each.fact for each in lay_out(atlas, "otherville", TODAY, measure).ties}
    assert "petition" in ties - other


def test_everybody_who_takes_part_has_one_line(atlas: Atlas, network: Network) -> None:
    expected = {m.actor for each in network.cords for m in atlas_of(atlas, each.tie.fact).members}
    rows = [each.actor for each in network.rows]
    assert sorted(rows) == sorted(expected)
    for cord in network.cords:
        members = {each.actor: each.seat for each in atlas_of(atlas, cord.tie.fact).members}
        assert dict(cord.seats) == members


def atlas_of(atlas: Atlas, key: str) -> Any:
    return next(each for each in atlas.mechanisms if each.id == key)


def test_levels_run_from_the_widest_to_the_edge(network: Network) -> None:
    columns = [each.columns for each in network.bands]
    assert columns == [("supranational",), ("national",), ("regional",), ("metropolitan",),
                       ("local",), (EDGE,)]  # fmt: skip
    assert [each.actor for band in network.bands for each in band.rows] == [
        "union", "state", "prefecture", "region", "metropolis", "city", "harbour",
    ]  # fmt: skip


def test_a_town_that_is_a_region_too_stands_between_them() -> None:
    atlas = weave_portville(
        places=[
            {"id": "hanse", "name": "Hanse", "levels": ["regional", "local"], "parent": "country"}
        ],
        actors=[{"id": "senate", "name": "Senate", "kind": "government", "place": "hanse"}],
        mechanisms=[make_tie("pact", {"state": "member", "senate": "member", "region": "member"})],
    )
    network = lay(atlas, "hanse")
    assert [each.columns for each in network.bands] == [
        ("supranational",), ("national",), ("regional",), ("regional", "local"),
    ]  # fmt: skip
    assert "Region and City" in list_words(draw(network))
    assert "الجهة والمدينة" in "".join(list_words(draw(network, "ar")))


def test_who_has_no_level_is_not_left_out() -> None:
    group = {"id": "towns", "name": "Some towns", "kind": "government"}
    tie = make_tie("league", {"city": "member", "state": "member", "towns": "member"})
    network = lay(weave_portville(actors=[group], mechanisms=[tie]))
    assert network.bands[-1].columns == ()
    assert [each.actor for each in network.bands[-1].rows] == ["towns"]
    assert "Level not recorded" in list_words(draw(network))


def test_who_no_longer_exists_takes_part_no_more() -> None:
    office = {"id": "office", "name": "Old office", "kind": "agency", "place": "portville",
              "until": "2020"}  # fmt: skip
    tie = make_tie("past", {"office": "member", "city": "member", "state": "member"})
    network = lay(weave_portville(actors=[office], mechanisms=[tie]))
    assert "office" not in {each.actor for each in network.rows}
    (cord,) = [each for each in network.cords if each.tie.fact == "past"]
    assert dict(cord.seats) == {"state": "member", "city": "member"}


def test_a_mechanism_of_which_nobody_is_recorded_is_named_below() -> None:
    network = lay(weave_portville(mechanisms=[make_tie("ghost", {}, place="portville")]))
    assert [key for key, _ in network.unplaced] == ["ghost"]
    note = "Not drawn, as no level of anybody who takes part is recorded: Ghost."
    assert note in " ".join(list_words(draw(network)))
    assert note in "".join(parse(write_network_table(network)).itertext())
    assert "Not drawn" not in write_network_table(lay(weave_portville()))


def test_those_of_the_place_come_first_and_are_told_apart(network: Network) -> None:
    here = {each.actor for each in network.rows if each.here}
    assert here == {"city", "harbour"}
    names = find_links(draw(network), "actor")
    for key, link in names.items():
        bold = {each.get("font-weight") for each in link.iter(f"{SVG}text")}
        assert bold == ({"600"} if key in here else {None}), key
    assert "bold: acts for this place" in list_words(draw(network))
    atlas = weave_portville(
        actors=[{"id": "away", "name": "Away", "kind": "government", "place": "otherville"}],
        mechanisms=[make_tie("pair", {"away": "member", "city": "member", "state": "member"})],
    )
    (local,) = [each for each in lay(atlas).bands if each.columns == ("local",)]
    assert [each.actor for each in local.rows] == ["city", "away"]


def test_mechanisms_that_span_the_same_levels_stand_together(network: Network) -> None:
    band_of = {row.actor: at for at, band in enumerate(network.bands) for row in band.rows}
    spans = [(band_of[each.seats[0][0]], band_of[each.seats[-1][0]]) for each in network.cords]
    assert spans == sorted(spans)
    assert len(set(spans)) > 5
    for (span, cord), (other, after) in pairwise(zip(spans, network.cords, strict=True)):
        if span == other and [a for a, _ in cord.seats] == [a for a, _ in after.seats]:
            assert cord.tie.fact < after.tie.fact


# --- where it stands


def plan(network: Network, compact: bool = False) -> Plan:
    return plan_network(network, "en", compact)


@pytest.mark.parametrize("compact", [False, True])
def test_every_mark_is_on_its_thread_and_on_the_line_of_its_actor(
    network: Network, compact: bool
) -> None:
    laid = plan(network, compact)
    heights = {each.row.actor: each.y for each in laid.lines}
    assert len(set(heights.values())) == len(heights)
    for place, cord in zip(laid.places, network.cords, strict=True):
        (x, top), (_, bottom) = place.ends
        assert [(actor, seat) for actor, seat, _ in place.marks] == list(cord.seats)
        for actor, _, point in place.marks:
            assert point == (x, heights[actor])
        ys = [point[1] for _, _, point in place.marks]
        assert ys == sorted(ys)
        assert top == ys[0]
        assert bottom == ys[-1] or len(ys) == 1


@pytest.mark.parametrize("compact", [False, True])
def test_a_line_reaches_the_last_of_its_marks(network: Network, compact: bool) -> None:
    laid = plan(network, compact)
    for line in laid.lines:
        marks = [point[0] for place in laid.places for actor, _, point in place.marks
                 if actor == line.row.actor]  # fmt: skip
        assert line.end == max(marks)
        assert min(marks) > laid.left


@pytest.mark.parametrize("compact", [False, True])
def test_fingers_find_every_line_and_every_thread(network: Network, compact: bool) -> None:
    laid = plan(network, compact)
    xs = [each.ends[0][0] for each in laid.places]
    ys = [each.y for each in laid.lines]
    assert all(after - before >= 24 for before, after in pairwise(xs))
    assert all(after - before >= 24 for before, after in pairwise(ys))
    root = draw(network, compact=compact)
    for kind in ("actor", "entry"):
        for link in find_links(root, kind).values():
            assert max(float(each.get("height", 0)) for each in link.iter(f"{SVG}rect")) >= 24
    for link in find_links(root, "thread").values():
        widths = [float(each.get("stroke-width", 0)) for each in link.iter(f"{SVG}path")]
        assert max(widths) >= 24


def test_it_is_as_wide_as_its_page_until_its_threads_need_more() -> None:
    many = [make_tie(f"tie-{at:02}", {"state": "member", "city": "member"}) for at in range(40)]
    few, full = lay(weave_portville()), lay(weave_portville(mechanisms=many))
    for compact, page in ((False, WIDE), (True, PHONE)):
        laid = plan(full, compact)
        assert laid.width > page
        assert laid.places[-1].ends[0][0] < laid.width
        root = draw(full, compact=compact)
        assert float(root.get("width", 0)) == pytest.approx(laid.width, abs=0.01)
        # What is read as text is not scrolled.
        for text in root.iter(f"{SVG}text"):
            if text.get("font-size") == "13.5" and not text.get("font-weight"):
                assert float(text.get("x", 0)) < page
    assert draw(few).get("width") is None
    assert draw(few).get("viewBox", "").split()[2] == f"{WIDE:g}"


def test_arabic_runs_from_right_to_left(network: Network) -> None:
    english, arabic = draw(network, "en"), draw(network, "ar")

    def find_numbers(root: Xml.Element) -> list[float]:
        threads = find_links(root, "thread").values()
        return [float(each.findall(f"{SVG}text")[-1].get("x", 0)) for each in threads]

    assert find_numbers(english) == sorted(find_numbers(english))
    assert find_numbers(arabic) == sorted(find_numbers(arabic), reverse=True)
    (city,) = [each for each in arabic.iter(f"{SVG}text") if each.text == "مدينة بورتفيل"]
    assert float(city.get("x", 0)) > find_numbers(arabic)[0]
    assert all(each.get("direction") == "rtl" for each in arabic.iter(f"{SVG}text"))


# --- what it shows and says


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_leads_on_and_says_what_it_is(
    network: Network, language: str, compact: bool
) -> None:
    root = draw(network, language, compact=compact)
    assert list(find_links(root, "actor")) == [each.actor for each in network.rows]
    for kind in ("thread", "entry"):
        links = find_links(root, kind)
        assert list(links) == [each.tie.fact for each in network.cords]
        for cord, link in zip(network.cords, links.values(), strict=True):
            assert cord.tie.name.read(language) in read_title(link)
    for row in network.rows:
        link = find_links(root, "actor")[row.actor]
        assert row.name.read(language) in read_title(link)
        assert row.name.read(language) == " ".join(list_words(link))


def test_a_thread_tells_kind_strength_and_seats(network: Network) -> None:
    number = [each.tie.fact for each in network.cords].index("council") + 1
    assert read_title(find_links(draw(network), "thread")["council"]) == (
        f"{number}. Council (consultative body)\n"
        "formality not recorded, strength not known\n"
        "taking part: Ministry of the Interior (chair), City of Portville and "
        "Harbour House (observer)"
    )


def test_a_line_tells_its_level_and_what_it_takes_part_in(network: Network) -> None:
    title = read_title(find_links(draw(network), "actor")["union"])
    assert title == (
        "European Union (Europe and world)\ntakes part in: Arrival fund and Language fund"
    )


def test_a_chair_is_square_a_member_round_and_an_observer_hollow(network: Network) -> None:
    marks = list_marks(find_links(draw(network), "thread")["council"])
    chair = marks["Ministry of the Interior (chair)"]
    member, observer = marks["City of Portville"], marks["Harbour House (observer)"]
    assert chair.find(f"{SVG}rect") is not None and chair.find(f"{SVG}circle") is None
    (disc,) = member.iter(f"{SVG}circle")
    ring = list(observer.iter(f"{SVG}circle"))[-1]
    assert disc.get("fill") == ring.get("stroke")
    assert ring.get("fill") == "#ffffff"
    words = list_words(draw(network))
    assert {"chair", "member", "observer"} <= set(words)
    assert "observer" not in list_words(draw(lay(weave_portville(mechanisms=[DEAL]))))


def list_strokes(network: Network, key: str) -> list[Xml.Element]:
    """The lines of a thread that can be seen on paper."""
    link = find_links(draw(network), "thread")[key]
    return [each for each in link.iter(f"{SVG}path") if each.get("stroke") != "#ffffff"]


def test_stronger_threads_are_wider(network: Network) -> None:
    widths = [
        float(list_strokes(network, key)[-1].get("stroke-width", 0))
        for key in ("one-stop-house", "social-table", "reception-mandate", "health-letters")
    ]
    assert widths == sorted(set(widths), reverse=True)


def test_an_informal_thread_is_dashed_and_an_unknown_strength_frayed(network: Network) -> None:
    assert [each.get("stroke-dasharray") for each in list_strokes(network, "jobs-pact")] == [None]
    (calls,) = list_strokes(network, "thursday-calls")
    assert calls.get("stroke-dasharray")
    assert len(list_strokes(network, "classes")) == 2
    assert {"informal", "semi-formal", "strength not known"} <= set(list_words(draw(network)))


def test_what_is_disputed_is_told_by_a_sign_by_strokes_and_in_words(network: Network) -> None:
    undisputed = lay(weave_portville(mechanisms=[COUNCIL, {**DEAL, "positions": []}]))
    numbers = {each.tie.fact: at for at, each in enumerate(network.cords, 1)}
    for laid, disputed in ((network, True), (undisputed, False)):
        root = draw(laid)
        thread = find_links(root, "thread")["deal"]
        sign = "!" if disputed else ""
        assert list_words(thread) == [f"{numbers['deal']}{sign}"]
        assert ("disputed by Harbour House" in read_title(thread)) == disputed
        assert ("disputed tie" in list_words(root)) == disputed
        entry = " ".join(list_words(find_links(root, "entry")["deal"]))
        assert ("disputed by Harbour House" in entry) == disputed
        assert (MADDER in Xml.tostring(root, "unicode")) == disputed
    assert len(list_strokes(network, "deal")) == len(list_strokes(undisputed, "deal")) + 2


def test_a_thread_within_one_level_is_told_from_one_between_two(network: Network) -> None:
    across = {each.tie.fact: each.across for each in network.cords}
    assert not across["ministries-meeting"]
    assert across["jobs-pact"]
    tones = {
        key: list_strokes(network, key)[-1].get("stroke")
        for key in ("ministries-meeting", "jobs-pact")
    }
    assert tones["ministries-meeting"] != tones["jobs-pact"]
    assert "within one level" in list_words(draw(network))


def test_a_thread_of_which_one_participant_is_recorded_has_a_loose_end(network: Network) -> None:
    (place,) = [
        each for each in plan(network).places if each.tie.fact == "metropolitan-round-table"
    ]
    assert len(place.marks) == 1
    assert place.ends[1][1] > place.ends[0][1]


@pytest.mark.parametrize("compact", [False, True])
def test_threads_are_numbered_and_the_list_names_each_number(
    network: Network, compact: bool
) -> None:
    root = draw(network, compact=compact)
    threads, entries = find_links(root, "thread"), find_links(root, "entry")
    for number, cord in enumerate(network.cords, 1):
        key = cord.tie.fact
        assert list_words(threads[key])[0].rstrip("!") == str(number)
        first, *rest = list_words(entries[key])
        assert first == str(number)
        assert " ".join(rest).startswith(cord.tie.name.read())
    bottom = plan(network, compact).bottom
    assert all(
        float(each.get("y", 0)) > bottom
        for link in entries.values()
        for each in link.iter(f"{SVG}text")
    )


def test_no_two_entries_of_the_list_lie_on_each_other(network: Network) -> None:
    for compact in (False, True):
        boxes = []
        for link in find_links(draw(network, compact=compact), "entry").values():
            (box,) = link.iter(f"{SVG}rect")
            x, y, wide, high = (float(box.get(each, 0)) for each in ("x", "y", "width", "height"))
            boxes.append((x, y, x + wide, y + high))
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                beside = one[2] <= other[0] or other[2] <= one[0]
                assert beside or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01


# --- the whole


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compact", [False, True])
def test_the_same_network_is_the_same_bytes(language: str, compact: bool) -> None:
    def draw_afresh(ties: list[dict[str, Any]]) -> str:
        network = lay(weave_portville(mechanisms=ties))
        return draw_network(network, language, str, str, compact=compact, standalone=True)

    assert draw_afresh([COUNCIL, DEAL]) == draw_afresh([DEAL, COUNCIL])


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_words(language: str) -> None:
    atlas = weave_portville(
        places=[{"id": "evil", "name": HOSTILE, "levels": ["local"], "parent": "country"}],
        actors=[{"id": "bad", "name": HOSTILE, "kind": "government", "place": "evil"}],
        mechanisms=[
            make_tie("worse", {"bad": "member", "state": "chair"}, name=HOSTILE),
            make_tie("worst", {}, name=HOSTILE, place="evil"),
        ],
    )
    network = lay(atlas, "evil")

    def lead(key: str) -> str:
        return f'#"><script>{key}'

    drawing = draw_network(network, language, lead, lead, standalone=True, mark='"><script>')
    table = write_network_table(network, language, lead, lead)
    assert "<script" not in drawing + table
    titles = "".join(each.text or "" for each in parse(drawing).iter(f"{SVG}title"))
    assert titles.count(HOSTILE) >= 4
    assert "".join(parse(table).itertext()).count(HOSTILE) >= 4


def test_nothing_comes_from_elsewhere_and_nothing_runs(network: Network) -> None:
    drawing = draw_network(network, standalone=True)
    assert re.findall(r"https?://[^\"]*", drawing) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|use|style|foreignObject)", drawing)


def test_for_paper_it_is_an_image_without_links(network: Network) -> None:
    root = parse(draw_network(network))
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}a"))
    assert draw(network).get("role") == "group"
    half = parse(draw_network(network, link_mechanism=str))
    assert half.get("role") == "group"
    assert {each.get("class") for each in half.iter(f"{SVG}a")} == {"thread", "entry"}


def test_it_is_named_and_described_by_ids_of_its_own(network: Network) -> None:
    named = set()
    for compact in (False, True):
        root = draw(network, compact=compact)
        ids = {each.get("id"): each.text or "" for each in root if each.get("id")}
        assert ids[root.get("aria-labelledby")] == "Who takes part in what: Portville"
        assert f"the ties ({len(network.cords)})" in ids[root.get("aria-describedby")]
        named |= ids.keys()
    assert len(named) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_stands_alone_has_title_and_date(network: Network, language: str) -> None:
    root = draw(network, language, standalone=True)
    words = " ".join(list_words(root))
    assert network.name.read(language) in words
    assert "2026" in words
    assert root.get("width") and root.get("height")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_on_a_phone_are_at_least_eleven_pixels(network: Network, language: str) -> None:
    root = draw(network, language, compact=True)
    assert min(float(each.get("font-size", 0)) for each in root.iter(f"{SVG}text")) >= 11


@pytest.mark.parametrize("compact", [False, True])
def test_a_place_without_ties_says_so(compact: bool) -> None:
    atlas = weave_portville(places=[{"id": "empty", "name": "Empty", "levels": ["local"]}])
    network = lay(atlas, "empty")
    assert list_words(draw(network, compact=compact)) == ["No tie is recorded here yet."]
    assert "No tie is recorded here yet." in write_network_table(network)


def test_a_place_that_is_not_in_the_atlas_is_an_error() -> None:
    with pytest.raises(KeyError):
        lay(weave_portville(), "nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_every_line_and_thread_of_the_drawing(
    network: Network, language: str
) -> None:
    root = parse(
        write_network_table(
            network, language, lambda key: f"/actors/{key}", lambda key: f"/ties/{key}"
        )
    )
    actors, ties = root.findall("table")
    assert len(actors.findall("tbody")) == len(network.bands)
    rows = actors.findall("tbody/tr")
    for row, actor in zip(rows, network.rows, strict=True):
        links = [each.get("href") for each in row.iter("a")]
        taken = [f"/ties/{cord.tie.fact}" for _, cord, _ in network.list_cords(actor.actor)]
        assert links == [f"/actors/{actor.actor}", *taken]
        assert taken
        assert actor.name.read(language) in "".join(row.itertext())
    for row, cord in zip(ties.findall("tbody/tr"), network.cords, strict=True):
        links = [each.get("href") for each in row.iter("a")]
        assert links == [f"/ties/{cord.tie.fact}", *(f"/actors/{key}" for key, _ in cord.seats)]
        assert cord.tie.name.read(language) in "".join(row.itertext())
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_the_table_says_seat_level_and_dispute(network: Network) -> None:
    text = "".join(f"{each}\n" for each in parse(write_network_table(network)).itertext())
    for words in ("Council (chair)", "Council (observer)", "Harbour House (observer)",
                  "Europe and world", "Civil society & others"):  # fmt: skip
        assert words in text
    assert "disputed by Harbour House" in text
    assert set(COLUMNS) >= {each for band in network.bands for each in band.columns}
