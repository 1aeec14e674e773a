"""What is done with a file of figures beside the answering of pages: look at it, read it into a
version, publish that.

What came of it is kept with the delivery or the version.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override

from weft.core.observatory.disclosure.protection import TooManyFiguresError
from weft.core.observatory.disclosure.rounding import CannotRoundError
from weft.core.observatory.recipe import Layout, Recipe
from weft.store.readers.files import unpack_at_most
from weft.store.readers.problems import FileProblem
from weft.web.accounts.models import User
from weft.web.observatory.actions import (
    ExposedError,
    NotPublishableError,
    drop_version,
    make_version,
    publish,
    read_registry,
)
from weft.web.observatory.delivering.looking import examine, make_bare
from weft.web.observatory.delivering.receiving import drop
from weft.web.observatory.delivering.seen import Seen
from weft.web.observatory.models import Delivery, State, Version
from weft.web.site import jobs
from weft.web.site.progress import Reporter, StoppedError

Report = Callable[..., object]
LOOK, READ, PUBLISH = "look", "read", "publish"
# Why a version was not published, kept in place of its protection: in words, or how many figures
# would be exposed.
REFUSED, EXPOSED, UNVEILED = "refused", "would_expose", "would_unveil"
_NAMES = uuid.UUID("6d0f6f0e-3f2b-4a57-9d0c-6f6b0c1e8b55")  # of the work on versions


def find_work(version: Version) -> uuid.UUID:
    """Under which name the work on a version goes on."""
    return uuid.uuid5(_NAMES, version.token)


def begin_looking(delivery: Delivery) -> bool:
    """Find out what is in a file; False where work on it goes on already."""
    pk = delivery.pk
    return _begin(delivery.token, LOOK, lambda report: look(_find(pk), report))


def begin_reading(delivery: Delivery) -> bool:
    """Read a file into a version; False where work on it goes on already."""
    pk, person = delivery.pk, delivery.person_id
    return _begin(delivery.token, READ, lambda report: read(_find(pk), person, report))


def begin_publishing(version: Version, person: User, accept_exposed: int = 0) -> bool:
    """Protect and publish a version; False where work on it goes on already."""
    pk, who = version.pk, person.pk

    def work(report: Reporter) -> None:
        found = Version.objects.select_related("dataset").get(pk=pk)
        try:
            publish(User.objects.get(pk=who), found, accept_exposed, lambda: report("protecting"))
        except ExposedError as error:
            _keep_why(pk, {EXPOSED: error.count, UNVEILED: error.unveiled})
        except (NotPublishableError, TooManyFiguresError, CannotRoundError) as error:
            _keep_why(pk, {REFUSED: str(error)})
        else:
            drop(*Delivery.objects.filter(version=pk))  # the file has done its work

    return _begin(find_work(version), PUBLISH, work)


def _keep_why(pk: int, why: dict[str, Any]) -> None:
    Version.objects.filter(pk=pk, state=State.READY).update(protection=why)


def _begin(token: uuid.UUID, name: str, work: jobs.Work) -> bool:
    language = get_language() or "en"

    def do(report: Reporter) -> None:
        with override(language), unpack_at_most(settings.MOST_UNPACKED):
            work(report)

    return jobs.start(token, name, do)


def _find(pk: int) -> Delivery:
    delivery = Delivery.objects.select_related("dataset").filter(pk=pk).first()
    if delivery is None or not delivery.path.is_file():
        raise StoppedError  # it was thrown away before its turn came
    return delivery


def read_seen(delivery: Delivery) -> Seen | None:
    """What was found in a file."""
    found = (delivery.look or {}).get("seen")
    return Seen.model_validate(found) if found else None


def read_given(delivery: Delivery) -> Layout:
    """What a person said of the layout of a file."""
    return Layout.model_validate((delivery.look or {}).get("given") or {})


def read_recipe(delivery: Delivery) -> Recipe | None:
    """The recipe as it was corrected last."""
    return Recipe.model_validate(delivery.recipe) if delivery.recipe else None


def look(delivery: Delivery, report: Report) -> None:
    """Keep with a delivery what is in its file; why it cannot be read, where it cannot."""
    before, mine = read_seen(delivery), read_recipe(delivery)
    kept = dict(delivery.look or {})
    try:
        seen, recipe = examine(
            delivery.path,
            read_given(delivery),
            read_registry(),
            report,
            (before.proposed, mine) if before and mine else None,
            _list_known(delivery),
        )
    except FileProblem as problem:
        seen = before or make_bare(delivery.path)
        kept["seen"] = seen.model_dump(mode="json", exclude_defaults=True)
        _keep(delivery, look=kept, recipe=_dump(mine or seen.proposed), error=_describe(problem))
        return
    kept["seen"] = seen.model_dump(mode="json", exclude_defaults=True)
    _keep(delivery, look=kept, recipe=_dump(recipe), error=None)


def read(delivery: Delivery, person_id: int, report: Report) -> None:
    """Make a version of a file. The one that was made of it before goes, if nobody published it."""
    recipe, dataset, person = (
        read_recipe(delivery),
        delivery.dataset,
        User.objects.get(pk=person_id),
    )
    if recipe is None or dataset is None:
        raise StoppedError  # it is looked at anew meanwhile
    before = delivery.version
    version = make_version(
        person, dataset, delivery.path, recipe,
        lambda step: report(step.what, step.done, step.total),
    )  # fmt: skip
    if not _keep(delivery, version=version, error=None):
        before = version  # the file was thrown away meanwhile
    if before and before.state == State.READY:
        drop_version(person, before)


def _list_known(delivery: Delivery) -> tuple[Recipe, ...]:
    """The recipe of the newest version of its dataset that was published, or else was read."""
    if delivery.dataset is None:
        return ()
    versions = delivery.dataset.versions.order_by("-number")
    newest = versions.exclude(state=State.READY).first() or versions.first()
    return (Recipe.model_validate(newest.recipe),) if newest else ()


def _keep(delivery: Delivery, **found: Any) -> bool:
    """Whether the delivery is there still."""
    found["changed_at"] = timezone.now()
    return bool(Delivery.objects.filter(pk=delivery.pk).update(**found))


def _dump(recipe: Recipe) -> object:
    return recipe.model_dump(mode="json", exclude_defaults=True)


def _describe(problem: FileProblem) -> object:
    return problem.as_trouble().model_dump(mode="json")
