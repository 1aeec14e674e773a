"""What turns a view function into a page: the reader's view of the atlas, a tag by which browsers
need not fetch it twice, pages kept as bytes, and its tables as files."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, overload

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weft.web.accounts.audit import note
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import View, read_view
from weft.web.site.context import LONGEST, SLOT, render_you
from weft.web.site.keeping import SHELF
from weft.web.site.provenance import describe
from weft.web.site.tables import FORMATS, About, Table, write_table
from weft.web.site.tags import find_known, make_key, make_tag, mark

HTML = "text/html; charset=utf-8"


class NotHere(Http404):
    """There is nothing under this address; `nearest` are (address, name) of what may be meant."""

    def __init__(self, message: str, nearest: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.message, self.nearest = message, nearest


@dataclass(frozen=True)
class Page:
    """What a view function answers: a template with its context, and tables to take along."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    place: str | None = None  # whose sources and day an export names
    on: str = ""


@dataclass(frozen=True)
class File:
    """Something else than a page: a drawing, a document."""

    body: bytes
    kind: str
    name: str = ""  # under which it is saved; empty: it is shown


@dataclass(frozen=True)
class Move:
    """What is asked for stands under another address for good."""

    href: str


Answer = Page | File | Move


Responder = Callable[..., HttpResponse]


@overload
def page(work: Callable[..., Answer]) -> Responder: ...


@overload
def page(*, also: Callable[..., Hashable]) -> Callable[[Callable[..., Answer]], Responder]: ...


def page(
    work: Callable[..., Answer] | None = None, *, also: Callable[..., Hashable] | None = None
) -> Any:
    """A page for everybody who may read: `work(request, view, ...)` is called only where neither
    the browser nor this process has its answer already. `also(request, view, ...)` is what the page
    depends on beside the atlas, asked each time."""
    if work is None:
        return lambda later: _make_page(later, also)
    return _make_page(work, also)


def _make_page(work: Callable[..., Answer], also: Callable[..., Hashable] | None) -> Responder:

    @require_safe
    @wraps(work)
    def respond(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST:
            return render(request, "site/refused.html", status=414)
        view = read_view(find_reader(request))
        depends = also(request, view, *args, **names) if also else None
        key = make_key(request, view.version, depends, _describe(request), get_language())
        you = render_you(request)
        tag = make_tag((*key, you))
        if known := find_known(request, tag):
            return known
        kept = SHELF.find(key)
        if kept is None:
            answer = work(request, view, *args, **names)
            if isinstance(answer, Move):
                return redirect(answer.href, permanent=True)
            body, kind, name = _render(request, answer, view)
            kept = body, f"{kind}\n{name}"
            SHELF.keep(key, *kept)
        kind, _, name = kept[1].partition("\n")
        body = kept[0].replace(SLOT.encode(), you.encode(), 1) if kind == HTML else kept[0]
        response = HttpResponse(body, content_type=kind)
        if name:
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            if request.user.is_authenticated:
                note("exported", request.user, request.path)
        return mark(response, tag)

    return respond


def _describe(request: HttpRequest) -> tuple[bool, bool, bool]:
    """Whether a page offers ways to add to the facts, to mark findings, and what is for those who
    keep something."""
    permissions = ("atlas.contribute", "atlas.mark", "accounts.invite")
    contributes, marks, keeps = (request.user.has_perm(each) for each in permissions)
    return contributes, marks, keeps


def _render(request: HttpRequest, answer: Page | File, view: View) -> tuple[bytes, str, str]:
    """Body, content type, and the name of a file if it is one."""
    if isinstance(answer, File):
        return answer.body, answer.kind, answer.name
    form = request.GET.get("format")
    if form is not None:
        table = next((x for x in answer.tables if x.name == request.GET.get("table")), None)
        if table is None or form not in FORMATS:
            raise NotHere(_("There is no such table here, or not in this format."))
        about = describe(view, answer.place, answer.on, table.caption)
        body = write_table(table, About(table.about) if table.about else about, form)
        name = f"{table.name}-{answer.place}" if answer.place else table.name
        return body, FORMATS[form], f"{name}.{form}"
    contributes, marks, keeps = _describe(request)
    context = {
        "view": view,
        "tables": {x.name: x for x in answer.tables},
        "contributes": contributes,
        "marks": marks,
        "keeps": keeps,
        **answer.context,
    }
    request.kept = True  # type: ignore[attr-defined]  # so that context.py leaves the slot
    try:
        return render_to_string(answer.template, context, request).encode(), HTML, ""
    finally:
        request.kept = False  # type: ignore[attr-defined]
