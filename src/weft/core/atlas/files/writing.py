"""From an atlas to files: written beside the target first, then moved, so that half never stays."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files.csv_file import write_csv_folder
from weft.core.atlas.files.yaml_file import dump_record, write_yaml


def write_atlas(atlas: Atlas, path: Path | str, replace: bool = False) -> Path:
    """Write an atlas in the format that the path's ending names; without one, a folder of CSV.

    Endings: .yaml, .json, .xlsx, .jsonld. Raises FileExistsError if the target is there and
    `replace` is not set, ValueError for another ending.
    """
    path = Path(path)
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
            raise ValueError(
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
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _put_folder(path: Path, contents: dict[str, bytes]) -> None:
    if path.is_file():
        raise FileExistsError(f"{path} is a file; a folder of CSV needs another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        for name, content in contents.items():
            (fresh / name).write_bytes(content)
        fresh.chmod(0o755)
        if path.exists():  # only tables are replaced: whatever else is in the folder is not ours
            for name in contents:
                (fresh / name).replace(path / name)
            for old in path.glob("*.csv"):
                if old.name not in contents:
                    old.unlink()
            fresh.rmdir()
        else:
            fresh.replace(path)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
