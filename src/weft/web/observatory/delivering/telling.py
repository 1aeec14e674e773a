"""What the pages on which figures are brought say of work that goes on, of places, and of what came
of a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.core.observatory.definitions import label_definition
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.measures import label_measure
from weft.core.observatory.registry import AreaMatch
from weft.core.observatory.report import ImportReport, Trouble
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import read_view
from weft.web.observatory.delivering.actions import PUBLISH, READ
from weft.web.site.progress import Progress

SHOWN = 100  # troubles of a severity, and areas, on a page
MOST_PLACES = 400  # names to choose from while one writes
STEPS = {
    "": lazy("Waiting"),
    "waiting": lazy("Waiting for others to be done"),
    "looking": lazy("Looking through the file"),
    "recoding": lazy("Writing the file anew in UTF-8"),
    "reading": lazy("Reading"),
    "working": lazy("Working on the figures"),
    "writing": lazy("Writing the figures"),
    "checking": lazy("Looking for the places"),
    "protecting": lazy("Protecting small numbers, and trying to work them out"),
}
OF_A_FILE = ("looking", "recoding", "reading")  # steps whose bytes are counted
MEGABYTE = 1_000_000
FAILURES = {
    "database": lazy("The database could not be written to: it is away, busy or full."),
    "program": lazy("Something went wrong on our side; it is in the log of the server."),
}


def describe_progress(progress: Progress) -> dict[str, Any]:
    """How far the work is, for the page that asks anew. Of a file megabytes are counted, of other
    work figures; or else seconds, where nothing else is known."""
    megabytes = progress.what in OF_A_FILE and progress.total > 0
    return {
        "reads": progress.work == READ,
        "publishes": progress.work == PUBLISH,
        "step": STEPS.get(progress.what, STEPS["reading"]),
        "number": progress.number / MEGABYTE if megabytes else progress.number,
        "total": progress.total / MEGABYTE if megabytes else progress.total,
        "megabytes": megabytes,
    }


def describe_stop(progress: Progress | None) -> dict[str, Any]:
    """Why the work ended."""
    return {
        "read": progress is not None and progress.work == READ,
        "reason": FAILURES.get(progress.failed, "") if progress else "",
    }


def name_places(request: HttpRequest) -> Callable[[str], str]:
    """Names a place with what it lies in, so that a city is told from the province around it."""
    found, language = read_view(find_reader(request)).atlas.place_by_id, get_language() or "en"

    def name(key: str) -> str:
        place = found.get(key)
        if place is None:
            return key
        words = place.name.read(language)
        around = found.get(place.parent or "")
        return f"{words} ({around.name.read(language)})" if around else words

    return name


def list_places(request: HttpRequest) -> list[tuple[str, str]]:
    """Places to choose from, by name."""
    name = name_places(request)
    places = read_view(find_reader(request)).atlas.places
    return sorted(((each.id, name(each.id)) for each in places), key=lambda x: x[1])[:MOST_PLACES]


@dataclass(frozen=True)
class Troubles:
    """Those of one severity: how many there are, and the first of them."""

    severity: str
    count: int
    shown: tuple[Trouble, ...]

    @property
    def more(self) -> int:
        """How many are not shown one by one."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Told:
    """A report in the reader's language. What is wrong is said by the filter `told`."""

    report: ImportReport
    totals: Troubles  # that disagree with their parts, row by row
    wrong: int  # how many they are
    troubles: tuple[Troubles, ...]  # all others
    matched: tuple[tuple[AreaMatch, str], ...]  # with the name of the place
    unmatched: tuple[tuple[AreaMatch, tuple[str, ...]], ...]  # with those of the nearest
    matched_count: int
    area_count: int
    measures: tuple[str, ...]
    definitions: tuple[str, ...]


def tell_report(report: ImportReport, name_place: Callable[[str], str]) -> Told:
    """What came of reading a file."""
    language = get_language() or "en"
    matched = [each for each in report.areas if each.place]
    unmatched = [each for each in report.areas if not each.place]
    totals = [each for each in report.troubles if each.code == "total"]
    others = [each for each in report.troubles if each.code != "total"]
    return Told(
        report,
        _group("warning", totals),
        sum(each.count for each in totals),
        tuple(
            _group(severity, [each for each in others if each.severity == severity])
            for severity in ("error", "warning", "note")
        ),
        tuple((each, name_place(each.place or "")) for each in matched[:SHOWN]),
        tuple((each, tuple(map(name_place, each.nearest))) for each in unmatched[:SHOWN]),
        len(matched),
        len(report.areas),
        tuple(label_measure(each, language) for each in report.measures),
        tuple(label_definition(each, language) for each in report.definitions),
    )


def _group(severity: str, found: Sequence[Trouble]) -> Troubles:
    return Troubles(severity, len(found), tuple(found[:SHOWN]))


def tell_protection(protection: dict[str, Any]) -> dict[str, Any]:
    """What was withheld of how many figures."""
    names = ("sensitive", "secondary", "rates")
    return {
        "withheld": sum(int(protection.get(each) or 0) for each in names),
        **{name: int(protection.get(name) or 0) for name in
           ("figures", "missing", "altered", "known", "exposed", *names)},
        "unexplained": int(protection.get("unexplained") or 0),
        "audited": bool(protection.get("audited")),
        "method": protection.get("method"),
        "kind": protection.get("kind"),
    }  # fmt: skip


def name_policy(policy: Policy) -> str:
    """What a policy does, before anything is published."""
    if policy.kind == "published":
        return _("Its source has published these figures already: all of them will be seen.")
    if policy.kind == "closed":
        return _("The dataset is closed: its figures will be counted and not seen.")
    if policy.method == "rounding":
        return _("All counts will be rounded to multiples of %(base)s.") % {"base": policy.base}
    if policy.method == "cell_keys":
        return _("All counts will be changed at random, by at most %(most)s.") % {
            "most": policy.deviation
        }
    said = _(
        "Counts from 1 to %(most)s will be withheld, and with them as many others as it takes so "
        "that nobody can work them out. How many that are is counted while it is published."
    ) % {"most": policy.threshold - 1}
    if policy.needs_contributions:
        said += " " + _(
            "So will be amounts that would tell what a contributor gave, and those whose "
            "contributions the file does not tell."
        )
    return said
