"""From a path to an atlas: which format it is, its size, and its drafts."""

from pathlib import Path as FilePath

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.atlas.files.csv_file import read_csv_folder
from weft.core.atlas.files.excel import read_excel
from weft.core.atlas.files.reading_text import decode
from weft.core.atlas.files.yaml_file import read_yaml
from weft.core.atlas.problems import AtlasError, Problem, Where

LARGEST = 50_000_000  # bytes of one file
FORMATS = {
    "yaml": (".yaml", ".yml", ".json"),
    "excel": (".xlsx", ".xlsm"),
    "csv": (".csv",),
}


def describe_format(path: FilePath) -> str | None:
    """yaml, excel or csv by a file's ending; None for any other."""
    return next((name for name, ends in FORMATS.items() if path.suffix.lower() in ends), None)


def read_atlas(path: FilePath | str) -> Atlas:
    """The atlas in a file or folder; raises AtlasError with every problem and its place."""
    return build_atlas(list_drafts(FilePath(path)))


def list_drafts(path: FilePath) -> list[Draft]:
    """The drafts of a file, or of all files of a folder (YAML, Excel, or CSV, not mixed)."""
    if not path.exists():
        raise _refuse("no-file", "there is no such file or folder; check the path", path)
    if path.is_dir():
        return _list_folder(path)
    kind = describe_format(path)
    if kind is None:
        ends = ", ".join(end for ends in FORMATS.values() for end in ends)
        raise _refuse("format", f"a file ending in {ends} is expected", path)
    return _read_files([path], kind)


def _list_folder(folder: FilePath) -> list[Draft]:
    found: dict[str, list[FilePath]] = {}
    for path in sorted(folder.iterdir()):
        kind = describe_format(path)
        if kind and path.is_file() and not path.name.startswith((".", "~$")):
            found.setdefault(kind, []).append(path)
    if not found:
        raise _refuse("empty-folder", "no YAML, Excel or CSV file is in this folder", folder)
    if len(found) > 1:
        message = f"{' and '.join(found)} files are mixed here; keep one format in a folder"
        raise _refuse("mixed-folder", message, folder)
    kind, paths = next(iter(found.items()))
    return _read_files(paths, kind)


def _read_files(paths: list[FilePath], kind: str) -> list[Draft]:
    problems: list[Problem] = []
    contents = {
        path.name: content for path in paths if (content := _read_bytes(path, problems)) is not None
    }
    unread = Draft(problems=problems, complete=not problems)
    return [unread, *read_contents(kind, contents)]


def read_contents(kind: str, contents: dict[str, bytes]) -> list[Draft]:
    """The drafts of files that are in memory already: file name -> bytes; kind as in FORMATS."""
    match kind:
        case "excel":
            return read_excel(contents)
        case "csv":
            return read_csv_folder(contents)
        case _:
            return [_read_yaml(content, name) for name, content in contents.items()]


def _read_yaml(content: bytes, name: str) -> Draft:
    problems: list[Problem] = []
    text = decode(content, name, problems)
    if text is None:
        return Draft(problems=problems, complete=False)
    return read_yaml(text, name)


def _read_bytes(path: FilePath, problems: list[Problem]) -> bytes | None:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            message = (
                f"{size / 1e6:.0f} MB; one file may have 50 MB; split it and put it in a folder"
            )
            problems.append(Problem("too-large", "error", message, Where(path.name)))
            return None
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check the path and permissions"
        problems.append(Problem("unreadable", "error", message, Where(path.name)))
        return None


def _refuse(code: str, message: str, path: FilePath) -> AtlasError:
    return AtlasError([Problem(code, "error", message, Where(path.name))])
