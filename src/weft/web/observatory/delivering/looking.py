"""Looks at a file that somebody brought: what its columns, words and areas seem to be, for the page
on which a person corrects it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from weft.core.observatory.recipe import ColumnRule, Layout, Recipe
from weft.core.observatory.registry import Registry
from weft.core.observatory.saying import Part, Saying
from weft.store.ingesting.fitting import fit
from weft.store.proposal import ColumnGuess
from weft.store.readers.excel import list_sheets, open_workbook
from weft.store.readers.geojson import is_geojson
from weft.store.readers.problems import FileProblem
from weft.store.readers.raw import ROW, Raw, RawColumn
from weft.store.watching import Step
from weft.web.observatory.delivering.correcting import carry_over
from weft.web.observatory.delivering.seen import Rival, Seen, SeenArea, SeenColumn
from weft.web.observatory.delivering.wording import WITH_WORDS
from weft.web.observatory.looking import Opened, open_file

FEW, MOST_WORDS, MOST_AREAS = 6, 60, 500  # values, words and areas that are kept of a file
LONGEST = 80  # characters of a value that are shown
LONGEST_PART = 400  # of what a sentence quotes

Report = Callable[..., object]


def examine(
    path: Path,
    given: Layout,
    registry: Registry,
    report: Report,
    corrected: tuple[Recipe, Recipe] | None = None,
    known: Sequence[Recipe] = (),
) -> tuple[Seen, Recipe]:
    """What is in a file, and the recipe to read it with.

    `given` is what a person said of its layout; `corrected` the proposal before and what a person
    made of it; `known` the recipe of the version before. Raises a FileProblem where it cannot be
    read.
    """
    report("reading")

    def tell(step: Step) -> None:
        report(step.what, step.done, step.total)

    with open_file(path, registry, given, known, tell) as found:
        proposed = align(found.proposal.recipe, found.raw)
        recipe = carry_over(*corrected, proposed) if corrected else proposed
        said = given.model_dump(exclude_none=True)
        recipe = recipe.model_copy(update={"layout": proposed.layout.model_copy(update=said)})
        found.watch.begin("checking")
        return _describe(found, proposed, recipe, registry), recipe


def make_bare(path: Path) -> Seen:
    """What is known of a file that could not be read as it is: enough to correct its layout."""
    proposed = Recipe(kind="table", columns=())
    with suppress(FileProblem):
        if is_geojson(path):
            return Seen(kind="geojson", proposed=proposed)
    if path.suffix.lower() not in (".xlsx", ".xls", ".ods"):
        return Seen(kind="csv", proposed=proposed)
    try:
        sheets = list_sheets(path, open_workbook(path))
    except FileProblem:
        sheets = ()
    return Seen(kind="excel", proposed=proposed, sheets=tuple(each.name for each in sheets))


def align(recipe: Recipe, raw: Raw) -> Recipe:
    """A recipe whose columns have the heads of this file; other heads they had are remembered."""
    fitted = fit(recipe, raw)
    new = {rule.column: column.label for rule, column in fitted.rules}
    rules = tuple(_rename(each, new.get(each.column, each.column)) for each in recipe.columns)
    return recipe.model_copy(update={"columns": rules})


def _rename(rule: ColumnRule, head: str) -> ColumnRule:
    if head == rule.column:
        return rule
    also = tuple(dict.fromkeys(each for each in (*rule.also, rule.column) if each != head))
    return rule.model_copy(update={"column": head, "also": also})


def _describe(found: Opened, proposed: Recipe, recipe: Recipe, registry: Registry) -> Seen:
    look, raw = found.look, found.raw
    guesses = {each.column: each for each in found.proposal.columns}
    rules = {each.column: each for each in recipe.columns}
    columns = [
        _describe_column(
            found, each, guesses.get(each.label) or guesses.get(each.name), rules.get(each.label)
        )
        for each in raw.columns
    ]
    matched, unmatched = _match_areas(found, recipe, registry)
    count = found.connection.execute(f"SELECT count(*) FROM {raw.table}").fetchone()  # noqa: S608
    encoding = look.encoding
    return Seen(
        kind=look.kind,
        proposed=proposed,
        layout=look.layout,
        rows=count[0] if count else 0,
        sure=encoding is None or encoding.sure,
        rivals=tuple(
            Rival(encoding=each.encoding, words=_clean(each.words))
            for each in (encoding.rivals if encoding else ())
        ),
        sheets=tuple(each.name for each in look.sheets),
        titles=_clean(look.titles[:8]),
        remarks=_clean(look.notes[:8]),
        columns=tuple(columns),
        matched=tuple(matched[:MOST_AREAS]),
        unmatched=tuple(unmatched[:MOST_AREAS]),
        area_count=len(matched) + len(unmatched),
        matched_count=len(matched),
        unmatched_count=len(unmatched),
        licence=look.licence or raw.licence,
        notes=tuple(_clean_saying(each) for each in found.proposal.notes),
    )


def _describe_column(
    found: Opened,
    column: RawColumn,
    guess: ColumnGuess | None,
    rule: ColumnRule | None,
) -> SeenColumn:
    role = rule.role if rule else guess.role if guess else "note"
    many = role in WITH_WORDS
    values = _list_values(found, column, MOST_WORDS + 1 if many else FEW)
    words = tuple(each for each in values if "\n" not in each)[:MOST_WORDS] if many else ()
    if many and _has_blanks(found, column):
        words = ("", *words)
    return SeenColumn(
        column=column.label,
        role=guess.role if guess else "note",
        name=guess.name if guess else None,
        confidence=guess.confidence if guess else 0.0,
        why=_clean_saying(guess.why) if guess else "",
        values=_clean(values[:FEW]),
        words=words,
        more=max(len(values) - MOST_WORDS, 0),
    )


def _list_values(found: Opened, column: RawColumn, most: int) -> list[str]:
    """The first values of a column that differ, in the order of the file."""
    rows = found.connection.execute(
        f"SELECT {column.quoted} AS word, min({ROW}) AS first FROM {found.raw.table} "  # noqa: S608
        f"WHERE {column.quoted} IS NOT NULL GROUP BY 1 ORDER BY 2 LIMIT {most}"
    ).fetchall()
    return [" ".join(word.replace("\0", "").split(" ")) for word, _ in rows]


def _has_blanks(found: Opened, column: RawColumn) -> bool:
    return bool(
        found.connection.execute(
            f"SELECT 1 FROM {found.raw.table} WHERE {column.quoted} IS NULL LIMIT 1"  # noqa: S608
        ).fetchone()
    )


def _match_areas(
    found: Opened, recipe: Recipe, registry: Registry
) -> tuple[list[SeenArea], list[SeenArea]]:
    """The areas of the file whose place is certain, and the others with the nearest places."""
    by_role: dict[str, str] = {each.role: each.column for each in recipe.columns}
    columns = {each.label: each for each in found.raw.columns}
    area, name = columns.get(by_role.get("area", "")), columns.get(by_role.get("area_name", ""))
    if area is None:
        return [], []
    words = f"any_value({name.quoted})" if name else "NULL"
    # A row without any figure is a note, or a head in between.
    held = [columns[x].quoted for x in _list_figures(recipe, by_role) if x in columns]
    filled = f"coalesce({', '.join(held)})" if held else area.quoted
    rows = found.connection.execute(
        f"SELECT {area.quoted}, {words}, min({ROW}) FROM {found.raw.table} "  # noqa: S608
        f"WHERE {area.quoted} IS NOT NULL AND {filled} IS NOT NULL "
        "GROUP BY 1 ORDER BY 3 LIMIT 20000"
    ).fetchall()
    matched: list[SeenArea] = []
    unmatched: list[SeenArea] = []
    for code, label, _ in rows:
        match = registry.match(code, label)
        seen = SeenArea(area=code, name=label, place=match.place, nearest=match.nearest)
        (matched if match.place else unmatched).append(seen)
    return matched, unmatched


def _list_figures(recipe: Recipe, by_role: dict[str, str]) -> list[str]:
    """The columns that hold figures."""
    if recipe.wide:
        return list(recipe.wide.columns)
    return [by_role["value"]] if "value" in by_role else []


def _clean_saying(saying: Saying) -> Saying:
    """A sentence whose words of the file are as a page shows them."""
    parts: dict[str, Part] = {}
    for name, part in saying.parts.items():
        if isinstance(part, Saying):
            parts[name] = _clean_saying(part)
        else:
            parts[name] = _clean([part], LONGEST_PART)[0] if isinstance(part, str) else part
    return saying.model_copy(update={"parts": parts})


def _clean(words: Sequence[str], longest: int = LONGEST) -> tuple[str, ...]:
    """Words as a page shows them: on one line, not too long, without NUL, which no database
    keeps."""
    lines = (" ".join(each.replace("\0", "").split()) for each in words)
    return tuple(f"{each[:longest]}…" if len(each) > longest else each for each in lines)
