"""One request for the form of a record: shown, kept as a draft, or published."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import SECTIONS, AtlasError, Fact, Problem
from weft.core.atlas.records import Record
from weft.web.accounts.permissions import list_spoken_for, may
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import EditedMeanwhileError
from weft.web.atlas.addresses import find_record
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.models import ChangeSet
from weft.web.atlas.telling import Teller
from weft.web.atlas.writing import dump
from weft.web.contributing.documents import DocumentError, keep_document
from weft.web.contributing.drafts import list_cited, publish_drafts, read_papers, save_draft
from weft.web.contributing.forms.fields import Form
from weft.web.contributing.forms.reading import read_form
from weft.web.contributing.forms.words import SECTIONS as NAMES
from weft.web.contributing.models import Draft
from weft.web.contributing.views.attaching import name_document
from weft.web.contributing.views.conflicts import describe_clashes, take_theirs
from weft.web.site.desks import SignedIn, read_reason

SALT = "weft.contributing.base"
NOBODY_IN_PARTICULAR = ""  # the choice "it is read from documents"
# What an address may fill in of a new record.
KNOWN = ("place", "area", "role", "basis", "level", "actor", "issuer", "holder", "kind")


class Sheet:
    """One request for a form: shown, kept as a draft, or published."""

    def __init__(
        self, request: SignedIn, section: str, base: Record | None, draft: Draft | None
    ) -> None:
        self.request, self.section, self.base, self.draft = request, section, base, draft
        self.view, self.language = read_view(find_reader(request)), get_language()
        self.actors = list_spoken_for(request.user)
        self.problems: tuple[Problem, ...] = ()
        self.theirs: dict[str, Markup] = {}
        self.rows = 0
        self.data: dict[str, Any] = draft.data if draft else dump(base) if base else {}
        if not draft and not base:
            self.data = {name: request.GET[name] for name in KNOWN if request.GET.get(name)}
            if areas := request.GET.getlist("areas"):
                self.data["areas"] = areas

    def respond(self) -> HttpResponse:
        if self.request.method != "POST":
            if self.draft:
                papers = read_papers(self.request.user, self.view)
                self.problems = papers.problems.get(self.draft.pk, ())
            return self._show()
        posted = self.request.POST
        if self.base is not None:
            self.base = self._read_base()
        self.data = read_form(posted, self.section, self.data if self.draft else
                              dump(self.base) if self.base else {}, self.language)  # fmt: skip
        if self.base is not None and "take" in posted:
            self.data = take_theirs(self.data, dump(self.base), posted.getlist("take"))
        if posted.get("do") == "rows":
            self.rows = (
                max(len(self.data.get("members", ())), len(self.data.get("sources", ()))) + 4
            )
            return self._show()
        return self._keep(publish=posted.get("do") == "publish")

    def _read_base(self) -> Record:
        """The record as it was when the form was opened, which the form carries along."""
        try:
            person, section, data = signing.loads(self.request.POST.get("base", ""), salt=SALT)
        except (signing.BadSignature, ValueError):
            raise PermissionDenied("a form of another session") from None
        assert self.base is not None  # noqa: S101
        if (person, section) != (self.request.user.pk, self.section) or data["id"] != self.base.id:
            raise PermissionDenied("a form of another record")
        return SECTIONS[section].model_validate(data)

    def _keep(self, publish: bool) -> HttpResponse:
        actor, person = self._choose_actor(), self.request.user
        if self.draft and self.request.POST.get("stamp") != self._stamp():
            messages.warning(
                self.request,
                _("You changed this draft in another window too. Keep this one, or go back."),
            )
            return self._show(409)
        file = self.request.FILES.get("file")
        try:
            files = [keep_document(file)] if file else []
        except DocumentError as error:
            messages.error(self.request, str(error))
            return self._show(422)
        if self.section != "sources":
            named = name_document(self.request, self.language, actor, files)
            if named:
                self.data["sources"] = _cite(self.data.get("sources", ()), named.title)
        interview = self.draft.interview if self.draft else None
        self.draft = save_draft(
            person, self.section, self.data, actor, self.base, self.draft, interview
        )
        if self.section == "sources" and files:
            self.draft.files = [*self.draft.files, *files]
            self.draft.save()
        papers = read_papers(person, self.view)
        self.problems = papers.problems.get(self.draft.pk, ())
        if self.problems:
            messages.warning(
                self.request, _("Kept as a draft. Mend what is marked below, then publish it.")
            )
            return self._show(422)
        if not publish:
            messages.success(self.request, _("Kept as a draft. Others see it once you publish it."))
            return redirect("drafts")
        return self._publish([*list_cited(person, self.data), self.draft])

    def _stamp(self) -> str:
        """Which state of the draft a form was made from."""
        return self.draft.changed_at.isoformat() if self.draft else ""

    def _publish(self, drafts: list[Draft]) -> HttpResponse:
        assert self.draft is not None  # noqa: S101  # it was just kept
        try:
            written = publish_drafts(self.request.user, drafts, read_reason(self.request))
        except EditedMeanwhileError as error:
            edit, shown, clashes = error.found[0]
            if shown is None:
                messages.warning(
                    self.request,
                    _("It was withdrawn meanwhile. Your version is kept as a draft."),
                )
                return redirect("drafts")
            # What both may keep is put together; from here on the form is about theirs.
            self.data, self.theirs = describe_clashes(
                self.view, self.language, edit, shown, clashes
            )
            self.base = shown
            self.draft = save_draft(
                self.request.user, self.section, self.data, self.draft.actor_id, shown, self.draft
            )
            return self._show(409)
        except AtlasError as error:
            self.problems = error.problems
            return self._show(422)
        messages.success(self.request, _("Published.") if written else _("This changes nothing."))
        return redirect(self._find_result(written))

    def _find_result(self, written: Sequence[ChangeSet]) -> str:
        """The page of what was just published."""
        keys = [key for each in written for key in each.list_keys(self.section)]
        key = self.base.id if self.base else next(iter(keys), "")
        atlas = read_view(find_reader(self.request)).atlas
        if atlas.find_record(self.section, key):
            return find_record(self.section, key, atlas)
        return reverse("drafts")

    def _choose_actor(self) -> str | None:
        """For whom the person writes: of a statement on record, its author."""
        if isinstance(self.base, Fact) and self.base.asserted_by in self.actors:
            return self.base.asserted_by
        chosen = self.request.POST.get("for", NOBODY_IN_PARTICULAR)
        if chosen == NOBODY_IN_PARTICULAR:
            return None
        if not may(self.request.user, "atlas.speak_for", chosen):
            raise PermissionDenied("atlas.speak_for")
        return chosen

    def _show(self, status: int = 200) -> HttpResponse:
        form = Form(
            self.view, self.section, self.data, self.language, self.problems, self.theirs, self.rows
        )
        teller = Teller(self.view, self.language)
        base = ""
        if self.base is not None:
            base = signing.dumps(
                (self.request.user.pk, self.section, dump(self.base)), salt=SALT, compress=True
            )
        own = isinstance(self.base, Fact) and self.base.asserted_by in self.actors
        context = {
            "form": form,
            "title": NAMES[self.section],
            "section": self.section,
            "base": base,
            "draft": self.draft,
            "stamp": self._stamp(),
            "key": self.base.id if self.base else "",
            "new": _list_new(self.view, self.language) if self.section != "sources" else None,
            "actors": [] if own else [
                (each, teller.actor(each))
                for each in self.actors
                if each in self.view.atlas.actor_by_id
            ],
            "nobody": self._may_write_for_nobody(),
            "chosen": self.draft.actor_id if self.draft else next(iter(self.actors), ""),
        }  # fmt: skip
        return render(self.request, "contributing/form.html", context, status=status)

    def _may_write_for_nobody(self) -> bool:
        return may(self.request.user, "accounts.invite")  # who keeps something


def _cite(rows: Sequence[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """The citations with that of a new document: where it says what, if that is written already."""
    rows = [dict(each) for each in rows]
    waiting = next((each for each in rows if not each.get("source")), None)
    if waiting is None:
        return [*rows, {"source": title}]
    waiting["source"] = title
    return rows


def _list_new(view: View, language: str) -> list[Any]:
    """The fields of a document that is not on record yet."""
    form = Form(view, "sources", {}, language)
    names = ("title", "publisher", "date", "url", "language", "grade")
    found = {each.name: each for each in (*form.first, *form.more)}
    return [found[name] for name in names]
