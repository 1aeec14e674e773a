"""A bare Django page for comparison: rows of one table, read through the ORM, in one template."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

FILE = Path(os.environ.get("BARE_FILE", "bare.sqlite3"))
if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="only for a benchmark",  # noqa: S106
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FILE,
                               "CONN_MAX_AGE": 60}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    django.setup()


class Row(models.Model):
    """A row with as many words as a fact."""

    name = models.CharField(max_length=200)
    said = models.TextField()

    class Meta:
        app_label = "bare"


PAGE = """<!doctype html><title>Bare</title><table>{% for row in rows %}
<tr><th>{{ row.name }}</th><td>{{ row.said }}</td><td>{{ row.pk }}</td></tr>{% endfor %}</table>"""


def show(request: HttpRequest, count: int) -> HttpResponse:
    """So many rows."""
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"rows": Row.objects.all()[:count]}, request))


urlpatterns = [path("<int:count>", show)]


def fill(rows: int) -> None:
    """Make the table."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(
        [Row(name=f"Row {at}", said="City of Benchtown: delivery in practice. " * 3)
         for at in range(rows)]
    )  # fmt: skip


application = get_wsgi_application()
