"""From an atlas to files: written beside the target first, then moved, so that half never stays."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files.columns import find_sheet
from weft.core.atlas.files.csv_file import write_csv_folder
from weft.core.atlas.files.reading import describe_format
from weft.core.atlas.files.yaml_file import dump_record, write_yaml


class FormatError(ValueError):
    """The ending of a name is that of no format; the message says which there are."""


def write_atlas(atlas: Atlas, path: Path | str, replace: bool = False) -> Path:
    """Write an atlas in the format that the path's ending names; without one, a folder of CSV.

    Endings: .yaml, .json, .xlsx, .jsonld. Raises FileExistsError if the target is there and
    `replace` is not set, FormatError for another ending, ValueError if a text fits in no cell.
    """
    path = Path(path).resolve()  # a link stays a link
    if path.exists() and not replace:
        raise FileExistsError(f"{path} is there already; choose another name, or --force")
    content: dict[str, bytes] | bytes
    match path.suffix.lower():
        case ".yaml" | ".yml":
            content = write_yaml(atlas).encode()
        case ".json":
            content = (json.dumps(dump_record(atlas), ensure_ascii=False, indent=2) + "\n").encode()
        case ".xlsx":
            from weft.core.atlas.files.excel import write_excel  # noqa: PLC0415  # loads openpyxl

            content = write_excel(atlas)
        case ".jsonld":
            from weft.core.atlas.jsonld import write_jsonld  # noqa: PLC0415

            content = write_jsonld(atlas).encode()
        case "":
            content = {name: text.encode() for name, text in write_csv_folder(atlas).items()}
        case other:
            raise FormatError(
                f"'{other}' is no format of Weft; end the name in .yaml, .json, .xlsx or .jsonld, "
                "or give a folder for CSV"
            )
    if isinstance(content, bytes):
        put_file(path, content)
    else:
        _put_folder(path, content)
    return path


def put_file(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: a stop half-way leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # or a power cut might leave the new name on no content
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _put_folder(path: Path, contents: dict[str, bytes]) -> None:
    """Write a whole folder beside the old one and let them change places."""
    if path.is_file():
        raise FileExistsError(f"{path} is a file; a folder of CSV needs another name")
    there = sorted(path.iterdir()) if path.exists() else []
    strangers = [
        each for each in there if each.suffix.lower() != ".csv" or not find_sheet(each.stem)
    ]
    if mixed := [each.name for each in strangers if describe_format(each)]:
        raise FileExistsError(
            f"{path} holds {mixed[0]}, which is no table of Weft; a folder of CSV must be one of "
            "its own"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    old = fresh.with_name(f"{fresh.name}.old")
    try:
        for name, content in contents.items():
            put_file(fresh / name, content)
        for each in strangers:  # only tables are replaced: whatever else is there is not ours
            if each.is_dir() and not each.is_symlink():
                shutil.copytree(each, fresh / each.name, symlinks=True)
            else:
                shutil.copy2(each, fresh / each.name, follow_symlinks=False)
        fresh.chmod(0o755)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
