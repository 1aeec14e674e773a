"""What the rows of the tables of packs/figures have in common, for the modules that work them out
anew from the files of statistical offices."""

import csv
import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

DATA = Path(__file__).parents[4] / "shared" / "data"
COLUMNS = (
    "area", "area_name", "place", "measure", "period", "definition", "sex", "age", "origin",
    "reason", "decision", "value", "unit", "flag", "modelled", "source", "source_date", "licence",
    "note",
)  # fmt: skip
Row = dict[str, str]

COUNTRIES = {  # of the nine cities: alpha-3 -> name, place of the registry
    "AUT": ("Austria", "austria"),
    "ESP": ("Spain", "spain"),
    "FRA": ("France", "france"),
    "ITA": ("Italy", "italy"),
    "JOR": ("Jordan", "jordan"),
    "LBN": ("Lebanon", "lebanon"),
    "MAR": ("Morocco", "morocco"),
    "PRT": ("Portugal", "portugal"),
    "TUN": ("Tunisia", "tunisia"),
}


def read(name: str) -> Iterator[Row]:
    with gzip.open(DATA / name, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def make_row(area: str, known: Mapping[str, tuple[str, str]], **said: str) -> Row:
    name, place = known[area]
    usual = {"sex": "_T", "age": "_T", "origin": "_T", "reason": "_T", "decision": "_T"}
    plain = {"unit": "persons", "flag": "A", "modelled": "false", "note": ""}
    return {"area": area, "area_name": name, "place": place, **usual, **plain, **said}


def pick_largest(counts: Mapping[str, float], most: int) -> list[str]:
    return sorted(counts, key=lambda code: (-counts[code], code))[:most]
