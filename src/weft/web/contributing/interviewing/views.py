"""The pages of interviews beside their questions: where one begins, the weave at its end, and what
several informants said side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import AtlasError
from weft.core.terms import label, list_codes
from weft.pictures import draw_weave, write_table
from weft.pictures.words import name_area
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import EditedMeanwhileError, NothingThereError
from weft.web.atlas.telling import Teller
from weft.web.contributing.interviewing import differences as comparing
from weft.web.contributing.interviewing.answers import Talk, begin
from weft.web.contributing.interviewing.business import Business, describe_place, enter, open_talk
from weft.web.contributing.interviewing.ending import Ending, finish, lock, publish_interview
from weft.web.contributing.interviewing.questions import list_questions, name_topic
from weft.web.contributing.interviewing.recorded import Recorded
from weft.web.contributing.interviewing.records import fit_drafts
from weft.web.contributing.models import Interview
from weft.web.site.desks import desk

REFUSED, CLASHED, FORBIDDEN = 422, 409, 403  # statuses of what cannot be taken as it is


@desk("atlas.contribute")
def interviews(request: HttpRequest, place: str) -> HttpResponse:
    """Begin an interview, or go on with one that is not finished."""
    business = enter(request, place)
    errors: dict[str, str] = {}
    if request.method == "POST":
        interview = _begin(request, business, errors)
        if interview:
            return redirect("interview-question", place, interview.token, 1)
    teller, recorded = Teller(business.view, business.language), Recorded(business.view, place)
    own = Interview.objects.filter(person=business.person, place=place).order_by("-changed_at")
    talks = [Talk(each, business.view, business.language) for each in own]
    chosen = request.POST.getlist("area")
    informant = request.POST.get("informant") or next(iter(business.actors), "")
    context = {
        **describe_place(teller, place),
        "errors": errors,
        "open": [_tell_open(each) for each in talks if not each.published],
        "actors": [(x, teller.actor(x).striptags()) for x in business.actors],
        "keeps": business.keeps,
        "chosen": request.POST.get("actor", next(iter(business.actors), "")),
        "informants": sorted(
            ((x.id, teller.actor(x.id).striptags(), x.id == informant) for x in recorded.acting),
            key=lambda each: each[1].casefold(),
        ),
        "areas": [
            [
                (code, name_area(code, teller.language), code in chosen)
                for code in list_codes("areas")
                if (code in recorded.areas) == known
            ]
            for known in (True, False)
        ],
        "topics": len(list_questions(("",))),
        "visibilities": [
            (x, label("visibilities", x, teller.language), x == request.POST.get("visibility"))
            for x in list_codes("visibilities")
        ],
    }
    return render(
        request, "contributing/interviews.html", context, status=REFUSED if errors else 200
    )


def _tell_open(talk: Talk) -> dict[str, Any]:
    informant = talk.interview.informant_id
    known = informant in talk.view.atlas.actor_by_id
    return {
        "interview": talk.interview,
        "informant": talk.teller.actor(str(informant)) if known else "",
        "areas": [name_area(each, talk.language) for each in talk.interview.areas],
        "answered": talk.count_answered(),
        "all": len(talk.questions),
    }


def _begin(request: HttpRequest, business: Business, errors: dict[str, str]) -> Interview | None:
    """The new interview; None, with what is wrong, if the form has a fault."""
    posted = request.POST
    actor, informant = posted.get("actor") or None, posted.get("informant", "")
    visibility = posted.get("visibility", "public")
    # In the order of the page: what is recorded first.
    areas = [each for each in dict.fromkeys(posted.getlist("area")) if each in list_codes("areas")]
    if not business.may_write_for(actor):
        errors["actor"] = _("Choose for whom you write.")
    acting = {each.id for each in Recorded(business.view, business.place).acting}
    if informant not in acting:
        errors["informant"] = _("Choose who answers: an office on record, never a person.")
    if not areas:
        errors["area"] = _("Choose at least one area.")
    if visibility not in list_codes("visibilities"):
        errors["visibility"] = _("Choose who may see it.")
    elif visibility == "own" and actor is None:
        errors["visibility"] = _("What nobody in particular states cannot be kept to its author.")
    if errors:
        return None
    return begin(business.person, business.place, actor, informant, areas, visibility)


@desk("atlas.contribute")
def end(request: HttpRequest, place: str, token: UUID) -> HttpResponse:
    """The weave that just grew; then to publish, to keep as drafts, or to throw away."""
    talk = open_talk(request, place, token)
    if request.method == "POST":
        return _end(request, talk)
    if talk.published:
        return render(request, "contributing/interview_published.html", _tell_end(talk))
    return _show_end(request, talk)


def _end(request: HttpRequest, talk: Talk) -> HttpResponse:
    do, token = request.POST.get("do"), talk.interview.token
    if do == "drop" and not talk.published:
        talk.interview.delete()
        messages.success(request, _("The interview and its drafts are thrown away."))
        return redirect("interviews", talk.place)
    if do == "keep" and not talk.published:
        finish(talk)
        messages.success(request, _("Finished. What it adds is kept among your drafts."))
        return redirect("interview-differences", talk.place)
    if do != "publish":
        return redirect("interview-end", talk.place, token)
    try:
        publish_interview(talk, "confirm" in request.POST)
    except (EditedMeanwhileError, NothingThereError):
        words = _("Others changed some of it meanwhile. Nothing was published. Look again.")
        problem = (words, CLASHED)
    except AtlasError:
        words = _("Some of it is not complete. Nothing was published. Mend it first.")
        problem = (words, REFUSED)
    except PermissionDenied:
        words = _(
            "You may not state some of it for this actor. Nothing was published, and your answers "
            "are kept."
        )
        problem = (words, FORBIDDEN)
    else:
        messages.success(request, _("Published. Thank you."))
        return redirect("place", talk.place)
    return _show_end(request, open_talk(request, talk.place, token), *problem)


def _tell_end(talk: Talk) -> dict[str, Any]:
    return {**describe_place(talk.teller, talk.place), "interview": talk.interview}


def _show_end(
    request: HttpRequest, talk: Talk, problem: str = "", status: int = 200
) -> HttpResponse:
    with transaction.atomic():
        talk.interview = lock(talk.interview)
        ending = Ending(talk, fit_drafts(talk))
    weave, language = ending.brief.weave, talk.language
    unput = [
        x for x in talk.questions if talk.answers.get(x.key, {}).get("said", "skipped") == "skipped"
    ]
    context = {
        **_tell_end(talk),
        "problem": problem,
        # Without links: what is new has no page yet.
        "weave": Markup(draw_weave(weave, language, None)),  # noqa: S704
        "compact": Markup(draw_weave(weave, language, None, compact=True)),  # noqa: S704
        "weave_table": Markup(write_table(weave, language, None)),  # noqa: S704
        "drawn": bool(weave.rows),
        "counted": ending.say_new(),
        "new": ending.list_new(),
        "wrong": ending.list_wrong(),
        "confirmed": ending.tell_confirmed(),
        "actor": talk.teller.actor(str(talk.interview.actor_id)) if talk.interview.actor_id else "",
        "waiting": [(x, name_area(x.area, language), name_topic(x, language)) for x in unput],
    }
    return render(request, "contributing/interview_end.html", context, status=status)


@desk("atlas.contribute", methods=("GET", "HEAD"))
def differences(request: HttpRequest, place: str) -> HttpResponse:
    """What each informant said, role by role, and where they differ."""
    business = enter(request, place)
    teller = Teller(business.view, business.language)
    context = describe_place(teller, place)
    if comparing.has_unfinished(business.person, place):
        return render(request, "contributing/interview_differences.html", {**context, "busy": True})
    found = comparing.list_interviews(business.person, find_reader(request), business.view, place)
    informants, tables = comparing.compare(found, business.view, business.person, business.language)
    context |= {"informants": informants, "tables": tables}
    return render(request, "contributing/interview_differences.html", context)
