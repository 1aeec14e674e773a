"""Every kind of value goes into a line of JSON and comes out the same, on either database; and no
table is forgotten."""

import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from weft.web.backup.tables import LEFT_OUT, Row, RowError, Table, list_applied, list_tables

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2026, 3, 29, 12, 0, 0, 123456, dt.UTC)
VALUES = {
    "truth": False,
    "number": 2**62,
    "share": 0.1,
    "money": decimal.Decimal("12.50"),
    "words": 'فاطمة "\n\\ \u2028 😀',
    "day": dt.date(1, 2, 3),
    "moment": NOON,
    "hour": dt.time(23, 59, 59, 999999),
    "lasts": dt.timedelta(days=-1, microseconds=5),
    "token": uuid.UUID(int=7),
    "content": bytes(range(256)),
    "answer": {"b": [1, 1.5, None, {"ü": "ب"}], "a": "null"},
}


@pytest.fixture
def sample() -> Iterator[type[models.Model]]:
    """A table with a column of every kind."""
    with isolate_apps("weft.web.atlas"):

        class Sample(models.Model):
            truth = models.BooleanField(null=True)
            number = models.BigIntegerField(null=True)
            share = models.FloatField(null=True)
            money = models.DecimalField(null=True, max_digits=9, decimal_places=2)
            words = models.TextField(null=True)
            day = models.DateField(null=True)
            moment = models.DateTimeField(null=True, auto_now=True)
            hour = models.TimeField(null=True)
            lasts = models.DurationField(null=True)
            token = models.UUIDField(null=True)
            content = models.BinaryField(null=True)
            answer = models.JSONField(null=True)

            class Meta:
                app_label = "atlas"

        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        try:
            yield Sample
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(Sample)


def read_values(model: type[models.Model]) -> list[dict[str, object]]:
    rows = [dict(each) for each in model._default_manager.order_by("pk").values()]
    for row in rows:
        row["content"] = bytes(row["content"]) if row["content"] is not None else None
    return rows


def test_every_kind_of_value_comes_back_the_same(sample: type[models.Model]) -> None:
    sample._default_manager.bulk_create(
        [
            sample(id=7, **VALUES),
            sample(id=9),
            sample(id=8, answer=models.Value(None, models.JSONField())),
        ]
    )
    sample._default_manager.update(moment=NOON)
    before = read_values(sample)
    table = Table(sample)
    lines = [json.dumps(each) for each in table.read_rows()]
    assert [json.loads(each)["id"] for each in lines] == [7, 8, 9]
    table.clear()
    assert table.insert_rows(map(json.loads, lines)) == 3
    assert read_values(sample) == before
    assert before[0] == {"id": 7, **VALUES}
    # NULL and the null of JSON stay two things.
    assert sample._default_manager.get(answer__isnull=True).pk == 9
    assert [json.dumps(each) for each in table.read_rows()] == lines


def test_every_table_of_every_app_is_kept_but_sessions_and_what_is_found_by() -> None:
    loader = MigrationLoader(connection)
    kept = {each.label for each in list_tables(loader, list_applied(loader))}
    there = {
        each._meta.label_lower
        for each in apps.get_models(include_auto_created=True)
        if each._meta.managed and not each._meta.proxy
    }
    assert kept == there - set(LEFT_OUT)
    assert set(LEFT_OUT) < there


def test_rows_with_files_in_them_are_read_one_at_a_time(sample: type[models.Model]) -> None:
    assert Table(sample).at_once == 1
    assert Table(apps.get_model("atlas.Statement")).at_once > 100


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"id": 2, "colour": "red"}, "atlas.sample, row 2: no column is called 'colour'"),
        ({"id": "two"}, "atlas.sample, row 2: 'two' does not fit id"),
        ({"id": 2, "day": "2026-02-30"}, "row 2: '2026-02-30' does not fit day"),
        ({"id": 2, "token": 5.5}, "row 2: '5.5' does not fit token"),
        ({"id": 2, "money": {}}, "does not fit money"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_row(
    sample: type[models.Model], row: Row, why: str
) -> None:
    with pytest.raises(RowError, match=why):
        Table(sample).insert_rows([{"id": 1}, row])


def test_a_row_without_what_it_needs_is_refused(sample: type[models.Model]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Table(apps.get_model("auth.Group")).insert_rows([{"id": 1}])
