"""From flat tables, as Excel and CSV have them, to drafts that know the row of everything."""

from weft.core.atlas.build import HEAD, Draft
from weft.core.atlas.files.columns import HEAD_SHEET, find_column, list_columns, name_column
from weft.core.atlas.files.examples import EXAMPLE_MARK, read_example
from weft.core.atlas.files.table import Table, nest
from weft.core.atlas.files.table_draft import TableDraft
from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.references import Path


def read_tables(
    tables: list[Table], problems: list[Problem], unit: str, complete: bool
) -> list[Draft]:
    """Drafts of all tables of an atlas: the records as one, since sheets refer to each other.

    `unit` is what the format calls a table; `complete` is False if some could not be read.
    """
    for table in tables:
        table.take_header()
        _check_header(table, problems)
        _drop_example(table, problems)
        _check_width(table, problems)
    heads = [_read_head(table) for table in tables if table.name == HEAD_SHEET]
    return [TableDraft(tables, problems, unit, complete), *heads]


def _check_header(table: Table, problems: list[Problem]) -> None:
    def report(code: str, message: str, name: str) -> None:
        where = table.locate(table.header_row, name)
        problems.append(Problem(code, "error", message, where))

    for name in {each for each in table.header if each and table.header.count(each) > 1}:
        report("column-twice", f"two columns are called '{name[:60]}'; keep one", name)
    unknown = [
        index
        for index, name in enumerate(table.header)
        if name and not find_column(table.name, name)
    ]
    for name in [table.header[index] for index in unknown]:
        known = ", ".join(each.name for each in list_columns(table.name))
        message = f"there is no column '{name[:60]}' in '{table.name}'; columns are {known}"
        report("unknown-field", message, name)
    table.leave_out(unknown)  # said once, not again for every row
    if table.rows:
        for column in list_columns(table.name):
            if column.required and not any(
                find_column(table.name, each) == column for each in table.header
            ):
                message = f"the column '{column.name}' is missing here; add it and fill it in"
                report("missing-column", message, "")


def _drop_example(table: Table, problems: list[Problem]) -> None:
    """Leave out the template's example row; report one that was changed."""
    kept = []
    for number, cells in table.rows:
        if not cells or cells[0] != EXAMPLE_MARK:
            kept.append((number, cells))
            continue
        pairs = list(zip(table.header, cells, strict=False))[1:]
        if {name: cell for name, cell in pairs if cell} != read_example(table.name):
            message = (
                f"this row was changed and still says '{EXAMPLE_MARK}'; empty that cell so that "
                "the row counts, or delete the row"
            )
            where = table.locate(number, table.header[0])
            problems.append(Problem("example-row", "error", message, where))
    table.rows = kept


def _check_width(table: Table, problems: list[Problem]) -> None:
    """Report cells under no heading."""
    named = [bool(each) for each in table.header]
    for number, cells in table.rows:
        for index, cell in enumerate(cells):
            if cell and not (index < len(named) and named[index]):
                message = (
                    f"'{cell[:40]}' stands in a column without a heading; add a heading in "
                    f"row {table.header_row}, or delete it"
                )
                if not table.letters:
                    message += "; or is a separator inside a text unquoted?"
                where = table.locate(number, name_column(index) if table.letters else "")
                problems.append(Problem("no-column", "error", message, where))


def _read_head(table: Table) -> Draft:
    """Title, licence and version, with their rows."""
    values: list[tuple[str, str]] = []
    rows: dict[str, int] = {}
    draft = Draft(locate=lambda section, index, path: _locate_head(table, rows, path))
    for number, cells in table.rows:
        data = dict(zip(table.header, cells, strict=False))
        name, value = data.get("field"), data.get("value")
        key = (name or "").partition(":")[0]
        if value and key not in HEAD:
            message = f"'{(name or '')[:60]}' is not known here; use {', '.join(HEAD)}"
            where = table.locate(number, "field")
            draft.problems.append(Problem("unknown-field", "error", message, where))
        elif name and value and name in rows:
            message = f"'{name[:60]}' stands here twice; keep one"
            where = table.locate(number, "field")
            draft.problems.append(Problem("field-twice", "error", message, where))
        elif name and value:
            values.append((name, value))
            rows[name] = number
    draft.head = nest(values)
    return draft


def _locate_head(table: Table, rows: dict[str, int], path: Path) -> Where:
    name = ":".join(str(each) for each in path)
    stems = (row for key, row in rows.items() if key.partition(":")[0] == str(path[0]))
    row = rows.get(name) or next(stems, table.header_row)
    return table.locate(row, "value")
