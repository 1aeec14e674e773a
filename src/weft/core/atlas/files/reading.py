"""From a path, or a file that somebody sent, to an atlas: its format, its size, its drafts."""

from pathlib import Path as FilePath

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.atlas.files.csv_file import read_csv_folder
from weft.core.atlas.files.excel import read_excel
from weft.core.atlas.files.reading_text import decode, has_mark
from weft.core.atlas.files.yaml_file import read_yaml
from weft.core.atlas.problems import AtlasError, Problem, Where

LARGEST = 50_000_000  # bytes of one file
# How files begin that are sent under a wrong name.
_SIGNS = (
    (b"PK", "a workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old .xls or .doc, or has a password"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a film"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a text with formats"),
)
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
    return _read_files([path], _require_format(path))


def read_upload(name: str, content: bytes) -> list[Draft]:
    """The drafts of one file that somebody sent, under the name that it has there.

    Raises AtlasError if its ending is that of no format, if it is too large or empty, or if it is
    something else than its ending says. What is wrong inside is in the drafts' problems.
    """
    path = FilePath(strip_folder(name))
    kind = _require_format(path)
    if len(content) > LARGEST:
        raise _refuse("too-large", _explain_size(len(content)), path)
    if not content.strip():
        raise _refuse("empty-file", "this file is empty; choose the one you filled in", path)
    if reason := _contradict(kind, path.suffix, content):
        raise _refuse("wrong-content", f"named {path.suffix}, but this {reason}", path)
    if kind == "csv":
        return read_csv_folder({path.name: content}, guess=True)
    return read_contents(kind, {path.name: content})


def strip_folder(name: str) -> str:
    """A file's own name, where a program sends it with its folder."""
    return name.replace("\\", "/").rpartition("/")[2]


def _require_format(path: FilePath) -> str:
    kind = describe_format(path)
    if kind is None:
        ends = ", ".join(end for ends in FORMATS.values() for end in ends)
        raise _refuse("format", f"a file ending in {ends} is expected", path)
    return kind


def _contradict(kind: str, suffix: str, content: bytes) -> str | None:
    """What a file is, if it begins otherwise than files of its kind do."""
    found = next((what for sign, what in _SIGNS if content.startswith(sign)), None)
    if kind == "excel":
        if content.startswith(b"PK"):
            return None
        return f"is {found or 'no workbook'}; save it as .xlsx, without a password"
    if found:
        return f"is {found}; save it as {suffix}, or give it its own ending"
    if b"\x00" in content and not has_mark(content):
        return "is no text (it holds zero bytes); save it as text in UTF-8"
    return None


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
            message = f"{_explain_size(size)} and put it in a folder"
            problems.append(Problem("too-large", "error", message, Where(path.name)))
            return None
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check the path and permissions"
        problems.append(Problem("unreadable", "error", message, Where(path.name)))
        return None


def _explain_size(size: int) -> str:
    return f"{size / 1e6:.0f} MB; one file may have {LARGEST / 1e6:.0f} MB; split it"


def _refuse(code: str, message: str, path: FilePath) -> AtlasError:
    return AtlasError([Problem(code, "error", message, Where(path.name))])
