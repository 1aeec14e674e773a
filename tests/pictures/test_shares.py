"""The bar of draws: widths say what the words say, in each language."""

import re
import xml.etree.ElementTree as ET

import pytest

from weft.pictures.shares import WIDTH, draw_shares

WINS = {"centralist": 0.5, "localist": 0.25, "decoupled": 0.246, "multilevel": 0.004}


def list_widths(drawing: str) -> list[float]:
    return [float(each) for each in re.findall(r'<rect x="[^"]+" y="0.5" width="([^"]+)"', drawing)]


def test_each_part_is_as_wide_as_its_share() -> None:
    assert list_widths(draw_shares(WINS)) == pytest.approx(
        [0.5 * WIDTH, 0.25 * WIDTH, 0.246 * WIDTH], abs=0.1
    )


def test_what_is_too_narrow_to_see_is_still_said() -> None:
    assert "multilevel under 1%" in draw_shares(WINS)


@pytest.mark.parametrize(("language", "word"), [("fr", "centraliste 50 %"), ("ar", "مركزي 50%")])
def test_it_speaks_the_readers_language(language: str, word: str) -> None:
    assert word in draw_shares(WINS, language)


def test_it_is_a_picture_with_a_title_and_ids_of_its_own() -> None:
    root = ET.fromstring(draw_shares(WINS, mark="here"))  # noqa: S314  # ours
    assert root.attrib["role"] == "img"
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert ids and all(each.startswith("here-") for each in ids)


def test_what_is_not_known_is_hatched_and_said() -> None:
    drawn = draw_shares(WINS, known=0.25)
    assert sum(list_widths(drawn)[:-1]) <= WIDTH / 4 + 1
    assert list_widths(drawn)[-1] == pytest.approx(WIDTH * 3 / 4, abs=2)
    assert 'fill="url(#shares-unknown)"' in drawn
    assert "25% of what the question needs is known" in drawn
    assert "unknown" not in draw_shares(WINS)
