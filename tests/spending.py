"""What a city spends on services for newcomers by district, with what the largest associations got
of it; invented, for tests of amounts from the file to what everybody sees."""

from collections.abc import Iterable

from weft.core.observatory.recipe import ColumnRule, Recipe

TOTAL = "Tangier"  # the city, and beside it its districts
HEAD = "district,year,service,spent,largest contributor,second largest\n"
# District -> service -> what each association got, in euros.
GIVEN = {
    "Charf": {"language": (40_000, 35_000, 25_000, 10_000), "housing": (90_000, 4_000, 2_000)},
    "Mghogha": {"language": (30_000, 28_000, 27_000), "housing": (50_000, 45_000, 40_000, 30_000)},
    "Medina": {"language": (21_000, 20_000, 19_000, 15_000), "housing": (62_000, 60_000, 59_000)},
}
DOMINATED = ("Charf", "housing")

RECIPE = Recipe(
    kind="table",
    columns=(
        ColumnRule(column="district", role="area"),
        ColumnRule(column="year", role="period"),
        ColumnRule(column="service", role="breakdown", name="service"),
        ColumnRule(column="spent", role="value"),
        ColumnRule(column="largest contributor", role="contribution"),
        ColumnRule(column="second largest", role="contribution"),
    ),
    constants={"measure": "spending", "definition": "citizenship", "unit": "euro",
               "source": "City of Tangier, accounts (invented)"},
    places={"Tangier": "tangier"},
    unmatched=tuple(GIVEN),
    totals={"service": ("all",)},
)  # fmt: skip


def list_cells() -> dict[tuple[str, str], list[int]]:
    """What each association got, in every cell and total."""
    found: dict[tuple[str, str], list[int]] = {}
    for district, services in GIVEN.items():
        for service, parts in services.items():
            for cell in ((a, s) for a in (district, TOTAL) for s in (service, "_T")):
                found.setdefault(cell, []).extend(parts)
    return found


def write_rows(largest: bool = True) -> str:
    """The file; `largest`: with the two largest contributions."""
    rows: Iterable[str] = (
        f"{area},2023,{'all' if service == '_T' else service},{sum(parts)},"
        + (",".join(str(each) for each in sorted(parts, reverse=True)[:2]) if largest else ",")
        for (area, service), parts in list_cells().items()
    )
    return HEAD + "\n".join(rows) + "\n"
