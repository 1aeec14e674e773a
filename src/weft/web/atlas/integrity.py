"""Whether an atlas still holds together after some changes; the files of an atlas are checked by
`core.atlas.build` in the same sense."""

from collections.abc import Container, Iterator, Sequence

from django.utils.translation import gettext as _

from weft.core.atlas import Atlas, AtlasError, Problem
from weft.core.atlas.combining import find_rings
from weft.core.atlas.problems import Where
from weft.core.atlas.records import Record, Ref
from weft.core.atlas.references import Path, walk_references
from weft.web.atlas.writing import Change


def check_whole(after: Atlas, changes: Sequence[Change], seen: Atlas) -> None:
    """Raises AtlasError for names that lead nowhere and rings of parents, without a word of records
    that are not `seen` by whoever makes the changes."""
    problems = [
        explain(each.key, path, name)
        for each in changes
        if each.after
        for path, _ref, name in list_missing(after, each.after)
    ]
    gone = {(each.section, each.key) for each in changes if each.after is None}
    if gone:
        problems += [explain(key, path, name) for key, path, name in list_naming(after, gone)]
    if any(each.section in ("places", "actors") for each in changes):
        problems += [*find_rings(after.place_by_id), *find_rings(after.actor_by_id)]
    if problems:
        own = {each.key for each in changes}
        raise AtlasError(dict.fromkeys(_veil(each, seen, own) for each in problems))


def _veil(problem: Problem, seen: Atlas, own: Container[str]) -> Problem:
    """The problem, if all records that it names are seen or are being written."""
    shown = (seen.facts, seen.place_by_id, seen.source_by_id, own)
    if all(any(name in each for each in shown) for name in problem.records):
        return problem
    message = _("something that you do not see names it, or stands around it; ask the secretariat")
    return Problem("leads-nowhere", "error", message)


def list_missing(atlas: Atlas, record: Record) -> Iterator[tuple[Path, Ref, str]]:
    """The references of a record that lead nowhere in an atlas."""
    for path, ref, name in walk_references(record, type(record)):
        if name not in ref.also and not _exists(atlas, ref.section, name):
            yield path, ref, name


def list_naming(atlas: Atlas, gone: set[tuple[str, str]]) -> Iterator[tuple[str, Path, str]]:
    """Id and field of each record that names one of some, given with their sections."""
    kinds = {"places", "sources", "actors"}
    for _section, record in atlas.list_records():
        for path, ref, name in walk_references(record, type(record)):
            named = (
                {(ref.section, name)}
                if ref.section in kinds
                else {each for each in gone if each[1] == name and each[0] not in kinds}
            )
            if named & gone:
                yield record.id, path, name


def _exists(atlas: Atlas, section: str, name: str) -> bool:
    if section == "facts":
        return name in atlas.facts
    return atlas.find_record(section, name) is not None


def explain(key: str, path: Path, name: str) -> Problem:
    """A name that leads nowhere."""
    field = ".".join(str(each) for each in path if isinstance(each, str))
    message = f"'{key}' names '{name}' ({field}), which is not there; choose another, or add it"
    return Problem("leads-nowhere", "error", message, Where(column=field), (key,))
