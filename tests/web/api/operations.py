"""Every operation of the read API with something to ask it, for tests that go through them all."""

from collections.abc import Iterator
from typing import Any

from tests.web.api.conftest import ROOT
from weft.web.api import api

KNOWN = {"place": "lyon", "actor": "city-of-lyon", "source": "lyon-report", "fact": "city-of-lyon",
         "area": "housing", "dataset": "oujda-residents"}  # fmt: skip
NEEDED = {"compare_sides": {"one": "lyon", "other": "tangier", "area": "housing"},
          "search_records": {"q": "housing"},
          "sum_figures": {"measure": "stock", "place": "oujda"},
          "compare_figures": {"measure": "stock", "place": "oujda"}}  # fmt: skip


def read_document() -> dict[str, Any]:
    return api.get_openapi_schema(path_prefix=f"{ROOT}/")


def find_needed(case: Any) -> dict[str, str]:
    """What must be asked of the operation of a case of schemathesis."""
    return NEEDED.get(case.operation.definition.raw["operationId"], {})


def list_operations(**known: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The id of each, a path (below the root) and what must be asked."""
    for path, methods in read_document()["paths"].items():
        name = methods["get"]["operationId"]
        filled = path.removeprefix(ROOT).format(**KNOWN | known)
        yield name, filled, {**NEEDED.get(name, {})}
