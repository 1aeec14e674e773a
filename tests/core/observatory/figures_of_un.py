"""The figures of countries and governorates worked out anew from the files of UN DESA and UNHCR,
for the test that compares them with the tables of packs/figures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

import openpyxl

from tests.core.observatory.figures_rows import COUNTRIES, DATA, Row, make_row, pick_largest, read

SINCE = 2016
UNKNOWN_ORIGIN = "UNK"
AGES = {"0_4": "Y0T4", "5_11": "Y5T11", "12_17": "Y12T17", "18_59": "Y18T59", "60": "Y_GE60"}
UNHCR = {"source_date": "2025-12", "licence": "CC BY 4.0"}
DESA = {"source_date": "2020-12", "licence": "CC BY 3.0 IGO"}

# --- UN DESA

WORLD = "WORLD"
STOCK, PEOPLE = "Table 1", "Table 2"


def derive_undesa() -> Iterator[Row]:
    """Migrant stock and population at mid-year, by sex, of the nine countries and the world."""
    name = "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    book = openpyxl.load_workbook(DATA / name, read_only=True)
    places = {label: (label, place) for label, place in COUNTRIES.values()}
    known = {**places, WORLD: ("World", "world")}
    for sheet, measure in ((STOCK, "stock"), (PEOPLE, "population")):
        for cells in book[sheet].iter_rows(min_row=12, max_col=26, values_only=True):
            area = str(cells[1] or "").strip().strip("*")
            if area not in known:
                continue
            kind, figures = str(cells[4] or "").split(), cells[5:26]
            assert all(isinstance(each, (int, float)) for each in figures), (area, cells)
            for at, figure in enumerate(figures):
                assert isinstance(figure, (int, float))
                yield make_row(
                    area, known, measure=measure, period=f"{1990 + 5 * (at % 7)}-07-01",
                    definition=_define(kind) if measure == "stock" else "resident_population",
                    sex=("_T", "M", "F")[at // 7], flag="E",
                    value=str(round(figure * (1 if measure == "stock" else 1000))),
                    source="UN DESA, International Migrant Stock 2020 "
                    f"(POP/DB/MIG/Stock/Rev.2020), {sheet}",
                    note=_note_kind(area, kind) if measure == "stock" else "",
                    **DESA,
                )  # fmt: skip


def _define(kind: list[str]) -> str:
    return {"B": "country_of_birth", "C": "citizenship"}.get(kind[0] if kind else "", "unknown")


def _note_kind(area: str, kind: list[str]) -> str:
    if area == WORLD:
        return "By birth in most countries, by citizenship in the others"
    return f"Type of data {' '.join(kind)}" + ("; refugees were added" if "R" in kind else "")


# --- UNHCR


def code_origin(code: str) -> str:
    return "_U" if code == UNKNOWN_ORIGIN else code


def is_wanted(row: Row) -> bool:
    return row["coa_iso"] in COUNTRIES and int(row["year"]) >= SINCE


STATUSES = {  # column of the file -> measure, definition
    "refugees": ("refugees", "refugee_status"),
    "asylum_seekers": ("asylum_seekers", "asylum_status"),
    "idps": ("idps", "unknown"),
    "stateless": ("stateless", "unknown"),
    "ooc": ("other_of_concern", "unknown"),
}


def derive_unhcr_population() -> Iterator[Row]:
    """Totals since 2016 and, for refugees and asylum seekers, the ten largest origins of the last
    two years. A total of zero is left out: the file does not tell none from not counted."""
    source = "UNHCR, Refugee Data Finder, Population figures"
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for each in read("unhcr/population.csv.gz"):
        if is_wanted(each):
            for status in STATUSES:
                key = (each["coa_iso"], each["year"], status)
                counts[key][code_origin(each["coo_iso"])] += int(each[status] or 0)
    for (area, year, status), origins in counts.items():
        measure, definition = STATUSES[status]
        if origins.total() == 0:
            continue
        row = make_row(
            area, COUNTRIES, measure=measure, period=year, definition=definition, source=source,
            value=str(origins.total()), **UNHCR,
        )  # fmt: skip
        yield row
        if status in ("refugees", "asylum_seekers") and int(year) >= 2024:
            yield from _list_origins(row, origins)


def _list_origins(row: Row, origins: Counter[str], most: int = 10) -> Iterator[Row]:
    present = {origin: count for origin, count in origins.items() if count}
    for origin in pick_largest(present, most):
        yield row | {"origin": origin, "value": str(origins[origin])}


DECISIONS = {
    "dec_recognized": "recognised", "dec_other": "other_protection", "dec_rejected": "rejected",
    "dec_closed": "closed", "dec_total": "_T",
}  # fmt: skip


def derive_unhcr_asylum() -> Iterator[Row]:
    """New applications and first decisions since 2016; origins of the last two years."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    joined: set[tuple[str, str]] = set()
    for each in read("unhcr/asylum_applications.csv.gz"):
        if is_wanted(each) and each["app_type"] in ("N", "NR"):
            assert each["app_pc"] == "P", each  # persons, not cases
            key = (each["coa_iso"], each["year"])
            counts[key][code_origin(each["coo_iso"])] += int(each["applied"])
            joined |= {key} if each["app_type"] == "NR" else set()
    for key, origins in counts.items():
        row = make_row(
            key[0], COUNTRIES, measure="asylum_applications", period=key[1],
            definition="asylum_status", value=str(origins.total()),
            source="UNHCR, Refugee Data Finder, Asylum applications",
            note="New applications"
            + (" and, not told apart, repeated ones" if key in joined else ""),
            **UNHCR,
        )  # fmt: skip
        yield row
        if int(key[1]) >= 2024:
            yield from _list_origins(row, origins)
    decided: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    appeals: set[tuple[str, str]] = set()
    for each in read("unhcr/asylum_decisions.csv.gz"):
        if is_wanted(each) and each["dec_level"] in ("FI", "FA"):
            assert each["dec_pc"] == "P", each
            key = (each["coa_iso"], each["year"])
            decided[key].update({name: int(each[name]) for name in DECISIONS})
            appeals |= {key} if each["dec_level"] == "FA" else set()
    for key, found in decided.items():
        parts = found.total() - found["dec_total"]
        said = "First instance" + (" and, not told apart, appeals" if key in appeals else "")
        if parts != found["dec_total"]:
            said += f"; the parts add up to {parts}, the source's total is {found['dec_total']}"
        for name, decision in DECISIONS.items():
            yield make_row(
                key[0], COUNTRIES, measure="asylum_decisions", period=key[1], decision=decision,
                definition="asylum_status", value=str(found[name]),
                source="UNHCR, Refugee Data Finder, Asylum decisions",
                note=said, **UNHCR,
            )  # fmt: skip


