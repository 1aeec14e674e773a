"""Reading an atlas of 10,000 facts from YAML and Excel, beside the bare parser of each format."""

import io
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files import read_atlas, write_atlas
from weft.core.terms import list_codes

FACTS = 10_000
AIM = 2.0  # times the bare parser


def make_atlas(facts: int = FACTS) -> Atlas:
    """An invented country of a thousand towns: an actor each, competences and mechanisms."""
    towns = facts // 10
    areas, roles = list_codes("areas"), list_codes("roles")
    cited = [{"source": "law", "locator": "Article 4", "paraphrase": {"en": "It says so."}}]
    return Atlas.model_validate(
        {
            "places": [{"id": "land", "name": "Land", "levels": ["national"]}]
            + [
                {"id": f"town-{n}", "name": {"en": f"Town {n}", "ar": f"مدينة {n}"}}
                | {"levels": ["local"], "parent": "land", "population": 1000 + n}
                for n in range(towns)
            ],
            "sources": [{"id": "law", "title": "Law on towns", "date": "2014", "grade": "A"}],
            "actors": [
                {"id": f"city-{n}", "name": f"City {n}", "kind": "government"}
                | {"place": f"town-{n}", "sources": cited}
                for n in range(towns)
            ],
            "competences": [
                {"id": f"c-{n}", "holder": f"city-{n % towns}", "area": areas[n % len(areas)]}
                | {"role": roles[n % len(roles)], "basis": "de_jure", "from": "2014-05"}
                | {"sources": cited}
                for n in range(facts * 7 // 10)
            ],
            "mechanisms": [
                {"id": f"m-{n}", "name": f"Table {n}", "kind": "exchange", "areas": ["housing"]}
                | {"members": [{"actor": f"city-{n % towns}"}, {"actor": f"city-{-n % towns}"}]}
                | {"meetings": n % 12, "sources": cited}
                for n in range(facts - towns - facts * 7 // 10)
            ],
        }
    )


def main() -> None:
    """Print seconds and ratio for each format."""
    atlas = make_atlas()
    with tempfile.TemporaryDirectory() as folder:
        parsers: dict[str, Callable[[bytes], Any]] = {
            "yaml": lambda content: yaml.load(content, yaml.CSafeLoader),
            "xlsx": lambda content: openpyxl.load_workbook(io.BytesIO(content)),
        }
        for ending, parser in parsers.items():
            path = write_atlas(atlas, Path(folder) / f"atlas.{ending}")
            bare = _measure(partial(_parse, parser, path))
            ours = _measure(partial(read_atlas, path))
            print(
                f"  {ending}: {len(atlas.facts):,} facts in {ours:.2f} s; "
                f"bare parser {bare:.2f} s; ratio {ours / bare:.2f} (aim: at most {AIM:g})"
            )


def _parse(parser: Callable[[bytes], Any], path: Path) -> None:
    parser(path.read_bytes())


def _measure(call: Callable[[], Any]) -> float:
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
