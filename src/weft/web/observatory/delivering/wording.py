"""The words of the pages on which figures are brought, for what the core writes as codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from weft.core.observatory.definitions import read_definitions
from weft.core.observatory.measures import label_measure, list_counted

Choices = list[tuple[str, Any]]

# In the order in which they are offered; what only SDMX files have comes last.
ROLES: Mapping[str, Any] = {
    "note": lazy("leave it out"),
    "area": lazy("the place: its name or code"),
    "area_name": lazy("the name of the place, beside its code"),
    "period": lazy("the period: year, month, day"),
    "value": lazy("the figure"),
    "breakdown": lazy("a breakdown: sex, age, origin …"),
    "measure": lazy("what is counted"),
    "definition": lazy("who counts as a migrant"),
    "unit": lazy("the unit"),
    "flag": lazy("the quality of the figure"),
    "low": lazy("the lower end of an estimate"),
    "high": lazy("the upper end of an estimate"),
    "modelled": lazy("whether a model made it"),
    "confidentiality": lazy("whether it may be shown"),
    "source": lazy("the source of the figure"),
    "contribution": lazy("what one of the largest contributors gave of it: never shown"),
    "label": lazy("words for a code beside it"),
    "action": lazy("what becomes of the row (SDMX)"),
}
WITH_WORDS = ("measure", "definition", "breakdown", "flag", "confidentiality")  # each word a code
TRUST: Mapping[str, Any] = {
    "sure": pgettext_lazy("how far a guess is to be trusted", "sure"),
    "likely": pgettext_lazy("how far a guess is to be trusted", "probably"),
    "check": pgettext_lazy("how far a guess is to be trusted", "please check"),
}
ENCODINGS: Mapping[str, Any] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": lazy("Windows, Western Europe (cp1252)"),
    "cp1256": lazy("Windows, Arabic (cp1256)"),
    "cp850": lazy("MS-DOS, Western Europe (cp850)"),
}
DELIMITERS: Mapping[str, Any] = {
    ",": lazy("comma ,"),
    ";": lazy("semicolon ;"),
    "\\t": lazy("tab"),
    "|": lazy("bar |"),
}
DECIMALS: Mapping[str, Any] = {".": lazy("point: 0.5"), ",": lazy("comma: 0,5")}
THOUSANDS: Mapping[str, Any] = {
    "none": lazy("nothing: 1000"),
    ".": lazy("point: 1.000"),
    ",": lazy("comma: 1,000"),
    " ": lazy("space: 1 000"),
    "'": lazy("apostrophe: 1'000"),
}
BREAKDOWNS: Mapping[str, Any] = {
    "sex": lazy("sex"),
    "age": lazy("age"),
    "origin": lazy("origin"),
    "status": lazy("status"),
    "reason": lazy("reason"),
    "decision": lazy("decision"),
}
UNITS: Mapping[str, Any] = {
    "persons": lazy("persons"),
    "permits": lazy("permits"),
    "applications": lazy("applications"),
    "decisions": lazy("decisions"),
    "households": lazy("households"),
    "percent": lazy("per cent"),
    "euro": lazy("euros"),
    "dollar": lazy("dollars"),
    "dinar": lazy("dinars"),
    "dirham": lazy("dirhams"),
    "hours": lazy("hours"),
}
LICENCES: tuple[str, ...] = (
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "CC0 1.0",
    "CC BY 3.0 IGO",
    "IODL 2.0",
    "Licence Ouverte 2.0",
    "OGL v3",
    "ODbL 1.0",
)
POLICIES: Mapping[str, Any] = {
    "published": lazy(
        "Its source has published these figures already: nothing of them is withheld again."
    ),
    "protected": lazy(
        "Small numbers could point at people: they are protected, and so is all that would give "
        "them away."
    ),
    "closed": lazy("Closed: nobody outside the body sees any of these figures."),
}
METHODS: Mapping[str, Any] = {
    "suppression": lazy(
        "Withhold them, and as many others as it takes so that nobody can work them out. Every "
        "number that is seen is exact."
    ),
    "rounding": lazy(
        "Round all counts. None of them is withheld and none is exact; sums still add up. "
        "Percentages are not shown."
    ),
    "cell_keys": lazy(
        "Change all counts a little at random. None of them is withheld and none is exact; sums "
        "add up only roughly. Percentages are not shown."
    ),
}
# What a policy itself says is wrong between its fields, by the field.
POLICY_FAULTS: Mapping[str, Any] = {
    "base": lazy("Rounding to less than the number below which counts are small hides too little."),
    "deviation": lazy(
        "Changes of less than the number below which counts are small hide too little."
    ),
    "variance": lazy("Changes that are so small cannot vary so much."),
    "method": lazy(
        "The rules about amounts go with withholding only: an amount that is changed a little is "
        "told all the same."
    ),
    "greater_than": lazy("A number above 0 is expected."),
}
STATES: Mapping[str, Any] = {
    "ready": lazy("read, not published"),
    "published": lazy("published"),
    "revoked": lazy("revoked"),
}


def list_measures() -> Choices:
    """What a file can count."""
    language = get_language() or "en"
    return [("", _("– choose –")), *((key, label_measure(key, language)) for key in list_counted())]


def list_definitions() -> Choices:
    """Who can count as a migrant."""
    language = get_language() or "en"
    found = read_definitions().items()
    return [("", _("– choose –")), *((key, each.label.read(language)) for key, each in found)]
