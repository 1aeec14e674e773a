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

from weft.core.atlas import SECTIONS, AtlasError, Fact, Problem
from weft.core.atlas.records import Record
from weft.web.accounts.permissions import list_spoken_for, may
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import EditedMeanwhileError
from weft.web.atlas.addresses import find_record
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.models import ChangeSet
from weft.web.atlas.telling import Teller
from weft.web.contributing.documents import DocumentError, keep_document
from weft.web.contributing.drafts import publish_drafts, read_papers, save_draft
from weft.web.contributing.forms.fields import Form
from weft.web.contributing.forms.reading import read_form
from weft.web.contributing.forms.words import SECTIONS as NAMES
from weft.web.contributing.models import Draft
from weft.web.contributing.views.conflicts import describe_clashes, take_theirs
from weft.web.site.desks import SignedIn

SALT = "weft.contributing.base"
NOBODY_IN_PARTICULAR = ""  # the choice "it is read from documents"
MORE_ROWS = 4
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
        self.theirs: dict[str, str] = {}
        self.rows = 0
        self.data: dict[str, Any] = draft.data if draft else _dump(base) if base else {}
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
                              _dump(self.base) if self.base else {}, self.language)  # fmt: skip
        if self.base is not None and "take" in posted:
            self.data = take_theirs(self.data, _dump(self.base), posted.getlist("take"))
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
        actor = self._choose_actor()
        try:
            extra = self._keep_document(actor)
        except DocumentError as error:
            messages.error(self.request, str(error))
            return self._show(422)
        self.draft = save_draft(
            self.request.user, self.section, self.data, actor, self.base, self.draft,
            self.draft.interview if self.draft else None,
        )  # fmt: skip
        drafts = [each for each in (extra, self.draft) if each]
        papers = read_papers(self.request.user, self.view)
        self.problems = papers.problems.get(self.draft.pk, ())
        if self.problems:
            messages.warning(
                self.request,
                _("Kept as a draft. It can be published once what is marked below is mended."),
            )
            return self._show(422)
        if not publish:
            messages.success(self.request, _("Kept as a draft. Others see it once you publish it."))
            return redirect("drafts")
        return self._publish(drafts)

    def _publish(self, drafts: list[Draft]) -> HttpResponse:
        assert self.draft is not None  # noqa: S101  # it was just kept
        try:
            written = publish_drafts(self.request.user, drafts, self.request.POST.get("reason", ""))
        except EditedMeanwhileError as error:
            edit, shown, clashes = error.found[0]
            if shown is None:
                messages.warning(
                    self.request,
                    _("What you edit was withdrawn meanwhile. Your version is kept as a draft."),
                )
                return redirect("drafts")
            # What both may keep is put together; from here on the form is about theirs.
            self.data, self.theirs = describe_clashes(
                Teller(self.view, self.language), edit, shown, clashes
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

    def _keep_document(self, actor: str | None) -> Draft | None:
        """The draft of a document that is not on record yet, if the form names one or brings a
        file; the statement cites it."""
        posted, file = self.request.POST, self.request.FILES.get("file")
        title = posted.get("new.title", "").strip() or (file.name if file else "")
        if self.section == "sources":
            files = [keep_document(file)] if file else []
            if files and self.draft is not None:
                self.draft.files = [*self.draft.files, *files]
            return None
        if not title:
            return None
        files = [keep_document(file)] if file else []
        names = ("publisher", "date", "url", "language", "grade")
        data = {name: posted.get(f"new.{name}", "").strip() for name in names}
        draft = save_draft(
            self.request.user, "sources", {**data, "title": {self.language: title}}, actor
        )
        draft.files = files
        draft.save(update_fields=["files"])
        self.data["sources"] = [*self.data.get("sources", ()), {"source": title}]
        return draft

    def _warn(self, words: str) -> None:
        messages.warning(self.request, words)

    def _show(self, status: int = 200) -> HttpResponse:
        form = Form(
            self.view, self.section, self.data, self.language, self.problems, self.theirs, self.rows
        )
        teller = Teller(self.view, self.language)
        base = ""
        if self.base is not None:
            base = signing.dumps(
                (self.request.user.pk, self.section, _dump(self.base)), salt=SALT, compress=True
            )
        own = isinstance(self.base, Fact) and self.base.asserted_by in self.actors
        context = {
            "form": form,
            "title": NAMES[self.section],
            "section": self.section,
            "base": base,
            "draft": self.draft,
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


def _list_new(view: View, language: str) -> list[Any]:
    """The fields of a document that is not on record yet."""
    form = Form(view, "sources", {}, language)
    names = ("title", "publisher", "date", "url", "language", "grade")
    found = {each.name: each for each in (*form.first, *form.more)}
    return [found[name] for name in names]


def _dump(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)
