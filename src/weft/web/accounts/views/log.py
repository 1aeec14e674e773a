"""The log for the secretariat: who signed in, gave, took, exported, was refused; newest first."""

import csv
import io

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weft.core.atlas.files.escape import escape_cell
from weft.web.accounts.audit import KINDS, note
from weft.web.accounts.facts import person_of
from weft.web.accounts.models import Event
from weft.web.accounts.wording import name_kind
from weft.web.site.desks import desk

PAGE = 50  # lines


@desk("accounts.audit", methods=("GET", "HEAD"))
def log(request: HttpRequest) -> HttpResponse:
    """A page of the log, of one kind of lines or of all; all of it as a table to take along."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else ""
    lines = Event.objects.select_related("person").order_by("-at", "-pk")
    if kind:
        lines = lines.filter(kind=kind)
    if request.GET.get("format") == "csv":
        note("exported", person_of(request), f"log {kind}".strip())
        response = HttpResponse(_write(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="weft-log.csv"'
        return response
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(each, name_kind(each.kind)) for each in page],
        "kinds": sorted((name_kind(each), each) for each in KINDS),
        "kind": kind,
    }
    return render(request, "accounts/log.html", context)


def _write(lines: QuerySet[Event]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("at", "kind", "person", "name", "about"))
    for each in lines.iterator(chunk_size=2000):
        name = str(each.person) if each.person else ""
        row = (each.at.isoformat(), each.kind, str(each.person_id or ""), name, each.about)
        table.writerow([escape_cell(cell) for cell in row])
    return out.getvalue()
