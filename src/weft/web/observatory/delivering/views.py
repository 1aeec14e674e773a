"""The desk where figures are brought: choose a file, correct what its columns are taken to be, read
it."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from weft.core.observatory.recipe import Layout
from weft.core.terms import Text, slugify
from weft.web.accounts.audit import note
from weft.web.accounts.facts import make_teller, name_actor
from weft.web.accounts.permissions import Matter, list_spoken_for, may
from weft.web.contributing.importing.receiving import clean_name
from weft.web.observatory.actions import read_registry, save_dataset
from weft.web.observatory.delivering.actions import (
    begin_looking,
    begin_reading,
    read_given,
    read_recipe,
    read_seen,
)
from weft.web.observatory.delivering.forms import AboutForm, BringForm
from weft.web.observatory.delivering.mapping import MappingForm
from weft.web.observatory.delivering.receiving import LARGEST, drop, forget_old, receive
from weft.web.observatory.delivering.seen import Fault, Seen
from weft.web.observatory.delivering.telling import (
    describe_progress,
    describe_stop,
    list_places,
    name_places,
)
from weft.web.observatory.delivering.wording import BREAKDOWNS
from weft.web.observatory.models import SLUG, Dataset, Delivery
from weft.web.site.desks import SignedIn, demand, desk, within_limits
from weft.web.site.progress import ask_to_stop, read_progress

ABOUT = "about"  # before the names of its fields
UNFIT = 422  # what was filled in is to be mended

logger = logging.getLogger(__name__)


@within_limits(LARGEST, "observatory/bring_too_large.html")
@desk("observatory.add")
@csrf_protect
def bring(request: SignedIn) -> HttpResponse:
    """Choose a file, for whom it is brought and to which dataset it belongs."""
    forget_old()
    actors, datasets = _list_actors(request), list_datasets(request)
    choices = [(each.key, _name_dataset(each)) for each in datasets]
    form = BringForm(actors, choices)
    if request.method == "POST":
        form = BringForm(actors, choices, request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            dataset = next((each for each in datasets if each.key == data["dataset"]), None)
            actor = dataset.owner_id if dataset else data["actor"]
            delivery = receive(request.user, actor, dataset, data["file"])
            begin_looking(delivery)
            return redirect("figures-file", token=delivery.token)
        _note_refused(request, form)
    mine = Delivery.objects.filter(person=request.user).select_related("version")
    context = {
        "form": form,
        "deliveries": mine.defer("look", "recipe").order_by("-pk"),
        "datasets": [(each, _name_dataset(each)) for each in datasets],
    }
    status = UNFIT if request.method == "POST" else 200
    return render(request, "observatory/bring.html", context, status=status)


def _list_actors(request: SignedIn) -> list[tuple[str, str]]:
    """The actors for whom the person speaks; whoever keeps something may also bring what is read
    from documents."""
    teller = make_teller(request)
    found = [(each, name_actor(each, teller).striptags()) for each in list_spoken_for(request.user)]
    if may(request.user, "accounts.invite"):  # who keeps something
        found.append(("", _("nobody in particular: it is read from documents")))
    return found


def list_datasets(request: SignedIn) -> list[Dataset]:
    """Those whose next file the person may bring."""
    return [
        each
        for each in Dataset.objects.all()
        if may(request.user, "observatory.change", Matter(stated_by=each.owner_id))
    ]


def _name_dataset(dataset: Dataset) -> str:
    return Text(dataset.title).read(get_language() or "en") if dataset.title else dataset.key


def _note_refused(request: SignedIn, form: BringForm) -> None:
    if "file" in form.errors and request.FILES:
        logger.warning("refused: a file on %s of person %s", request.path, request.user.pk)
        note("refused", request.user, f"{request.path}: {clean_name(str(request.FILES['file']))}")


@desk("observatory.add")
def show_delivery(request: SignedIn, token: UUID) -> HttpResponse:
    """What is in a file and what its columns are taken to be, or how far the work on it is."""
    mine = Delivery.objects.select_related("dataset", "version")
    delivery = get_object_or_404(mine, token=token, person=request.user)
    demand(request, "observatory.change", Matter(stated_by=delivery.actor_id))
    if request.method == "POST":
        return _act(request, delivery)
    progress = read_progress(delivery.token)
    context: dict[str, Any] = {"delivery": delivery, "actor": _name_actor(request, delivery)}
    if progress and progress.alive:
        context |= describe_progress(progress)
        return render(request, "observatory/bring_working.html", context)
    if progress or delivery.look is None:
        context |= describe_stop(progress)
        return render(request, "observatory/bring_stopped.html", context)
    if delivery.version and not delivery.error and "again" not in request.GET:
        return redirect("figures-version", token=delivery.version.token)
    return _show_mapping(request, delivery)


def _name_actor(request: HttpRequest, delivery: Delivery) -> Any:
    teller = make_teller(request)
    return name_actor(delivery.actor_id, teller).striptags() if delivery.actor_id else None


def _make_form(
    request: HttpRequest, delivery: Delivery, data: Any = None, complete: bool = False
) -> MappingForm:
    seen, recipe = read_seen(delivery), read_recipe(delivery)
    assert seen is not None  # noqa: S101  # it was looked at
    return MappingForm(
        seen, recipe or seen.proposed, read_registry(), name_places(request), data, complete
    )


def _make_about(
    request: SignedIn, delivery: Delivery, seen: Seen, data: Any = None
) -> AboutForm | None:
    """What is to be said of a new dataset; nothing for one that is there already."""
    if delivery.dataset is not None:
        return None
    initial = dict((delivery.look or {}).get("about") or {})
    if not initial:  # nobody wrote anything yet
        initial["title"] = next(iter(seen.titles), "")[:200]
        initial["publisher"] = str(_name_actor(request, delivery) or "")
    return AboutForm(data, initial=initial, prefix=ABOUT)


def _show_mapping(
    request: SignedIn,
    delivery: Delivery,
    form: MappingForm | None = None,
    about: AboutForm | None = None,
) -> HttpResponse:
    status = UNFIT if form else 200
    form = form or _make_form(request, delivery)
    about = about or _make_about(request, delivery, form.seen)
    context = {
        "delivery": delivery,
        "actor": _name_actor(request, delivery),
        "dataset": _name_dataset(delivery.dataset) if delivery.dataset else "",
        "seen": form.seen,
        "form": form,
        "about": about,
        "fault": Fault.model_validate(delivery.error) if delivery.error else None,
        "breakdowns": BREAKDOWNS.items(),
        "places": list_places(request),
        "wrong": sum(len(each) for each in form.errors.values())
        + sum(len(each) for each in (about.errors.values() if about else ())),
    }
    return render(request, "observatory/bring_columns.html", context, status=status)


def _act(request: SignedIn, delivery: Delivery) -> HttpResponse:
    """One of the buttons of the page."""
    progress = read_progress(delivery.token)
    working = progress is not None and progress.alive
    match request.POST.get("do"):
        case "stop" if working:
            ask_to_stop(delivery.token)
            messages.info(request, _("It is being stopped. Nothing of it stays."))
        case "drop":
            drop(delivery)
            messages.success(request, _("Thrown away."))
            return redirect("figures-bring")
        case _ if working:
            messages.info(request, _("The work on this file goes on."))
        case "again":
            begin_looking(delivery)
        case "look" | "save" | "read" as what if delivery.look:
            return _take(request, delivery, what)
        case _:
            messages.info(request, _("Nothing was done."))
    return redirect("figures-file", token=delivery.token)


def _take(request: SignedIn, delivery: Delivery, what: str) -> HttpResponse:
    """Keep what was corrected, and go on with it."""
    form = _make_form(request, delivery, request.POST, complete=what == "read")
    about = _make_about(request, delivery, form.seen, request.POST)
    fit = form.is_valid()
    if what == "read" and about is not None:
        fit = about.is_valid() and fit
    if not fit:
        if what != "read" and about is not None:
            about = AboutForm(initial=_list_typed(request, about), prefix=ABOUT)
        return _show_mapping(request, delivery, form, about)
    moved = form.layout != form.seen.layout
    _keep(request, delivery, form, about)
    address = redirect("figures-file", token=delivery.token)
    address["Location"] += "?again=1"
    if what == "save":
        messages.success(
            request,
            _("Saved. The file waits here until %(day)s.")
            % {"day": f"{delivery.kept_until:%Y-%m-%d}"},
        )
    elif what == "look" or moved:
        if what == "read":
            messages.info(request, _("The file is laid out in another way now: look at it first."))
        begin_looking(delivery)
    else:
        if about is not None:
            delivery.dataset = _make_dataset(request, delivery, about)
            delivery.save(update_fields=["dataset"])
        begin_reading(delivery)
        return redirect("figures-file", token=delivery.token)
    return address


def _keep(
    request: HttpRequest, delivery: Delivery, form: MappingForm, about: AboutForm | None
) -> None:
    """Save what was typed, and what of the layout a person said."""
    kept = dict(delivery.look or {})
    if about is not None:
        kept["about"] = _list_typed(request, about)
    found, said = form.seen.layout.model_dump(mode="json"), form.layout.model_dump(mode="json")
    said = {name: value for name, value in said.items() if value != found[name]}
    given = read_given(delivery).model_dump(mode="json") | said
    kept["given"] = Layout.model_validate(given).model_dump(mode="json", exclude_defaults=True)
    delivery.look = kept
    delivery.recipe = form.recipe.model_dump(mode="json", exclude_defaults=True)
    delivery.save(update_fields=["look", "recipe", "changed_at"])


def _list_typed(request: HttpRequest, about: AboutForm) -> dict[str, str]:
    """What was written of a dataset, right or not."""
    typed = {name: request.POST.get(about.add_prefix(name), "") for name in about.fields}
    return {name: value.replace("\x00", "")[:5000] for name, value in typed.items() if value}


def _make_dataset(request: SignedIn, delivery: Delivery, about: AboutForm) -> Dataset:
    words = about.list_words()
    stem = slugify(about.cleaned_data["title"], SLUG - 5) or "figures"
    taken = set(Dataset.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key = next(each for each in _number(stem) if each not in taken)
    return save_dataset(request.user, key, about.policy, owner=delivery.actor_id, **words)


def _number(stem: str) -> Any:
    yield stem
    for number in range(2, 10_000):
        yield f"{stem}-{number}"
