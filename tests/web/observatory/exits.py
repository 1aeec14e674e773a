"""Collects everything that the site gives away of figures, as one person gets it, and reads the
figures out of it; for the attacks."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from itertools import product
from typing import Any

import openpyxl
from django.test import Client

from tests.web.observatory.scene_figures import AROUND, CITY, KEY, ORIGINS, SEXES, YEARS, Cell
from tests.web.reading import OFFER, Seen, see
from weft.core.observatory.categories import name_category
from weft.web.observatory.exporting import FORMS

Figures = dict[Cell, float | None]
BOTH = f"measure=stock&place={CITY}&place={AROUND}"
PLACES = (CITY, AROUND)
ADDRESSES = (
    "/figures",
    f"/figures/compare?{BOTH}",
    "/figures/catalogue.jsonld",
    f"/figures/datasets/{KEY}",
    *(f"/figures/datasets/{KEY}/{form}" for form in FORMS),
    f"/places/{CITY}",
    *(f"/places/{place}/profile" for place in PLACES),
    f"/places/{CITY}/gaps/data",
    f"/search?q={KEY}",
    "/search?q=foreign+residents",
    "/api/v1/datasets",
    f"/api/v1/datasets/{KEY}",
    f"/api/v1/datasets/{KEY}/observations?limit=5000",
    f"/api/v1/datasets/{KEY}/observations?limit=7&offset=11&place={AROUND}",
    *(f"/api/v1/places/{place}/profile" for place in PLACES),
    "/api/v1/search?q=register",
    f"/api/v1/figures/compare?{BOTH}",
    *(f"/api/v1/figures/sum?measure=stock&{each}" for each in (
        "by=place&by=sex&by=origin", "by=area&by=place&by=sex", "by=place&by=origin&where=sex:F,M",
        "by=place&by=sex&where=origin:CIV,ESP,FRA,SEN", f"place={CITY}&by=origin",
        f"place={CITY}&where=sex:F,M&where=origin:CIV,ESP,FRA,SEN",
    )),
)  # fmt: skip
# Pages whose tables, pictures and documents hold figures.
LEADING = ("/figures", "/figures/compare", f"/figures/datasets/{KEY}", f"/places/{CITY}/profile")
PICTURE = re.compile(r'(?:src|href)="(/[^"]+\.(?:svg|png|pdf|docx)(?:\?[^"]*)?)"')
TABLE = re.compile(r'id="figure-city-stock([^"]*)".*?<tbody>(.*?)</tbody>', re.DOTALL)
PLAIN_TABLE = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
NAMES = {"Tangier": CITY, "Tangier-Tétouan-Al Hoceima Region": AROUND}
CODES = {
    by: {name_category(by, each, "en"): each for each in (*codes, "_T")}
    for by, codes in (("sex", SEXES), ("origin", ORIGINS))
}
LABEL = re.compile(r'aria-label="people: (\d+)[^"]*; name: ([^";]+); value: \d+"')


def collect(client: Client, deep: bool = False) -> dict[str, Seen]:
    """Every exit by its address; `deep`: with the tables, pictures and documents of the pages,
    which take their time."""
    found = {each: see(client.get(each)) for each in ADDRESSES}
    for address in list(found) if deep else ():
        if address.partition("?")[0] in LEADING and found[address].status == 200:
            for more in list_ways_on(address, found[address].body.decode()):
                found[more] = see(client.get(more))
    return found


def list_ways_on(address: str, page: str) -> Iterator[str]:
    """The tables of a page as files, its charts and its documents."""
    path = address.partition("?")[0]
    yield from (path + unescape(each) for each in dict.fromkeys(OFFER.findall(page)))
    for each in dict.fromkeys(map(unescape, PICTURE.findall(page))):
        if not each.startswith(("/static/", "/map/")):
            yield each


def read_exits(found: dict[str, Seen]) -> dict[str, Figures]:
    """The figures of each exit that has any."""
    read = {each: read_exit(each, x.body) for each, x in found.items() if x.status == 200}
    return {address: figures for address, figures in read.items() if figures}


def unite(read: dict[str, Figures]) -> Figures:
    """What one knows who has been through all exits. One exit may tell what others do not; none may
    say something else."""
    known: Figures = {}
    for address, figures in read.items():
        for cell, value in figures.items():
            before = known.get(cell)
            assert None in (before, value) or before == value, (address, cell, before, value)
            known[cell] = value if before is None else before
    return known


def read_exit(address: str, body: bytes) -> Figures:
    """The figures of one answer."""
    path, _, query = address.partition("?")
    for read in (read for end, read in READERS.items() if path.endswith(end)):
        return read(body)
    if path.startswith("/places/"):
        return _read_place(path.split("/")[2], path, query, body)
    if path == "/figures/compare" and "format" not in query:
        rows = [x for table in PLAIN_TABLE.findall(body.decode()) for x in _read_cells(table)]
        return {(NAMES[x[0]], x[2], "_T", "_T"): x[3] for x in rows}
    return {}


def _read_place(place: str, path: str, query: str, body: bytes) -> Figures:
    """The profile, its tables and its charts."""
    found: Figures = {}
    if path.endswith("-by-origin.svg"):
        named = LABEL.findall(unescape(body.decode()))
        # A chart shows the newest period.
        found = {(place, "2023", "_T", CODES["origin"][x]): float(n) for n, x in named}
    elif path.endswith("/profile") and "format=json" in query:
        table = query.partition("table=")[2].partition("&")[0].removeprefix("city-stock")
        found = _read_block(place, table, json.loads(body)["rows"])
    elif path.endswith("/profile") and "format" not in query:
        for by, rows in TABLE.findall(body.decode()):
            found |= _read_block(place, by, _read_cells(rows))
    return found


def _read_cells(rows: str) -> list[list[Any]]:
    """The rows of a table of a page; numbers as such, a dash as nothing."""
    return [
        [_read_cell(unescape(TAG.sub("", x)).strip()) for x in CELL.findall(row)]
        for row in ROW.findall(rows)
    ]


def _read_cell(words: str) -> Any:
    if words == "–":
        return None
    plain = words.replace(",", "")
    # Years are words.
    return float(plain) if plain.isdigit() and words not in YEARS else words


def _unpack(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return parts.read("data.csv")


def _read_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def _number(cell: Any) -> float | None:
    return None if cell in (None, "") else float(cell)


def _read_rows(rows: Iterable[dict[str, Any]]) -> Figures:
    return {
        (x["place"], str(x["period"]), x["by_sex"], x["by_origin"]): _number(x["value"])
        for x in rows
    }


def _read_observations(items: Iterable[dict[str, Any]]) -> Figures:
    return {
        (x["place"], x["period"], x["breakdowns"]["sex"], x["breakdowns"]["origin"]): x["value"]
        for x in items
    }


def _read_series(body: bytes) -> Figures:
    blocks = [x for section in json.loads(body)["sections"] for x in section["blocks"]]
    return _read_points(blocks)


def _read_points(blocks: Iterable[dict[str, Any]]) -> Figures:
    return _read_observations(x for b in blocks for s in b["series"] for x in s["points"])


def _read_sums(body: bytes) -> Figures:
    """What is added up over all codes, or taken at its total, is the total."""
    total = {"sex": "_T", "origin": "_T"}
    items = json.loads(body)["items"]
    return _read_observations(
        {**x, "place": x["place"] or CITY, "breakdowns": total | x["breakdowns"]} for x in items
    )


def _read_book(body: bytes) -> Figures:
    rows = list(openpyxl.load_workbook(io.BytesIO(body))["data"].iter_rows(values_only=True))
    return _read_rows(dict(zip(map(str, rows[0]), each, strict=True)) for each in rows[1:])


def _read_sdmx(body: bytes) -> Figures:
    return {
        (x["PLACE"], x["TIME_PERIOD"], x["SEX"], x["ORIGIN"]): _number(x["OBS_VALUE"])
        for x in _read_csv(body)
    }


def _read_block(place: str, by: str, rows: Iterable[Sequence[Any]]) -> Figures:
    """The table of a block of the profile: by sex, by origin, or of the totals."""
    by = by.removeprefix("-by-")
    if not by:
        return {(place, x[0], "_T", "_T"): x[1] for x in rows}
    found: Figures = {}
    for part, period, value, *_ in rows:
        code = CODES[by][part]
        sex, origin = (code, "_T") if by == "sex" else ("_T", code)
        found[place, period, sex, origin] = value
    return found


# The end of an address -> how its figures are read.
READERS: dict[str, Callable[[bytes], Figures]] = {
    "data.sdmx.csv": _read_sdmx,
    "data.csv": lambda body: _read_rows(_read_csv(body)),
    "data.xlsx": _read_book,
    "datapackage.zip": lambda body: _read_rows(_read_csv(_unpack(body))),
    "places.geojson": lambda body: _read_rows(
        each["properties"] for each in json.loads(body)["features"]
    ),
    **{f"/api/v1/places/{place}/profile": _read_series for place in PLACES},
    "/api/v1/figures/compare": lambda body: _read_points(json.loads(body)["items"]),
    "/api/v1/figures/sum": _read_sums,
    "/observations": lambda body: _read_observations(json.loads(body)["items"]),
}


def list_cells() -> Iterator[tuple[str, str, str]]:
    """Area, sex and origin of every cell of one year."""
    yield from product(PLACES, (*SEXES, "_T"), (*ORIGINS, "_T"))
