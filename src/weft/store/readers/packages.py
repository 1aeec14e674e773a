"""The table inside a Frictionless Data Package, a folder, a descriptor or a ZIP file of both; for the
reader of tables."""

import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from weft.core.observatory.recipe import Layout
from weft.store.readers.files import FREE_BYTES, MOST_BYTES, MOST_RATIO
from weft.store.readers.problems import CutFile, NoTable, TooLarge

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Resource:
    """The table of a package."""

    path: Path
    layout: Layout
    title: str | None
    licence: str | None


def is_package(path: Path) -> bool:
    """Whether a path is a data package: its folder, its descriptor, or both packed as ZIP."""
    if path.is_dir():
        return (path / DESCRIPTOR).is_file()
    if path.name == DESCRIPTOR:
        return True
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as packed:
        return DESCRIPTOR in packed.namelist()


def find_resource(path: Path) -> Resource:
    """The first table of a package. Raises NoTable where it has none, CutFile where it is broken."""
    if path.is_file() and path.name != DESCRIPTOR:
        path = _unpack(path)
    descriptor = path if path.name == DESCRIPTOR else path / DESCRIPTOR
    try:
        data = json.loads(descriptor.read_text("utf-8"))
    except (UnicodeDecodeError, ValueError) as error:
        raise CutFile(descriptor, f"it is no JSON ({error})", "export the package again") from None
    resources = data.get("resources") if isinstance(data, dict) else None
    for each in resources if isinstance(resources, list) else []:
        name = each.get("path") if isinstance(each, dict) else None
        if not isinstance(name, str):
            continue
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "://" in name:
            raise NoTable(
                descriptor,
                f"the resource '{name[:80]}' lies outside the package",
                "give a package that holds its tables itself",
            )
        table = descriptor.parent / inside
        if table.is_file() and not table.resolve().is_relative_to(descriptor.parent.resolve()):
            raise NoTable(descriptor, f"'{name[:80]}' leads out of the package", "put the table in")
        if table.is_file():
            return Resource(
                table, _read_layout(each), _text(data.get("title") or data.get("name")),
                _find_licence(data, each),
            )  # fmt: skip
    raise NoTable(descriptor, "the package holds no table", "give a package with a CSV resource")


def _read_layout(resource: dict[str, Any]) -> Layout:
    dialect = resource.get("dialect")
    delimiter = dialect.get("delimiter") if isinstance(dialect, dict) else None
    encoding = resource.get("encoding")
    return Layout(
        delimiter=delimiter if isinstance(delimiter, str) and len(delimiter) == 1 else None,
        encoding=encoding if isinstance(encoding, str) else None,
    )


def _find_licence(data: dict[str, Any], resource: dict[str, Any]) -> str | None:
    for where in (resource, data):
        licences = where.get("licenses")
        if isinstance(licences, list) and licences and isinstance(licences[0], dict):
            return _text(licences[0].get("name") or licences[0].get("path"))
    return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _unpack(path: Path) -> Path:
    """The package in a folder of its own, which lives as long as the system's temporary files."""
    size = path.stat().st_size
    with zipfile.ZipFile(path) as packed:
        total = sum(each.file_size for each in packed.infolist())
        if total > MOST_BYTES or (total > FREE_BYTES and total > MOST_RATIO * size):
            raise TooLarge(
                path, f"{size:,} bytes unpack to {total:,}", "give the table that is inside"
            )
        folder = Path(tempfile.mkdtemp(prefix="weft-package-"))
        for each in packed.infolist():
            name = PurePosixPath(each.filename)
            if each.is_dir() or name.is_absolute() or ".." in name.parts:
                continue
            packed.extract(each, folder)
    return folder
