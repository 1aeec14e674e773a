"""The desk of one version: what came of reading a file, and whether it is published, revoked or
thrown away."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.report import ImportReport
from weft.core.terms import Text
from weft.store.recipe_io import write_recipe
from weft.web.accounts.facts import make_teller, name_actor
from weft.web.accounts.models import User
from weft.web.accounts.permissions import Matter, may
from weft.web.observatory.actions import NotPublishableError, drop_version, revoke, save_dataset
from weft.web.observatory.delivering.actions import (
    EXPOSED,
    REFUSED,
    UNVEILED,
    begin_publishing,
    find_work,
)
from weft.web.observatory.delivering.comparing import compare
from weft.web.observatory.delivering.forms import AboutForm
from weft.web.observatory.delivering.telling import (
    describe_progress,
    describe_stop,
    name_places,
    name_policy,
    tell_protection,
    tell_report,
)
from weft.web.observatory.delivering.wording import STATES
from weft.web.observatory.facts import read_open_recipe, read_open_report, read_recipe_of
from weft.web.observatory.models import Delivery, State, Version
from weft.web.site.desks import SignedIn, demand, desk, read_reason
from weft.web.site.progress import Progress, ask_to_stop, clear, read_progress

UNFIT = 422  # what was filled in is to be mended


def find_version(request: SignedIn, token: str) -> tuple[Version, bool]:
    """A version, and whether the person keeps it: publishes it, throws it away. The others may at
    most revoke it. Raises PermissionDenied."""
    version = get_object_or_404(Version.objects.select_related("dataset"), token=token)
    matter = Matter(stated_by=version.dataset.owner_id)
    keeps = may(request.user, "observatory.change", matter)
    if not keeps:
        demand(request, "observatory.revoke", matter)
    return version, keeps


def sees_figures(person: User, version: Version) -> bool:
    """Whether somebody sees the figures of a version as they are, and a report that quotes them."""
    matter = Matter(stated_by=version.dataset.owner_id, made_by=version.made_by_id)
    return may(person, "observatory.see", matter)


@desk("observatory.add")
def show_version(request: SignedIn, token: str) -> HttpResponse:
    """What came of a file, and what is to be done with it."""
    version, keeps = find_version(request, token)
    if request.method == "POST":
        return _act(request, version, keeps)
    progress = read_progress(find_work(version))
    if progress and progress.alive and keeps:
        context = {"version": version, "title": _name(version), **describe_progress(progress)}
        return render(request, "observatory/version_working.html", context)
    return _show(request, version, keeps, progress)


def _name(version: Version) -> str:
    title = version.dataset.title
    return Text(title).read(get_language() or "en") if title else version.dataset_id


def _show(
    request: SignedIn,
    version: Version,
    keeps: bool,
    progress: Progress | None = None,
    about: AboutForm | None = None,
    unfit: bool = False,
) -> HttpResponse:
    dataset, policy = version.dataset, Policy.model_validate(version.dataset.policy)
    matter = Matter(stated_by=dataset.owner_id)
    context: dict[str, Any] = {
        "version": version,
        "dataset": dataset,
        "title": _name(version),
        "state": STATES[version.state],
        "actor": name_actor(dataset.owner_id, make_teller(request)) if dataset.owner_id else None,
        "keeps": keeps,
        "may_revoke": version.state == State.PUBLISHED
        and may(request.user, "observatory.revoke", matter),
        "reason_missing": unfit and about is None,
    }
    if keeps:
        sees = partial(sees_figures, request.user)
        full, report = sees(version), ImportReport.model_validate(version.report)
        told = report if full else read_open_report(version)
        context |= {
            "full": full,
            "told": tell_report(told, name_places(request)),
            "errors": len(report.errors),
            "comparison": compare(version, sees),
            "delivery": Delivery.objects.filter(version=version, person=request.user).first(),
            "siblings": dataset.versions.exclude(pk=version.pk).order_by("-number")[:20],
            "policy_words": name_policy(policy),
            "about": about or AboutForm(dataset=dataset),
            "about_wrong": bool(about and about.errors),
            "refused": version.protection.get(REFUSED, ""),
            "exposed": version.protection.get(EXPOSED, 0),
            "unveiled": version.protection.get(UNVEILED, 0),
            "stop": describe_stop(progress) if progress else None,
        }
        if version.published_at:
            context["protection"] = tell_protection(version.protection)
    status = UNFIT if unfit else 200
    return render(request, "observatory/version.html", context, status=status)


def _act(request: SignedIn, version: Version, keeps: bool) -> HttpResponse:
    """One of the buttons of the page."""
    work = find_work(version)
    progress = read_progress(work)
    try:
        match request.POST.get("do"):
            case "revoke":
                reason = read_reason(request)
                if not reason:
                    return _show(request, version, keeps, unfit=True)
                revoke(request.user, version, reason)
                messages.success(request, _("Revoked. The version before it counts again."))
            case _ if not keeps:
                demand(request, "observatory.change", Matter(stated_by=version.dataset.owner_id))
            case "stop" if progress and progress.alive:
                ask_to_stop(work)
                messages.info(request, _("It is being stopped. Nothing of it stays."))
            case _ if progress and progress.alive:
                messages.info(request, _("It is being published."))
            case "publish":
                _begin_publishing(request, version)
            case "about":
                return _save_about(request, version)
            case "drop":
                drop_version(request.user, version)
                clear(work)
                messages.success(request, _("Thrown away."))
                return redirect("figures-bring")
            case _:
                messages.info(request, _("Nothing was done."))
    except NotPublishableError as error:
        messages.error(request, str(error))
    return redirect("figures-version", token=version.token)


def _begin_publishing(request: SignedIn, version: Version) -> None:
    report = ImportReport.model_validate(version.report)
    if version.state != State.READY:
        messages.info(request, _("It was published before."))
    elif report.errors or not report.figures:
        messages.error(request, _("What has errors, or no figures, cannot be published."))
    else:
        # Whoever accepts it has read how many there are, and accepts no more than these.
        asked = version.protection.get(EXPOSED, 0)
        accepts = request.POST.get("accept_exposed") == str(asked)
        begin_publishing(version, request.user, asked if accepts else 0)


def _save_about(request: SignedIn, version: Version) -> HttpResponse:
    about = AboutForm(request.POST, dataset=version.dataset)
    if not about.is_valid():
        return _show(request, version, True, about=about, unfit=True)
    save_dataset(request.user, version.dataset_id, about.policy, **about.list_words())
    # What was said of publishing them under the policy before holds no more.
    version.dataset.versions.filter(state=State.READY).update(protection={})
    messages.success(request, _("Saved. It holds for all versions of the dataset."))
    return redirect("figures-version", token=version.token)


@desk("observatory.add", methods=("GET", "HEAD"))
def give_recipe(request: SignedIn, token: str) -> HttpResponse:
    """The recipe by which it was read, to keep and to correct."""
    version, keeps = find_version(request, token)
    if not keeps:
        demand(request, "observatory.change", Matter(stated_by=version.dataset.owner_id))
    full = sees_figures(request.user, version)
    recipe = read_recipe_of(version) if full else read_open_recipe(version)
    response = HttpResponse(write_recipe(recipe), content_type="application/yaml; charset=utf-8")
    name = f"{version.dataset_id}-{version.number}.recipe.yaml"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
