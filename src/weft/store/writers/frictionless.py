"""Figures as a Frictionless Data Package (2.0): a ZIP file of table, schema and licence."""

import json
import zipfile
from typing import Any, BinaryIO

from weft.store.columns import PREFIX
from weft.store.writers.about import About
from weft.store.writers.batches import Figures, read_batches, write_cells, write_rows

_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
# What the columns hold, for people who see the table for the first time.
_MEANINGS = {
    "area": "the area as the source calls it",
    "place": "the place in Weft's registry; empty: not matched",
    "measure": "what is counted",
    "definition": "who is counted",
    "period": "when: 2019, 2019-Q2, 2019-03, 2019-03-01, or from one day to before another",
    "value": "the figure; empty: missing or withheld, never zero",
    "low": "lower end of the interval of a modelled figure",
    "high": "upper end of the interval of a modelled figure",
    "unit": "persons, permits, percent ...",
    "flag": "quality: SDMX code list CL_OBS_STATUS",
    "confidentiality": "SDMX code list CL_CONF_STATUS; C: withheld",
    "modelled": "computed by a model, not counted",
    "source": "where the figure comes from",
}
_TYPES = {"value": "number", "low": "number", "high": "number", "modelled": "boolean"}


def write_frictionless(figures: Figures, about: About, out: BinaryIO) -> None:
    """A ZIP file: datapackage.json, data.csv, README.md. The table is for programs, as its schema
    says, and its cells stand as they are."""
    names, batches = read_batches(figures)
    stamp = (max(about.date.year, 1980), about.date.month, about.date.day, 0, 0, 0)

    def name_part(name: str) -> zipfile.ZipInfo:
        part = zipfile.ZipInfo(name, stamp)  # the same figures give the same file
        part.compress_type = zipfile.ZIP_DEFLATED
        return part

    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        descriptor = json.dumps(describe_package(about, names), ensure_ascii=False, indent=2)
        packed.writestr(name_part("datapackage.json"), descriptor)
        lines = "\n".join(f"- {head}: {text}" for head, text in about.list_lines() if text)
        packed.writestr(name_part("README.md"), f"# {about.title}\n\n{lines}\n")
        with packed.open(name_part("data.csv"), "w", force_zip64=True) as table:
            rows = ([write_cells(each) for each in batch.columns] for batch in batches)
            write_rows(table, names, rows)


def describe_package(about: About, names: list[str]) -> dict[str, Any]:
    """The descriptor: what the package is, and what each column holds."""
    keys = [n for n in names if n in ("area", "measure", "definition", "period") or _is_by(n)]
    licence = {"title": about.licence, "path": about.licence_url}
    source = {"title": about.source, "path": about.source_url}
    return {
        "$schema": _SCHEMA,
        "name": about.id,
        "title": about.title,
        "description": about.description,
        "version": f"{about.version}.0.0",
        "created": f"{about.date.isoformat()}T00:00:00Z",
        **({"homepage": about.url} if about.url else {}),
        **({"keywords": list(about.keywords)} if about.keywords else {}),
        "licenses": [_drop_empty({"name": about.licence.replace(" ", "-"), **licence})],
        "sources": [_drop_empty(source)],
        "contributors": [
            _drop_empty(
                {"title": about.publisher, "path": about.publisher_url, "roles": ["publisher"]}
            )
        ],
        "citation": about.citation,
        "resources": [
            {
                "name": "data",
                "path": "data.csv",
                "title": about.title,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "doubleQuote": True, "header": True},
                "schema": {
                    "fields": [_describe_field(each) for each in names],
                    "missingValues": [""],
                    "primaryKey": keys,
                },
            }
        ],
    }


def _is_by(name: str) -> bool:
    return name.startswith(PREFIX)


def _describe_field(name: str) -> dict[str, Any]:
    if _is_by(name):
        meaning = f"by {name.removeprefix(PREFIX).replace('_', ' ')}; _T: all of them together"
        return {"name": name, "type": "string", "description": meaning}
    kind = _TYPES.get(name, "string")
    extra: dict[str, Any] = {"decimalChar": "."} if kind == "number" else {}
    if kind == "boolean":
        extra = {"trueValues": ["true"], "falseValues": ["false"]}
    return {"name": name, "type": kind, "description": _MEANINGS[name], **extra}


def _drop_empty(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value}
