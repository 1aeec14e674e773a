"""The table inside a Frictionless Data Package: a folder, a descriptor or a ZIP file of both; for
the reader of tables.

Data Package 1.0 and 2.0 (datapackage.org). Nothing is fetched, and nothing outside is opened.
"""

import json
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from weft.core.observatory.recipe import Layout
from weft.store.readers.files import find_most, make_too_large
from weft.store.readers.problems import CutFile, FileProblem, NoTable, TooLarge

DESCRIPTOR = "datapackage.json"
_MOST_DESCRIPTOR = 16 << 20
_MOST_PARTS = 10_000
_TABLES = {"csv", "tsv", "txt", "gz", "xlsx", "xls", "ods"}


class BrokenDescriptor(FileProblem):
    """datapackage.json is no descriptor of a data package."""

    code = "broken_descriptor"


class OutsidePackage(NoTable):
    """A resource lies outside the package: elsewhere on this machine, or on the web."""

    code = "outside_package"


def _read_missing(value: Any) -> Any:
    """2.0 allows {value, label} beside plain words."""
    if isinstance(value, list):
        return tuple(each.get("value") if isinstance(each, dict) else each for each in value)
    return value


def _read_paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class _Part(BaseModel):
    """A part of a descriptor; what Weft does not need is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Licence(_Part):
    name: str | None = None
    title: str | None = None
    path: str | None = None


class TableField(_Part):
    """A column as the descriptor tells it."""

    name: str
    type: str = "any"
    title: str | None = None
    description: str | None = None
    decimal: str = Field(".", alias="decimalChar")
    group: str = Field("", alias="groupChar")


class _Schema(_Part):
    fields: tuple[TableField, ...] = ()
    missing: Annotated[tuple[str, ...], BeforeValidator(_read_missing)] = Field(
        ("",), alias="missingValues"
    )


class _Dialect(_Part):
    delimiter: str = Field(",", min_length=1, max_length=1)
    header: bool = True
    header_rows: tuple[int, ...] | None = Field(None, alias="headerRows")
    quote: str | None = Field('"', alias="quoteChar")
    sheet: str | None = Field(None, alias="sheetName")


class _Resource(_Part):
    name: str = ""
    title: str | None = None
    path: Annotated[tuple[str, ...], BeforeValidator(_read_paths)] = ()
    format: str | None = None
    encoding: str | None = None
    dialect: _Dialect | str | None = None
    table: _Schema | str | None = Field(None, alias="schema")
    licences: tuple[_Licence, ...] = Field((), alias="licenses")


class Package(_Part):
    """A descriptor, of version 1 (profile) or 2 ($schema)."""

    name: str | None = None
    title: str | None = None
    licences: tuple[_Licence, ...] = Field((), alias="licenses")
    resources: tuple[_Resource, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Resource:
    """The table of a package."""

    path: Path
    layout: Layout
    title: str | None
    licence: str | None
    fields: tuple[TableField, ...] = ()
    missing: tuple[str, ...] = ("",)


def is_package(path: Path) -> bool:
    """Whether a path is a data package: its folder, its descriptor, or both packed as ZIP."""
    if path.is_dir():
        return (path / DESCRIPTOR).is_file()
    if path.name == DESCRIPTOR:
        return True
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as packed:
        return any(PurePosixPath(each).name == DESCRIPTOR for each in packed.namelist())


def find_resource(path: Path, name: str | None = None, *, folder: Path | None = None) -> Resource:
    """The table of a package that has this name, or its first.

    `folder`: where a ZIP file is unpacked; what is in it is the caller's to delete. Raises NoTable,
    OutsidePackage, BrokenDescriptor, CutFile, TooLarge.
    """
    if path.is_file() and path.name != DESCRIPTOR:
        path = _unpack(path, folder)
    descriptor = path if path.name == DESCRIPTOR else path / DESCRIPTOR
    package = read_descriptor(descriptor)
    for each in package.resources:
        if name in (None, each.name) and each.path and _is_table(each):
            return _open(descriptor, package, each)
    there = ", ".join(each.name or "–" for each in package.resources)[:200]
    if name:
        raise NoTable(descriptor, "named", wanted=name, found=there)
    raise NoTable(descriptor, "package", found=there)


def read_descriptor(path: Path) -> Package:
    """The descriptor of a package. Raises BrokenDescriptor with the field that is wrong."""
    if path.stat().st_size > _MOST_DESCRIPTOR:
        raise TooLarge(path, "descriptor", size=path.stat().st_size)
    try:
        data = json.loads(path.read_text("utf-8-sig"))
        return Package.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        detail = first["msg"]
        if field := ".".join(str(each) for each in first["loc"]):
            raise BrokenDescriptor(path, "field", field=field, detail=detail) from None
        raise BrokenDescriptor(path, "whole", detail=detail) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BrokenDescriptor(path, "json", detail=str(error)) from None


def _is_table(resource: _Resource) -> bool:
    ending = PurePosixPath(resource.path[0]).suffix.lower().lstrip(".")
    return (resource.format or ending).lower() in _TABLES


def _open(descriptor: Path, package: Package, resource: _Resource) -> Resource:
    if len(resource.path) > 1:
        raise NoTable(descriptor, "parted", found=resource.name, files=len(resource.path))
    table = _find_inside(descriptor, resource.path[0])
    dialect = resource.dialect if isinstance(resource.dialect, _Dialect) else None
    schema = resource.table if isinstance(resource.table, _Schema) else _Schema()
    decimals = {each.decimal for each in schema.fields if each.type in ("number", "integer")}
    groups = {each.group for each in schema.fields if each.type in ("number", "integer")}
    rows = dialect.header_rows if dialect else None
    if rows is None and (dialect is None or dialect.header):
        rows = (1,)  # unless it is said otherwise, by both versions
    layout: dict[str, Any] = {
        "delimiter": dialect.delimiter if dialect else None,
        "encoding": resource.encoding,
        "sheet": dialect.sheet if dialect else None,
        "header": (rows[0], rows[-1]) if rows else None,
        "decimal": decimals.pop() if len(decimals) == 1 else None,
        "thousands": groups.pop() if len(groups) == 1 else None,
    }
    try:
        made = Layout.model_validate(layout)
    except ValidationError as error:
        found = error.errors()[0]
        raise BrokenDescriptor(
            descriptor, "layout", resource=resource.name, field=str(found["loc"][0]),
            found=str(found["input"])[:20],
        ) from None  # fmt: skip
    licences = (*resource.licences, *package.licences)
    return Resource(
        table,
        made,
        resource.title or package.title or package.name or resource.name or None,
        next((each.name or each.title or each.path for each in licences), None),
        schema.fields,
        schema.missing,
    )


def _find_inside(descriptor: Path, name: str) -> Path:
    """The file of a resource, which must lie below its descriptor, also through links."""
    inside = PurePosixPath(name)
    base = descriptor.parent.resolve()
    outside = inside.is_absolute() or ".." in inside.parts or ":" in name or "\\" in name
    if outside or "\0" in name or not (base / inside).resolve().is_relative_to(base):
        raise OutsidePackage(descriptor, "resource", found=name[:80])
    if not (base / inside).is_file():
        raise NoTable(descriptor, "absent", found=name[:80])
    return base / inside


def _unpack(path: Path, folder: Path | None) -> Path:
    """The package in a folder of its own. Sizes are counted as they come out, not as the file
    claims them."""
    size = path.stat().st_size
    most = find_most(size)
    made = Path(tempfile.mkdtemp(prefix="weft-package-", dir=folder))
    total = 0
    try:
        with zipfile.ZipFile(path) as packed:
            parts = [each for each in packed.infolist() if not each.is_dir()]
            if len(parts) > _MOST_PARTS:
                raise TooLarge(path, "files", files=len(parts))
            for each in parts:
                name = PurePosixPath(each.filename)
                if name.is_absolute() or ".." in name.parts or "\\" in each.filename:
                    raise OutsidePackage(path, "unpacked", found=each.filename[:80])
                target = made / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(each) as source, target.open("wb") as out:
                    while chunk := source.read(1 << 20):
                        total += len(chunk)
                        if total > most:
                            raise make_too_large(path, size, most)
                        out.write(chunk)
        (found, *_) = sorted(made.rglob(DESCRIPTOR), key=lambda each: len(each.parts))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        zlib.error,
    ) as error:
        shutil.rmtree(made, ignore_errors=True)
        raise CutFile(path, "locked", detail=str(error)) from None
    except FileProblem:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return found.parent
