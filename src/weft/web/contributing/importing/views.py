"""The desk of files: bring one, see what it would do, write it; and the empty template."""

import logging
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_protect

from weft.core.atlas import SECTIONS
from weft.core.atlas.files.marking import name_marked
from weft.core.atlas.files.template import write_template
from weft.web.accounts.audit import note
from weft.web.accounts.facts import name_actor
from weft.web.accounts.permissions import list_spoken_for, may
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.telling import Teller
from weft.web.contributing.importing.actions import APPLY, begin_preview, begin_writing
from weft.web.contributing.importing.forms import FileForm, ImportForm
from weft.web.contributing.importing.marking import find_marked
from weft.web.contributing.importing.preview import AT_ONCE, KINDS, name_section, show_items
from weft.web.contributing.importing.receiving import LARGEST, clean_name, drop, receive, replace
from weft.web.contributing.models import Upload
from weft.web.site.desks import SignedIn, desk, within_limits
from weft.web.site.pages import File, page
from weft.web.site.progress import Progress, ask_to_stop, read_progress

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS = {
    "": lazy("Waiting"),
    "waiting": lazy("Waiting for others to be done"),
    "reading": lazy("Reading"),
    "checking": lazy("Checking"),
    "comparing": lazy("Comparing"),
    "marking": lazy("Marking the errors in a copy"),
    "search": lazy("Making it findable"),
}
FAILURES = {
    "database": lazy("The database could not be written to: it is away, busy or full."),
    "program": lazy("Something went wrong on our side; it is in the log of the server."),
}

logger = logging.getLogger(__name__)


@page
def give_template(request: HttpRequest, view: View) -> File:
    """The empty workbook to fill in."""
    return File(_make_template(), XLSX)


@cache
def _make_template() -> bytes:
    return write_template()


