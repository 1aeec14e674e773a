"""What the columns of the store are called in the files that Weft writes, so that it reads them
back as what they were."""

from weft.core.observatory.recipe import Role
from weft.store.columns import PREFIX
from weft.store.writers.about import About

AGENCY = "WEFT"
# Column of the store -> component of SDMX; the names are those of the cross-domain concepts.
COMPONENTS = {
    "area": "REF_AREA",
    "place": "PLACE",
    "measure": "MEASURE",
    "definition": "DEFINITION",
    "period": "TIME_PERIOD",
    "value": "OBS_VALUE",
    "low": "LOWER_BOUND",
    "high": "UPPER_BOUND",
    "unit": "UNIT_MEASURE",
    "flag": "OBS_STATUS",
    "confidentiality": "CONF_STATUS",
    "modelled": "MODELLED",
    "source": "SOURCE",
}
# Nothing is written of the row of somebody's file, nor what follows from the period.
WRITTEN = tuple(COMPONENTS)
OF_DATASET = ("dataset", "version")  # the same in every row of a CSV file
ALTERED = "protection"  # beside them where counts are not exact: what was done to them
_TAKEN = {*COMPONENTS.values(), "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION",
          "SERIES_KEY", "OBS_KEY", "DATAFLOW", "ROW", "PROTECTION"}  # fmt: skip
_ROLES: dict[str, Role] = {
    "area": "area", "measure": "measure", "definition": "definition", "period": "period",
    "value": "value", "low": "low", "high": "high", "unit": "unit", "flag": "flag",
    "confidentiality": "confidentiality", "modelled": "modelled", "source": "source",
    "place": "note",
}  # fmt: skip


def list_written(columns: list[str]) -> list[str]:
    """The columns of a table of the store that are written, in their order."""
    breakdowns = [each for each in columns if each.startswith(PREFIX)]
    dimensions = ["area", "place", "measure", "definition", *breakdowns, "period"]
    says = [each for each in WRITTEN if each not in dimensions]
    return [each for each in (*dimensions, *says) if each in columns]


def name_component(column: str) -> str:
    """by_sex -> SEX; a breakdown whose name is taken keeps its BY_."""
    if column in COMPONENTS:
        return COMPONENTS[column]
    bare = column.removeprefix(PREFIX).upper()
    return f"BY_{bare}" if bare in _TAKEN or bare.startswith("BY_") else bare


def find_column(head: str) -> tuple[Role, str | None]:
    """The role of a column that Weft wrote, and the name of its breakdown; in SDMX or as the store
    calls it."""
    for column, component in COMPONENTS.items():
        if head in (column, component):
            return _ROLES[column], None
    if head == "ACTION":
        return "action", None
    if head in _TAKEN or head in ("row", ALTERED, *OF_DATASET):
        return "note", None
    if head.startswith(PREFIX):
        return "breakdown", head.removeprefix(PREFIX)
    return "breakdown", head.removeprefix("BY_").lower()


def describe_rows(about: About) -> dict[str, str]:
    """Head -> what every row of a table for people says of its dataset."""
    said = dict(zip(OF_DATASET, (about.id, str(about.version)), strict=True))
    return said | ({ALTERED: about.altered} if about.altered else {})
