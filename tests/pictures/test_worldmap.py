"""The map of places: all of them, where they lie, on dots that are small enough to send."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import cos, dist, radians
from xml.etree import ElementTree as Xml

import pytest

from weft.core.terms import Text
from weft.pictures import worldtowns
from weft.pictures.maptable import say_position, write_map_table
from weft.pictures.markup import write_number
from weft.pictures.palette import INDIGO, MADDER
from weft.pictures.placing import Box, enclose
from weft.pictures.spots import Settled, Spot, settle
from weft.pictures.worldmap import draw_map, frame_spots
from weft.pictures.worldtowns import draw_ground, draw_towns, read_towns
from weft.pictures.worldview import SHAPES, View, average_cosine, frame_view, read_view

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "fr", "ar")
HOSTILE = "</title><script>alert('x')</script>&\"<b>"
MOST = 40_000  # bytes of the ground


def name(english: str, arabic: str) -> Text:
    return Text({"en": english, "fr": english, "ar": arabic})


LYON = Spot("lyon", name("Lyon", "ليون"), 45.75, 4.85, "41 facts, 2 contested", 41, True)
TURIN = Spot("turin", name("Turin", "تورينو"), 45.07, 7.69, "60 facts", 60)
TANGIER = Spot("tangier", name("Tangier", "طنجة"), 35.77, -5.8, "33 facts", 33)
AMMAN = Spot("amman", name("Amman", "عمّان"), 31.96, 35.95, "25 facts", 25)
GHAT = Spot("ghat", name("Ghat", "غات"), 24.96, 10.18, "", 0)
SPOTS = (LYON, TURIN, TANGIER, AMMAN, GHAT)
SUVA = Spot("suva", name("Suva", "سوفا"), -18.14, 178.44, "1 fact", 1)
APIA = Spot("apia", name("Apia", "آبيا"), -13.83, -171.77, "2 facts", 2)
LIMA = Spot("lima", name("Lima", "ليما"), -12.08, -77.04, "3 facts", 3)
TOKYO = Spot("tokyo", name("Tokyo", "طوكيو"), 35.68, 139.69, "4 facts", 4)
CROWD = tuple(
    Spot(f"t{at}", Text(f"Town {at}"), 44 + at % 7 / 2, 3 + at % 11 / 2, "1 fact", at)
    for at in range(60)
)


def lead(key: str) -> str:
    return f"/places/{key}"


def parse(drawing: str) -> Xml.Element:
    return Xml.fromstring(drawing)  # noqa: S314


def draw_parsed(spots: Sequence[Spot], language: str = "en", compact: bool = False) -> Xml.Element:
    return parse(draw_map(spots, language, lead, compact=compact))


def find_spots(root: Xml.Element) -> dict[str, Xml.Element]:
    return {each.get("href", "")[8:]: each for each in root.iter(f"{SVG}a")}


def list_words(root: Xml.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def find_disc(spot: Xml.Element) -> tuple[float, float]:
    """The centre of the mark of a place that is there by something recorded."""
    (disc,) = [each for each in spot.iter(f"{SVG}circle") if each.get("fill") == INDIGO]
    return float(disc.get("cx", 0)), float(disc.get("cy", 0))


# --- where places lie


def test_the_view_holds_every_place_with_room_around_it() -> None:
    for compact in (False, True):
        view = frame_spots(SPOTS, compact)
        inside = Box(5, 5, view.width - 5, view.height - 5)
        for each in SPOTS:
            x, y = view.project(each.latitude, each.longitude)
            assert inside.holds(Box(x, y, x, y)), (each.key, view)


@pytest.mark.parametrize("spots", [SPOTS, (LYON,), (LYON, TURIN), (SUVA, APIA), (AMMAN, GHAT)])
@pytest.mark.parametrize("compact", [False, True])
def test_the_view_has_the_shape_of_its_page(spots: tuple[Spot, ...], compact: bool) -> None:
    view = frame_spots(spots, compact)
    least, most = SHAPES[view.width]
    assert least - 0.15 <= view.width / view.height <= most + 0.15  # degrees are whole
    assert view.width == (358 if compact else 880)


def test_one_place_alone_is_shown_with_the_country_around_it() -> None:
    view = frame_spots((LYON,))
    assert 14 <= view.north - view.south <= 16
    x, y = view.project(LYON.latitude, LYON.longitude)
    assert (x / view.width, y / view.height) == pytest.approx((0.5, 0.5), abs=0.05)


def test_spread_places_are_shown_on_the_whole_world() -> None:
    world = frame_view([])
    assert frame_spots((LYON, LIMA, TOKYO)) == world
    assert (world.west, world.east) == (-170, 190)
    assert world.width / world.height == pytest.approx(2, abs=0.1)
    svalbard = (78.2, 15.6)
    south = frame_view([svalbard, (-54.8, -68.3), (35.7, 139.7)])
    assert south.north > svalbard[0]


def test_neighbours_across_the_date_line_stand_side_by_side() -> None:
    view = frame_spots((SUVA, APIA))
    assert view.east - view.west < 60
    suva, apia = (view.project(each.latitude, each.longitude) for each in (SUVA, APIA))
    assert 0 < suva[0] < apia[0] < view.width


def test_the_projection_is_the_one_documented() -> None:
    view = View(0, 40, 20, 50, 880)
    middle = cos(radians(45))
    assert view.squeeze == pytest.approx(middle, rel=0.002)
    assert average_cosine(0, 90) == pytest.approx(0.6366, abs=0.0001)  # 2 / pi
    x, y = view.project(45, 10)
    assert (x, y) == pytest.approx((440, 5 * 880 / (20 * view.squeeze)))
    assert view.project(50, 0) == (0, 0)


def test_a_view_is_read_back_from_its_address_and_nothing_else_is() -> None:
    for spots in (SPOTS, (LYON,), (SUVA, APIA), (LYON, LIMA, TOKYO)):
        for compact in (False, True):
            view = frame_spots(spots, compact)
            assert read_view(view.code) == view
    for wrong in ("", "0_0_0_0_880", "0_10_20_5_880", "0_0_9_9_881", "-181_0_9_9_880", "a_b_c_d_e",
                  "-170_-56_191_78_880", "0_-91_9_9_880", "0_0_9_9_880\n"):  # fmt: skip
        with pytest.raises(ValueError, match="is no view: expected"):
            read_view(wrong)


# --- the ground


@pytest.mark.parametrize("spots", [SPOTS, (LYON,), (LYON, TURIN), (LYON, LIMA, TOKYO), (TOKYO,)])
@pytest.mark.parametrize("compact", [False, True])
def test_the_ground_is_one_small_path(spots: tuple[Spot, ...], compact: bool) -> None:
    view = frame_spots(spots, compact)
    ground = draw_ground(view)
    (path,) = parse(ground)
    assert path.tag == f"{SVG}path"
    assert path.get("stroke-linecap") == "round"
    assert 500 < len(ground) < MOST


def test_no_view_at_all_has_a_larger_ground() -> None:
    fullest = [
        frame_view(spots, compact)
        for spots in (
            [],
            [(48, 5)],
            [(48, 5), (35, 60)],
            [(23, 80), (35, 115)],
            [(28, 78), (15, 80)],
        )
        for compact in (False, True)
    ]
    sizes = [len(draw_towns(view)) for view in fullest]
    assert MOST / 2 < max(sizes) < MOST


def test_a_ground_that_would_be_too_large_has_fewer_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    view = frame_spots(SPOTS)
    full, dots = draw_towns(view), list_dots(view)
    monkeypatch.setattr(worldtowns, "LONGEST", len(full) // 2)
    draw_towns.cache_clear()
    try:
        assert len(draw_towns(view)) < len(full) // 2 + 200
        assert len(list_dots(view)) < len(dots)
    finally:
        draw_towns.cache_clear()


def list_dots(view: View) -> set[tuple[float, float]]:
    """The dots of a ground in pixels, as a drawing program would find them."""
    path = parse(draw_towns(view))
    step = float(re.fullmatch(r"scale\((.*)\)", path.get("transform", ""))[1])  # type: ignore[index]
    found, x, y = set(), 0, 0
    steps = re.findall(r"([Mm])(-?\d+) (-?\d+)h0", path.get("d", ""))
    assert "".join(f"{a}{b} {c}h0" for a, b, c in steps) == path.get("d")
    for kind, across, down in steps:
        x, y = (int(across), int(down)) if kind == "M" else (x + int(across), y + int(down))
        found.add((x * step, y * step))
    assert len(found) == len(steps)
    return found


def test_every_town_has_a_dot_near_it_and_every_dot_a_town() -> None:
    view = frame_spots((LYON,))
    dots = list_dots(view)
    towns = [view.project(*each) for each in read_towns()]
    towns = [(x, y) for x, y in towns if 0 <= x < view.width and 0 <= y < view.height]
    assert len(towns) > 1000
    near = 6
    assert all(any(dist(dot, each) < near for dot in dots) for each in towns[::37])
    assert all(any(dist(dot, each) < near for each in towns) for dot in sorted(dots)[::37])


def test_the_towns_are_those_of_fifteen_thousand_people_and_more() -> None:
    towns = read_towns()
    assert 25_000 < len(towns) < 60_000
    assert all(-90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in towns)
    assert any(dist(each, (LYON.latitude, LYON.longitude)) < 0.1 for each in towns)


def test_a_server_may_keep_the_ground_and_the_map_then_only_names_it() -> None:
    inside = draw_map(SPOTS, "en", lead)
    outside = draw_map(SPOTS, "en", lead, ground_href="/ground/x?a=1&b=2")
    towns = draw_towns(frame_spots(SPOTS))
    assert towns in inside
    assert towns not in outside
    (image,) = parse(outside).iter(f"{SVG}image")
    view = frame_spots(SPOTS)
    assert image.get("href") == "/ground/x?a=1&b=2"
    assert (image.get("width"), image.get("height")) == (str(view.width), str(view.height))
    assert parse(draw_ground(view)).get("viewBox") == f"0 0 {view.width} {view.height}"
    assert len(outside) < 12_000


def test_whose_dots_these_are_is_said() -> None:
    for compact in (False, True):
        words = list_words(draw_parsed(SPOTS, compact=compact))
        assert "GeoNames, CC BY 4.0" in words
        assert "towns of 15,000 people and more" in words


# --- the places


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compact", [False, True])
def test_every_place_leads_to_its_page_and_says_what_is_recorded(
    language: str, compact: bool
) -> None:
    found = find_spots(draw_parsed(SPOTS, language, compact))
    assert list(found) == [each.key for each in SPOTS]
    for each in SPOTS:
        title = found[each.key].findtext(f"{SVG}title") or ""
        assert each.name.read(language) in title
        assert each.words in title


def test_marks_stand_where_their_places_lie() -> None:
    found = find_spots(draw_parsed(SPOTS))
    view = frame_spots(SPOTS)
    for each in (LYON, TURIN, TANGIER, AMMAN):
        home = view.project(each.latitude, each.longitude)
        assert find_disc(found[each.key]) == pytest.approx(home, abs=0.01)


def test_the_world_is_not_mirrored_but_its_words_are() -> None:
    english, arabic = (draw_parsed(SPOTS, language) for language in ("en", "ar"))
    for key in ("tangier", "amman"):
        assert find_disc(find_spots(english)[key]) == find_disc(find_spots(arabic)[key])
    (label,) = [each for each in arabic.iter(f"{SVG}text") if each.text == "عمّان"]
    (other,) = [each for each in english.iter(f"{SVG}text") if each.text == "Amman"]
    x, _ = find_disc(find_spots(english)["amman"])
    assert float(label.get("x", 0)) < x < float(other.get("x", 0))
    # Both grow away from the mark: "start" is at the right for Arabic, at the left for English.
    assert label.get("text-anchor") == other.get("text-anchor") is None
    assert all(each.get("direction") == "rtl" for each in arabic.iter(f"{SVG}text"))
    assert not any(each.get("direction") for each in english.iter(f"{SVG}text"))


def test_a_name_on_the_other_side_still_grows_away_from_its_mark() -> None:
    for language in ("en", "ar"):
        view = frame_spots(CROWD)
        settled = [each for each in settle(CROWD, view, language) if each.label]
        assert {each.label.side for each in settled if each.label} >= {"left", "right"}
        root = draw_parsed(CROWD, language)
        for each in settled:
            assert each.label
            if each.label.side not in ("left", "right"):
                continue
            (text,) = find_spots(root)[each.spot.key].iter(f"{SVG}text")
            backwards = (each.label.side == "left") != (language == "ar")
            assert text.get("text-anchor") == ("end" if backwards else None), each.spot.key
            near = each.label.box.right if each.label.side == "left" else each.label.box.left
            assert float(text.get("x", 0)) == pytest.approx(near, abs=0.01)


def test_what_is_contested_is_told_by_a_ring_by_a_sign_and_in_words() -> None:
    found = find_spots(draw_parsed(SPOTS))
    plain = find_spots(draw_parsed([replace(each, contested=False) for each in SPOTS]))

    def count(spot: Xml.Element, tag: str) -> int:
        return len(list(spot.iter(f"{SVG}{tag}")))

    for key, spot in found.items():
        signs = [each for each in spot.iter(f"{SVG}text") if each.text == "!"]
        rings = [each for each in spot.iter(f"{SVG}circle") if each.get("stroke") == MADDER]
        told = "something there is contested" in (spot.findtext(f"{SVG}title") or "")
        assert (len(signs), len(rings), told) == ((1, 1, True) if key == "lyon" else (0, 0, False))
        added = count(spot, "circle") - count(plain[key], "circle")
        assert added == (1 if key == "lyon" else 0)


def test_more_that_is_recorded_makes_a_larger_disc_within_narrow_limits() -> None:
    radii = {each.spot.key: each.radius for each in settle(SPOTS, frame_spots(SPOTS))}
    assert radii["ghat"] < radii["amman"] < radii["tangier"] < radii["lyon"] < radii["turin"]
    assert radii["turin"] <= 2 * radii["ghat"]
    areas = {key: radius**2 - radii["ghat"] ** 2 for key, radius in radii.items()}
    assert areas["lyon"] / areas["turin"] == pytest.approx(41 / 60)


def test_a_place_of_which_nothing_is_recorded_is_open_and_says_so() -> None:
    spot = find_spots(draw_parsed(SPOTS))["ghat"]
    assert not [each for each in spot.iter(f"{SVG}circle") if each.get("fill") == INDIGO]
    assert spot.findtext(f"{SVG}title") == "Ghat: nothing recorded"
    assert "nothing recorded" in list_words(draw_parsed(SPOTS))
    assert "nothing recorded" not in list_words(draw_parsed((LYON,)))


def settle_all(spots: Sequence[Spot], compact: bool = False) -> tuple[Settled, ...]:
    return settle(spots, frame_spots(spots, compact))


@pytest.mark.parametrize("compact", [False, True])
def test_no_mark_and_no_name_lies_on_another(compact: bool) -> None:
    settled = settle_all(CROWD, compact)
    for one, other in combinations(settled, 2):
        assert dist(one.centre, other.centre) >= one.radius + other.radius
    labels = [each.label.box for each in settled if each.label]
    assert len(labels) > 5
    for one_box, other_box in combinations(labels, 2):
        assert not one_box.meets(other_box)
    for box in labels:
        assert not any(box.meets(enclose(each.centre, each.radius)) for each in settled)


def test_places_of_one_spot_are_parted_and_a_thread_leads_home() -> None:
    twin = replace(LYON, key="twin", name=Text("Greater Lyon"), weight=1, contested=False)
    spots = (LYON, twin)
    one, other = settle_all(spots)
    assert one.centre == one.home == other.home
    assert other.centre != other.home
    assert other.centre[0] - one.centre[0] >= one.radius + other.radius
    home = " ".join(write_number(each) for each in other.home)
    threads = [
        each for each in draw_parsed(spots).iter(f"{SVG}path") if f"M{home}" in each.get("d", "")
    ]
    assert len(threads) == 1
    assert "a thread leads to where the place lies" in list_words(draw_parsed(spots))
    assert "a thread leads to where the place lies" not in list_words(draw_parsed((LYON,)))


def test_a_name_that_finds_no_room_is_still_in_the_title() -> None:
    named = {each.spot.key for each in settle_all(CROWD) if each.label}
    found = find_spots(draw_parsed(CROWD))
    assert 0 < len(named) < len(CROWD) == len(found)
    for each in CROWD:
        assert found[each.key].findtext(f"{SVG}title") == f"{each.name.read()}: 1 fact"
        assert bool(list(found[each.key].iter(f"{SVG}text"))) == (each.key in named)


def test_a_finger_finds_every_mark_that_its_neighbours_leave_room_for() -> None:
    rooms = {each.spot.key: each.room for each in settle_all((LYON, TANGIER, AMMAN), True)}
    assert set(rooms.values()) == {12}
    for each in settle_all(CROWD, True):
        assert each.radius <= each.room <= 12


# --- the whole


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compact", [False, True])
def test_the_same_places_are_the_same_bytes(language: str, compact: bool) -> None:
    one, other = (
        draw_map(
            [replace(each) for each in SPOTS], language, lead, compact=compact, standalone=True
        )
        for _ in range(2)
    )
    assert one == other


def test_the_order_given_is_the_order_read_and_moves_nothing() -> None:
    there, back = (find_spots(draw_parsed(each)) for each in (SPOTS, SPOTS[::-1]))
    assert list(there) == list(back)[::-1]
    for key in ("lyon", "turin", "tangier", "amman"):
        assert Xml.tostring(there[key]) == Xml.tostring(back[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_words(language: str) -> None:
    spots = [Spot('"><script>', Text(HOSTILE), 10, 10, HOSTILE, 1, True)]
    drawing = draw_map(
        spots, language, lambda key: f"#{key}", ground_href=HOSTILE, standalone=True, mark="a&b"
    )
    assert HOSTILE in "".join(each.text or "" for each in parse(drawing).iter(f"{SVG}title"))
    assert HOSTILE in list_words(parse(drawing))
    table = write_map_table(spots, language, lambda key: f"#{key}")
    assert "<script" not in drawing + table
    assert HOSTILE in "".join(parse(table.replace("<br>", "\n")).itertext())


def test_nothing_comes_from_elsewhere_and_nothing_runs() -> None:
    drawing = draw_map(SPOTS, "en", lead, standalone=True) + draw_ground(frame_spots(SPOTS))
    assert set(re.findall(r"https?://[^\"]*", drawing)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|image|use|style|foreignObject)", drawing)


def test_for_paper_it_is_an_image_without_links() -> None:
    root = parse(draw_map(SPOTS))
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}a"))
    assert draw_parsed(SPOTS).get("role") == "group"


def test_it_is_named_and_described_by_ids_of_its_own() -> None:
    named = set()
    for compact in (False, True):
        root = parse(draw_map(SPOTS, "en", lead, compact=compact, mark="home"))
        ids = {each.get("id"): each.text for each in root if each.get("id")}
        assert ids[root.get("aria-labelledby")] == "The places on the map"
        assert "Places shown: 5" in (ids[root.get("aria-describedby")] or "")
        assert all(str(each).startswith("home") for each in ids)
        named |= ids.keys()
    assert len(named) == 4


def test_a_file_that_stands_alone_has_its_size_and_its_title() -> None:
    root = parse(draw_map(SPOTS, "fr", standalone=True))
    assert "Les lieux sur la carte" in list_words(root)
    assert root.get("width") and root.get("height")
    assert draw_parsed(SPOTS).get("width") is None


@pytest.mark.parametrize("compact", [False, True])
def test_without_places_it_says_so(compact: bool) -> None:
    words = "No place with coordinates is recorded yet."
    assert list_words(draw_parsed((), compact=compact)) == [words]
    assert words in write_map_table(())


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_on_a_phone_are_at_least_eleven_pixels(language: str) -> None:
    root = parse(draw_map(SPOTS, language, lead, compact=True, standalone=True))
    scale = 390 / float(root.get("viewBox", "").split()[2])
    sizes = [float(each.get("font-size", 0)) for each in root.iter(f"{SVG}text")]
    assert min(sizes) * scale >= 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_every_place_of_the_map(language: str) -> None:
    root = parse(write_map_table(SPOTS, language, lead).replace("<br>", "\n"))
    rows = root.findall("table/tbody/tr")
    assert [each.get("href") for each in root.iter("a")] == [lead(each.key) for each in SPOTS]
    for row, spot in zip(rows, SPOTS, strict=True):
        words = "".join(row.itertext())
        assert spot.name.read(language) in words
        assert spot.words in words
        assert say_position(spot, language) in words
        assert (row.find(".//strong") is not None) == spot.contested
    assert root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_positions_are_said_in_the_readers_language() -> None:
    assert say_position(TURIN) == "45.1° N, 7.7° E"
    assert say_position(LIMA, "fr") == "12,1° S, 77,0° O"
    assert say_position(TANGIER, "ar") == "35.8° شمالا، 5.8° غربا"
