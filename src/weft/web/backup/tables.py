"""The tables of a database as rows of JSON that are the same for every database, and back.

Which tables there are, and which columns, is what the applied migrations say: so those of an
earlier version are read and filled as well as those of this one.
"""

import base64
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Cast
from django.utils.duration import duration_string

AT_ONCE = 500  # rows in memory; of tables with whole files in their rows, one
# What is not kept: whoever is signed in signs in again, the search index is made anew, and files
# that wait to become figures are brought again.
LEFT_OUT = ("sessions.session", "atlas.entry", "observatory.delivery")

Node = tuple[str, str]  # app, migration
Row = dict[str, Any]  # a column that is NULL is not in it: null is a value of JSON


class RowError(ValueError):
    """A value does not fit its column; the message says which, and in which row."""


@dataclass(frozen=True)
class Table:
    """One table, with those columns that a row is made of."""

    model: type[models.Model]

    @property
    def label(self) -> str:
        """The name by which migrations know it: atlas.statement, atlas.statement_actors."""
        return self.model._meta.label_lower

    @cached_property
    def fields(self) -> "tuple[models.Field[Any, Any], ...]":
        """One for each column; a column that the database computes itself is none of them."""
        found = self.model._meta.local_concrete_fields
        return tuple(each for each in found if not getattr(each, "generated", False))

    @cached_property
    def at_once(self) -> int:
        files = any(isinstance(each, models.BinaryField) for each in self.fields)
        return 1 if files else AT_ONCE

    def read_rows(self) -> Iterator[Row]:
        """Every row, in the order of the primary key, never all of them in memory."""
        names = [each.attname for each in self.fields]
        # As text, since Django reads NULL and JSON's own null alike.
        columns = [
            Cast(each.attname, models.TextField())
            if isinstance(each, models.JSONField)
            else each.attname
            for each in self.fields
        ]
        rows: Any = models.QuerySet(self.model).order_by("pk").values_list(*columns)
        for values in rows.iterator(self.at_once):
            yield {
                name: _write_value(field, value)
                for name, field, value in zip(names, self.fields, values, strict=True)
                if value is not None
            }

    def insert_rows(self, rows: Iterable[Row]) -> int:
        """Write rows with their keys; how many. Raises RowError where a value does not fit."""
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(each.column)) for each in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        # Not through Django's models: these would set "made at" to now.
        insert = f"INSERT INTO {quote(self.model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
        done, waiting = 0, iter(rows)
        with connection.cursor() as cursor:
            while some := list(islice(waiting, self.at_once)):
                cursor.executemany(
                    insert, [self._fit(row, at) for at, row in enumerate(some, done + 1)]
                )
                done += len(some)
        return done

    def clear(self) -> None:
        """Take every row out."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.model._meta.db_table)}")  # noqa: S608

    def has_rows(self) -> bool:
        """Whether there is any."""
        return models.QuerySet(self.model).exists()

    def count_rows(self) -> int:
        """How many there are."""
        return models.QuerySet(self.model).count()

    def _fit(self, row: Row, number: int) -> list[Any]:
        """A row as the database takes it, column by column."""
        if strange := row.keys() - {each.attname for each in self.fields}:
            raise RowError(f"{self.label}, row {number}: no column is called '{min(strange)}'")
        values = []
        for field in self.fields:
            try:
                values.append(
                    _read_value(field, row[field.attname]) if field.attname in row else None
                )
            except (ValidationError, ValueError, TypeError, ArithmeticError):
                raise RowError(
                    f"{self.label}, row {number}: '{str(row[field.attname])[:40]}' does not fit "
                    f"{field.attname}"
                ) from None
        return values


def list_applied(loader: MigrationLoader) -> set[Node]:
    """The migrations of the installed apps that a database has gone through."""
    return {each for each in loader.applied_migrations if each in loader.graph.nodes}


def list_tables(loader: MigrationLoader, nodes: Iterable[Node]) -> list[Table]:
    """What is kept once these migrations are applied: every table of every app, those between two
    others too, by name."""
    state = loader.project_state(sorted(nodes))
    found = [
        Table(each)
        for each in state.apps.get_models(include_auto_created=True)
        if each._meta.managed and not each._meta.proxy
    ]
    kept = [each for each in found if each.label not in LEFT_OUT]
    return sorted(kept, key=lambda each: each.label)


def _write_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value as JSON."""
    match value:
        case str() if isinstance(field, models.JSONField):
            return json.loads(value)
        case bool() | int() | float() | str():
            return value
        case decimal.Decimal() | uuid.UUID():
            return str(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return duration_string(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode()
    raise RowError(
        f"{field.model._meta.label}.{field.name} holds a {type(value).__name__}, which has no form "
        "in a backup yet; please report this"
    )


def _read_value(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value of JSON as the database takes it."""
    if isinstance(field, models.JSONField):
        return connection.ops.adapt_json_value(value, field.encoder)
    return field.get_db_prep_save(field.to_python(value), connection)
