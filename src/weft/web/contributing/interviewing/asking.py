"""The page of a question: put, answered, left for later, taken back."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from weft.pictures.words import lower_first, name_area
from weft.web.contributing.interviewing.answers import Answer, Talk
from weft.web.contributing.interviewing.business import describe_place, open_talk
from weft.web.contributing.interviewing.ending import lock
from weft.web.contributing.interviewing.offers import offer, tell_items
from weft.web.contributing.interviewing.posted import Filled, Reading, fill_in, read_posted
from weft.web.contributing.interviewing.questions import Question, word_question
from weft.web.contributing.interviewing.records import fit_drafts
from weft.web.site.desks import desk

REFUSED = 422  # the status of a form with a fault


@desk("atlas.contribute", methods=("GET", "HEAD"))
def resume(request: HttpRequest, place: str, token: UUID) -> HttpResponse:
    """Lead to the next question that waits for an answer."""
    return _go_on(open_talk(request, place, token))


def _go_on(talk: Talk, after: int = 0) -> HttpResponse:
    found = None if talk.published else talk.find_next(after)
    if found is None or (after and found.key in talk.answers):
        # All were put; what was left for later is said at the end.
        return redirect("interview-end", talk.place, talk.interview.token)
    return redirect("interview-question", talk.place, talk.interview.token, found.number)


@desk("atlas.contribute")
def ask(request: HttpRequest, place: str, token: UUID, number: int) -> HttpResponse:
    """One question."""
    talk = open_talk(request, place, token)
    question = talk.find_question(number)
    if question is None:
        raise Http404(number)
    mark = _read_mark(request)
    if request.method == "POST":
        with transaction.atomic():
            talk.interview = lock(talk.interview)
            refused = None if talk.published else _take(request.POST, talk, question, mark)
        if refused:
            return _show(request, talk, question, refused.filled, mark, refused.errors)
        return _lead_on(talk, question, request.POST.get("do", ""))
    if talk.published:
        return _go_on(talk)
    answer = talk.answers.get(question.key, Answer())
    return _show(request, talk, question, fill_in(talk, answer, mark), mark)


def _read_mark(request: HttpRequest) -> int | None:
    """Which of several things that were named is to be changed."""
    word = request.GET.get("item", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else None


def _take(posted: QueryDict, talk: Talk, question: Question, mark: int | None) -> Reading | None:
    """Keep an answer, at once as drafts; or leave the question for later, or take the answer back.
    What cannot be read comes back, and nothing is kept of it."""
    do = posted.get("do", "")
    if do == "skip":
        talk.skip(question)
    elif do == "take-back":
        talk.take_back(question)
    elif do.startswith("drop-"):
        talk.drop_item(question, do.removeprefix("drop-"))
    else:
        reading = Reading(talk, question, read_posted(posted))
        if (answer := reading.read(mark)) is None:
            return reading
        talk.store(question, answer)
    fit_drafts(talk, question.key)
    return None


def _lead_on(talk: Talk, question: Question, do: str) -> HttpResponse:
    """To the same question for more of it, else to the next."""
    if do in ("more", "take-back") or do.startswith("drop-"):
        return redirect("interview-question", talk.place, talk.interview.token, question.number)
    return _go_on(talk, question.number)


def _show(
    request: HttpRequest,
    talk: Talk,
    question: Question,
    filled: Filled,
    mark: int | None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    language, answer = talk.language, talk.answers.get(question.key, Answer())
    area = name_area(question.area, language)
    words = word_question(question, lower_first(area), talk.teller.place(talk.place), language)
    beside = (talk.find_question(question.number - 1), talk.find_question(question.number + 1))
    context = {
        **describe_place(talk.teller, talk.place),
        **offer(talk, question, filled),
        "interview": talk.interview,
        "question": question,
        "area": area,
        "asked": words.asked,
        "meaning": words.meaning,
        "all": len(talk.questions),
        "filled": filled,
        "errors": errors or {},
        "answered": bool(answer),
        "items": tell_items(talk, question, answer),
        "changing": any(x["mark"] == mark for x in answer.get("items", ())),
        "before": beside[0],
        "after": beside[1],
    }
    return render(
        request, "contributing/interview.html", context, status=REFUSED if errors else 200
    )