@within_limits(LARGEST, "contributing/import_too_large.html")
@desk("atlas.contribute")
@csrf_protect
def bring(request: SignedIn) -> HttpResponse:
    """Choose a file and for whom it is brought."""
    choices = _list_choices(request)
    form = ImportForm(choices)
    if request.method == "POST":
        form = ImportForm(choices, request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            upload = receive(request.user, data["actor"], data["file"])
            begin_preview(upload)
            return redirect("import-preview", token=upload.token)
        _note_refused(request, form)
    uploads = Upload.objects.filter(person=request.user).defer("content", "preview")
    context = {"form": form, "uploads": uploads.order_by("-pk")}
    status = 400 if request.method == "POST" else 200
    return render(request, "contributing/import.html", context, status=status)


def _list_choices(request: SignedIn) -> list[tuple[str, str]]:
    """The actors for whom the person speaks; whoever keeps something may also bring what is read
    from documents."""
    teller = _make_teller(request)
    found = [(each, name_actor(each, teller).striptags()) for each in list_spoken_for(request.user)]
    if may(request.user, "accounts.invite"):  # who keeps something
        found.append(("", _("nobody in particular: it is read from documents")))
    return found


def _note_refused(request: SignedIn, form: FileForm) -> None:
    if "file" in form.errors and request.FILES:
        logger.warning("refused: a file on %s of person %s", request.path, request.user.pk)
        note("refused", request.user, f"{request.path}: {clean_name(str(request.FILES['file']))}")


def _make_teller(request: HttpRequest) -> Teller:
    return Teller(read_view(find_reader(request)), get_language() or "en")


@within_limits(LARGEST, "contributing/import_too_large.html")
@desk("atlas.contribute")
@csrf_protect
def show_preview(request: SignedIn, token: UUID) -> HttpResponse:
    """What a file would do, how far the work on it is, or what came of it."""
    upload = get_object_or_404(Upload.objects.defer("content"), token=token, person=request.user)
    if request.method == "POST":
        return _act(request, upload)
    return _show(request, upload, FileForm())


def _show(request: SignedIn, upload: Upload, form: FileForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"upload": upload, "form": form}
    progress = read_progress(upload.token)
    if upload.change_set_id is not None:
        template, more = "done", _describe_done(upload)
    elif progress and progress.alive:
        template, more = "working", _describe_progress(progress)
    elif progress or upload.preview is None:
        template, more = "stopped", _describe_stop(progress)
    elif upload.preview["problem_count"]:
        template, more = "problems", {"summary": upload.preview}
    else:
        template, more = "preview", _describe_preview(request, upload)
    if upload.actor_id:
        context["actor"] = name_actor(upload.actor_id, _make_teller(request))
    return render(request, f"contributing/import_{template}.html", context | more, status=status)


def _describe_progress(progress: Progress) -> dict[str, Any]:
    return {
        "applies": progress.work == APPLY,
        "step": STEPS.get(progress.what, _("Writing")),
        "number": progress.number,
        "total": progress.total,
    }


def _describe_stop(progress: Progress | None) -> dict[str, Any]:
    return {
        "applied": progress is not None and progress.work == APPLY,
        "reason": FAILURES.get(progress.failed, "") if progress else "",
    }


def _describe_done(upload: Upload) -> dict[str, Any]:
    change_set = upload.change_set
    assert change_set is not None  # noqa: S101  # it is done
    return {
        "counts": _list_counts(upload.preview or {}),
        "change": find_address("change", change_set.token),
        "undo": find_address("undo", change_set.token),
    }


def find_address(name: str, *arguments: object) -> str:
    """An address of another part of the site; empty where that part is not installed."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _describe_preview(request: SignedIn, upload: Upload) -> dict[str, Any]:
    summary: dict[str, Any] = upload.preview or {}
    language = get_language() or "en"
    numbers = {kind: sum(each[kind] for each in summary["counts"].values()) for kind in KINDS}
    there = [kind for kind in KINDS if numbers[kind]]
    kind = request.GET.get("show", "")
    kind = kind if kind in there else next(iter(there), "new")
    pages = max(1, -(-numbers[kind] // AT_ONCE))
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), pages)
    view = read_view(find_reader(request))
    return {
        "summary": summary,
        "counts": _list_counts(summary),
        "tabs": [(each, numbers[each]) for each in there],
        "left": numbers["left"],
        "kind": kind,
        "items": show_items(summary, view, language, kind, number),
        "page": number,
        "pages": pages,
    }


def _list_counts(summary: dict[str, Any]) -> list[tuple[str, dict[str, int]]]:
    found = summary.get("counts", {})
    return [(name_section(name), found[name]) for name in SECTIONS if name in found]


def _act(request: SignedIn, upload: Upload) -> HttpResponse:
    """One of the buttons of the page."""
    progress = read_progress(upload.token)
    working = progress is not None and progress.alive
    match request.POST.get("do"):
        case "stop" if working:
            ask_to_stop(upload.token)
            messages.info(request, _("It is being stopped. Nothing of it stays."))
        case "drop":
            if upload.change_set_id is None:
                drop(upload)
                messages.success(request, _("Thrown away."))
            return redirect("import")
        case _ if working or upload.change_set_id is not None:
            messages.info(request, _("The work on this file goes on, or is done already."))
        case "replace":
            return _replace(request, upload)
        case "apply" if upload.preview and not upload.preview["problem_count"]:
            begin_writing(upload, request.POST.get("digest", ""))
        case "again":
            begin_preview(upload)
        case _:
            messages.info(request, _("Nothing was done."))
    return redirect("import-preview", token=upload.token)


def _replace(request: SignedIn, upload: Upload) -> HttpResponse:
    """A corrected file in the same place."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        _note_refused(request, form)
        return _show(request, upload, form, 400)
    replace(upload, form.cleaned_data["file"])
    begin_preview(upload)
    return redirect("import-preview", token=upload.token)


@desk("atlas.contribute", methods=("GET", "HEAD"))
def give_marked(request: SignedIn, token: UUID) -> HttpResponse:
    """The file with its errors marked where they are."""
    mine = Upload.objects.filter(person=request.user).defer("content", "preview")
    upload = get_object_or_404(mine, token=token)
    if (body := find_marked(upload.token)) is None:
        raise Http404(token)
    name = name_marked(upload.name)
    kind = XLSX if name.endswith(".xlsx") else "application/octet-stream"
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
