"""The pages of what changed, of everything, a place or an actor; of one change set; and of taking
one back."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import AtlasError
from weft.web.accounts.facts import person_of
from weft.web.accounts.permissions import Matter
from weft.web.accounts.readers import find_reader
from weft.web.atlas.addresses import find_actor, find_place
from weft.web.atlas.asking import require
from weft.web.atlas.changes import (
    MOST,
    Deed,
    find_deed,
    list_deeds,
    list_superseded,
    list_written,
)
from weft.web.atlas.changes_telling import tell_deeds
from weft.web.atlas.history import Look
from weft.web.atlas.history_views import Answered, looking, read_cursor, write_page
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.telling import Teller
from weft.web.atlas.touches import Scope
from weft.web.atlas.undoing import may_undo, undo
from weft.web.site.desks import demand, desk
from weft.web.site.pages import NotHere

ON_A_PAGE = 20  # change sets


def require_scope(look: Look, place: str | None, actor: str | None) -> Scope:
    """What the changes are to be about; raises NotHere for what the reader does not see."""
    for section, key in (("places", place), ("actors", actor)):
        if key is not None:
            require(look.view, section, key, get_language())
    return Scope(place, actor)


def name_scope(look: Look, scope: Scope) -> tuple[Markup, str]:
    """A place or an actor by its name, with its page; nothing for everything."""
    teller = Teller(look.view, get_language())
    if scope.place is not None:
        return teller.place(scope.place), find_place(scope.place)
    if scope.actor is not None:
        return teller.actor(scope.actor), find_actor(scope.actor)
    return Markup(), ""


def find_address(kind: str, scope: Scope) -> str:
    """The address of one of the kinds of pages (changes, changes-feed, follow) of a scope."""
    if scope.place is not None:
        return reverse(f"place-{kind}", args=[scope.place])
    return reverse(f"actor-{kind}", args=[scope.actor]) if scope.actor else reverse(kind)


@looking
def list_changes(
    request: HttpRequest, look: Look, place: str | None = None, actor: str | None = None
) -> Answered | HttpResponse:
    """What changed, newest first, as far as the reader sees it."""
    if actor is not None and actor in look.view.moved:
        return redirect("actor-changes", look.view.moved[actor])
    scope = require_scope(look, place, actor)
    before = read_cursor(request)
    deeds = list_deeds(look, scope, before=before, most=ON_A_PAGE + 1)
    some = deeds[:ON_A_PAGE]
    told = tell_deeds(some, look, get_language(), request.user)
    name, href = name_scope(look, scope)
    return write_page(
        request,
        look,
        "atlas/changes.html",
        name=name,
        href=href,
        deeds=told,
        older=told[-1].said.token if len(deeds) > len(some) else "",
        newest=before is None,
        here=find_address("changes", scope),
        feed=find_address("changes-feed", scope),
        follow=find_address("follow", scope) if name else "",
    )


@looking
def show_change(request: HttpRequest, look: Look, token: uuid.UUID) -> Answered:
    """One change set with all that the reader sees of it."""
    deed = _require_deed(look, token)
    (told,) = tell_deeds((deed,), look, get_language(), request.user, MOST)
    may = _may_undo(request, deed) and not _is_undone(deed)
    return write_page(request, look, "atlas/change.html", deed=told, undo=may)


@desk()
def undo_change(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Says what of a change set would be taken back and what stays, and takes it back."""
    look = Look(find_reader(request))
    deed = _require_deed(look, token)
    if not _may_undo(request, deed):
        demand(request, "atlas.keep", Matter())
        raise PermissionDenied("atlas.keep")
    done = _is_undone(deed)
    problem = ""
    if request.method == "POST" and not done:
        reason = " ".join(request.POST.get("reason", "").split())[:1000]
        try:
            undone = undo(person_of(request), deed.change_set, reason)
        except AtlasError:
            problem = _("It cannot be taken back: what was there before names what is gone since.")
        except IntegrityError:  # somebody else was faster
            done = True
        else:
            seen = {each.key[1] for each in deed.items}
            _say_undone(request, undone.change_set, len(seen & set(undone.kept)))
            return redirect("changes")
    superseded = list_superseded(look, deed.items)
    back = tuple(each for each in deed.items if each.key not in superseded)
    stay = tuple(each for each in deed.items if each.key in superseded)
    parts = (deed._replace(items=back), deed._replace(items=stay))
    told = tell_deeds(parts, look, get_language(), request.user, MOST)
    context = {
        "view": look.view, "said": told[0].said, "back": told[0], "stay": told[1],
        "done": done, "problem": problem,
    }  # fmt: skip
    status = 409 if request.method == "POST" else 200
    return render(request, "atlas/undo.html", context, status=status)


def _require_deed(look: Look, token: uuid.UUID) -> Deed:
    deed = find_deed(look, token)
    if deed is None:
        raise NotHere(_("There is no such change here."))
    return deed


def _may_undo(request: HttpRequest, deed: Deed) -> bool:
    """Whether the action would be refused; of what is too much to be looked through for a page
    that only offers it, its author and the secretariat may try."""
    change_set = deed.change_set
    if not request.user.is_authenticated or not request.user.has_perm("atlas.contribute"):
        return False
    person = person_of(request)
    if list_written(change_set) is None:
        return change_set.made_by_id == person.pk or person.has_perm("accounts.appoint")
    return may_undo(person, change_set)


def _is_undone(deed: Deed) -> bool:
    return ChangeSet.objects.filter(undoes=deed.change_set, kind=Kind.UNDONE).exists()


def _say_undone(request: HttpRequest, change_set: ChangeSet | None, kept: int) -> None:
    if change_set is not None:
        messages.success(request, _("Taken back."))
    if kept:
        said = ngettext(
            "%(count)d record stays as it is: others changed it since, or name it.",
            "%(count)d records stay as they are: others changed them since, or name them.",
            kept,
        )
        messages.warning(request, said % {"count": kept})
    elif change_set is None:
        messages.warning(request, _("There was nothing left to take back."))
