"""The pages of the history of a record, and of bringing an earlier version back.

They depend on tables that hold more than a reader sees, so they are not kept: their tag is made of
what they say.
"""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weft.core.atlas import AtlasError, Fact
from weft.core.atlas.atlas import find_section
from weft.web.accounts.facts import person_of
from weft.web.accounts.models import User
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import Edit, EditedMeanwhileError, publish
from weft.web.atlas.addresses import find_record
from weft.web.atlas.asking import require
from weft.web.atlas.changes import list_open
from weft.web.atlas.changes_telling import (
    Told,
    find_history,
    find_restore,
    knows_author,
    say_record,
    tell_change_set,
)
from weft.web.atlas.differences import Difference, list_differences
from weft.web.atlas.history import Look, Version
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind, Revision, Statement
from weft.web.atlas.past import Key
from weft.web.atlas.undoing import restore as restore_statement
from weft.web.atlas.writing import Stamp
from weft.web.site.context import LONGEST
from weft.web.site.desks import demand, desk
from weft.web.site.pages import HTML, NotHere
from weft.web.site.tags import find_known, make_tag, mark

ON_A_PAGE = 50  # versions

Answered = tuple[bytes, str]  # body and content type


def looking(work: Callable[..., Answered | HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody who may read, made anew for each request from one look at the history;
    whoever has the same answer already is told so."""

    @require_safe
    @wraps(work)
    def respond(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST:
            return render(request, "site/refused.html", status=414)
        answer = work(request, Look(find_reader(request)), *args, **names)
        if isinstance(answer, HttpResponse):
            return answer
        body, kind = answer
        tag = make_tag((kind, hashlib.sha256(body).hexdigest()))
        if known := find_known(request, tag):
            return known
        return mark(HttpResponse(body, content_type=kind), tag)

    return respond


def write_page(request: HttpRequest, look: Look, template: str, **context: Any) -> Answered:
    """A page of a look, as bytes."""
    context["view"] = look.view
    return render_to_string(template, context, request).encode(), HTML


def read_cursor(request: HttpRequest) -> int | None:
    """Before which change set to go on (?before=...), None for the newest; raises NotHere."""
    word = request.GET.get("before", "")
    if not word:
        return None
    try:
        token = uuid.UUID(word)
    except ValueError:
        raise NotHere(_("There is no such change here.")) from None
    number = ChangeSet.objects.filter(token=token).values_list("pk", flat=True).first()
    if number is None:
        raise NotHere(_("There is no such change here."))
    return number


class _Entry(NamedTuple):
    """A version as the page shows it."""

    said: Told
    gone: bool
    new: bool
    differences: tuple[Difference, ...]
    restore: str  # where it can be brought back; empty for whoever may not


@looking
def show_history(
    request: HttpRequest, look: Look, key: str, section: str = ""
) -> Answered | HttpResponse:
    """Who said what of a record when, newest first, each version beside the one before."""
    language = get_language()
    if key in look.view.moved and not section:
        return redirect("history", look.view.moved[key])
    found, line = _require_line(look, section, key)
    before = read_cursor(request)
    older = [x for x in reversed(line) if before is None or x.change_set < before]
    some = older[:ON_A_PAGE]
    sets = ChangeSet.objects.select_related("made_by").in_bulk([x.change_set for x in some])
    whole = list_open(look, [number for number, each in sets.items() if each.reason])
    may = _may_restore(request, line[-1])
    entries = []
    for each in some:
        change_set = sets[each.change_set]
        known = knows_author(request.user, change_set, (line[-1],))
        back = may and each is not line[-1] and each.after is not None
        entries.append(
            _Entry(
                tell_change_set(
                    change_set, look.view, language, whole=change_set.pk in whole, known=known
                ),
                each.after is None,
                each.before is None,
                list_differences(each, look.view, language),
                find_restore(found, change_set.token) if back else "",
            )
        )
    there = look.view.atlas.find_record(*found) is not None
    return write_page(
        request,
        look,
        "atlas/history.html",
        title=say_record(line[-1], look.view, language),
        href=find_record(*found, look.view.atlas) if there else "",
        entries=entries,
        older=entries[-1].said.token if len(older) > len(some) else "",
        newest=before is None,
    )


def _require_line(look: Look, section: str, key: str) -> tuple[Key, tuple[Version, ...]]:
    """What the reader sees of a record's history; raises NotHere for a record of which there is
    nothing to see, whether it is there or not."""
    atlas = look.view.atlas
    if not section and key in atlas.facts:
        section = find_section(atlas.facts[key])
    if not section:
        stated = Statement.objects.filter(key=key).values_list("section", flat=True).first()
        section = stated or "actors"
    line = look.read_line(section, key)
    if not line:
        kind = section if section in ("places", "sources") else "facts"
        require(look.view, kind, key, get_language())
        raise NotHere(_("Nothing is recorded of how this came about."))
    return (section, key), line


def _may_restore(request: HttpRequest, newest: Version) -> bool:
    """Whether somebody may change the record. What left with an earlier change comes back only by
    undoing that, unless it is a fact or an actor."""
    if newest.after is None and not isinstance(newest.record, Fact):
        return False
    person: Any = request.user
    allowed: bool = person.has_perm(
        "atlas.change", describe_matter(newest.last_words, newest.record)
    )
    return allowed


@desk()
def restore(request: HttpRequest, key: str, token: uuid.UUID, section: str = "") -> HttpResponse:
    """Shows what a record would say again, and lets it say so."""
    look = Look(find_reader(request))
    if key in look.view.moved:
        raise NotHere(_("There is no such version here."))
    found, line = _require_line(look, section, key)
    newest = line[-1]
    sets = ChangeSet.objects.in_bulk([each.change_set for each in line])
    wanted = next((x for x in line if x.after and sets[x.change_set].token == token), None)
    if wanted is None:
        raise NotHere(_("There is no such version here."))
    if not _may_restore(request, newest):
        demand(request, "atlas.change", describe_matter(newest.last_words, newest.record))
        raise NotHere(_("There is no such version here."))
    problems: tuple[str, ...] = ()
    state = str(sets[newest.change_set].token)
    if request.method == "POST":
        try:
            # Who decided on an older state is shown the newer one first.
            if request.POST.get("state") != state:
                raise EditedMeanwhileError(())
            _bring_back(person_of(request), newest, wanted)
        except EditedMeanwhileError:
            messages.warning(request, _("Somebody changed it just now. Look again."))
        except AtlasError as error:
            problems = tuple(each.message for each in error.problems[:10])
        else:
            messages.success(request, _("It says so again."))
            return redirect(find_history(found))
    language = get_language()
    context = {
        "view": look.view,
        "title": say_record(wanted, look.view, language),
        "history": find_history(found),
        "differences": list_differences(_foresee(newest, wanted), look.view, language),
        "gone": newest.after is None,
        "state": state,
        "problems": problems,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "atlas/restore.html", context, status=status)


def _foresee(newest: Version, wanted: Version) -> Version:
    """From how it is to how it would be: what actors say of it since stays, and whose it is."""
    now, after = newest.after, wanted.after
    if isinstance(now, Fact) and after is not None:
        kept = {"positions": now.positions, "asserted_by": now.asserted_by}
        after = after.model_copy(update=kept)
    return wanted._replace(before=now, after=after, words_before=newest.words)


def _bring_back(person: User, newest: Version, wanted: Version) -> None:
    """Raises AtlasError, EditedMeanwhileError and PermissionDenied."""
    (section, key), record = wanted.key, newest.record
    spoken_for = list_spoken_for(person)
    whose = (getattr(record, "asserted_by", None), key if section == "actors" else None)
    actor = next((each for each in whose if each in spoken_for), None)
    if newest.after is not None:
        # As an edit, so that what this person does not see of it stays as it is.
        edit = Edit(section, key, newest.after, wanted.after)
        publish(person, [edit], Stamp(Kind.RESTORED, person, actor))
    elif section == "actors":
        said = Revision.objects.get(pk=wanted.row).after
        restore_statement(person, Statement(section=section, key=key, answer=said), actor)
    else:
        restore_statement(person, Statement.objects.get(pk=wanted.row), actor)