CITY_AREAS = ("Amman [Admin 1]", "Beirut [Admin 2]", "Tunis [Admin 1]")
POPULATIONS = {  # pop_type -> measure, definition
    "REF": ("refugees", "refugee_status"),
    "ASY": ("asylum_seekers", "asylum_status"),
    "OOC": ("other_of_concern", "unknown"),
    "IDP": ("idps", "unknown"),
}


def derive_unhcr_areas() -> Iterator[Row]:
    """Totals of the areas that UNHCR names within the nine countries; sex, age and origin for the
    areas of the cities, sex and age only where every row of the area has them: a zero beside a
    total above zero stands for unknown."""
    source = "UNHCR, Refugee Data Finder, Demographics and locations"
    areas: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for each in read("unhcr/demographics.csv.gz"):
        if (
            each["coa_iso"] in COUNTRIES
            and each["pop_type"] in POPULATIONS
            and "[" in each["location"]
        ):
            key = (each["coa_iso"], each["location"], each["year"], each["pop_type"])
            areas[key].append(each)
    for (country, area, year, kind), rows in areas.items():
        measure, definition = POPULATIONS[kind]
        row = make_row(
            area, {area: (f"{area}, {COUNTRIES[country][0]}", "")}, measure=measure, period=year,
            definition=definition, value=_add(rows, lambda each: int(each["total"])),
            source=source, note=_note_area(area), **UNHCR,
        )  # fmt: skip
        yield row
        if area not in CITY_AREAS:
            continue
        origins: Counter[str] = Counter()
        for each in rows:
            origins[code_origin(each["coo_iso"])] += int(each["total"])
        yield from _list_origins(row, origins)
        if all(int(each["f_total"]) + int(each["m_total"]) == int(each["total"]) for each in rows):
            for sex in "fm":
                value = _add(rows, lambda each, sex=sex: int(each[f"{sex}_total"]))
                if value != "0":
                    yield row | {"sex": sex.upper(), "value": value}
        if all(_add_ages(each) == int(each["total"]) for each in rows):
            for age, code in AGES.items():
                value = _add(rows, lambda each, age=age: _add_sexes(each, age))
                if value != "0":
                    yield row | {"age": code, "value": value}


def _add(rows: Iterable[Row], read_count: Callable[..., int]) -> str:
    return str(sum(read_count(each) for each in rows))


def _add_sexes(row: Row, age: str) -> int:
    return int(row[f"f_{age}"]) + int(row[f"m_{age}"])


def _add_ages(row: Row) -> int:
    return sum(_add_sexes(row, age) for age in AGES)


def _note_area(area: str) -> str:
    """Why an area that bears the name of a city of the network is not that city."""
    return {
        "Amman [Admin 1]": "The governorate, wider than the municipality",
        "Beirut [Admin 1]": "The governorate; nobody has confirmed that it is the municipality",
        "Beirut [Admin 2]": "The district; nobody has confirmed that it is the municipality",
        "Tunis [Admin 1]": "The governorate, wider than the municipality",
    }.get(area, "Not in the atlas")
