"""What a table of figures says of itself when it is taken along, as tables of the atlas do: how old
it is, how it was made, whose it is."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft import __version__
from weft.core.observatory.disclosure.policy import Policy
from weft.core.terms.phrases import say
from weft.web.observatory.facts import Catalogue, Edition

Lines = tuple[tuple[str, str], ...]
OWN = lazy("your body's own, shown in full to you")


def mark(title: str, editions: Iterable[Edition]) -> str:
    """A title of figures; it says so where some are as they were before they were protected."""
    return f"{title} ({OWN})" if any(each.full for each in editions) else title


def say_policy(policy: Policy, language: str) -> str:
    """What is withheld or changed, in a sentence or two."""
    if policy.kind != "protected":
        return say(f"policy_{policy.kind}", language)
    how = "protected" if policy.method == "suppression" else policy.method
    said = say(f"policy_{how}", language, threshold=policy.threshold, base=policy.base)
    if policy.needs_contributions:
        said += f" {say('policy_amounts', language)}"
    return said


def list_changes(editions: Iterable[Edition], language: str) -> tuple[str, ...]:
    """What was done to counts that are not exact, wherever they are shown."""
    altered = (say_policy(each.policy, language) for each in editions if each.altered)
    return tuple(dict.fromkeys(altered))


def list_editions(catalogue: Catalogue, datasets: Iterable[str]) -> list[Edition]:
    """The editions of some datasets, each once, in the order of the catalogue."""
    wanted = set(datasets)
    return [each for each in catalogue.editions if each.key in wanted]


def describe_figures(
    title: str, editions: Iterable[Edition], language: str, more: Lines = ()
) -> Lines:
    """The lines for a table of figures of some editions; `more` stands below the title."""
    found = list(editions)
    return (
        (_("Title"), title),
        *more,
        (_("State of the data"), max((each.published for each in found), default="")),
        (_("Method"), _join(say_policy(each.policy, language) for each in found)),
        (_("Software"), f"Weft {__version__}"),
        (_("Licence"), _join(each.licence for each in found)),
        (_("Sources"), _join(each.source for each in found) or _("none")),
    )


def _join(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))
