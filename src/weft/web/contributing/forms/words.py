"""What the fields of the forms are called and what they ask for, in the words of who fills them in.

The columns of the files have the same names everywhere; these are for people.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.terms import fold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Words(NamedTuple):
    """The label of a field, and a line of help below it."""

    label: "str | _StrPromise"
    help: "str | _StrPromise" = ""


SECTIONS: "dict[str, _StrPromise]" = {
    "competences": _("Who does what"),
    "actors": _("An actor"),
    "mechanisms": _("What ties actors together"),
    "policies": _("A law, strategy, plan or programme"),
    "resources": _("Money, staff and capacity"),
    "reports": _("A published account"),
    "disputes": _("A conflict between actors"),
    "surveys": _("“This is all there is”"),
    "zones": _("A housing or labour market"),
    "sources": _("A document"),
    "places": _("A place"),
}
_DATE = _("A year, a month or a day: 2024, 2024-05 or 2024-05-17. Leave it empty if not known.")

FIELDS: dict[str, Words] = {
    "name": Words(_("Name")),
    "title": Words(_("Title")),
    "kind": Words(_("What it is")),
    "place": Words(_("Place"), _("Leave it empty if it follows from the actors.")),
    "levels": Words(_("Level"), _("Only if it is not that of its place or of what it is part of.")),
    "level": Words(
        _("Level"), _("Needed with “nobody” and “not known”: of which level it is said.")
    ),
    "parent": Words(_("Part of")),
    "networks": Words(_("Networks it belongs to")),
    "works": Words(_("With regard to the administration it works")),
    "contact:office": Words(_("Office"), _("An office, never a person.")),
    "contact:email": Words(_("E-mail of the office")),
    "contact:phone": Words(_("Telephone of the office")),
    "contact:url": Words(_("Page of the office")),
    "from": Words(_("From"), _DATE),
    "until": Words(
        _("Until"), _("The first day on which it no longer holds; empty: it still holds.")
    ),
    "visibility": Words(_("Who may see it")),
    "note": Words(_("Anything a reader should know")),
    "holder": Words(
        _("Who"),
        _("Choose or type a name; or “nobody”; or “not known” if it was asked."),
    ),
    "area": Words(_("Policy area")),
    "areas": Words(_("Policy areas")),
    "role": Words(_("Role")),
    "basis": Words(_("By law, or in practice")),
    "holds": Words(_("Does it have this role"), _("“No” says expressly that it does not.")),
    "phase": Words(_("Phase"), _("Empty: formulation and implementation.")),
    "place_kind": Words(
        _("Or the government of every place of this kind"),
        _("As the law there calls it: commune, governorate."),
    ),
    "formality": Words(_("How formal it is")),
    "meetings": Words(
        _("Meetings a year"),
        _("52 for weekly, 12 for monthly, 0 if it never met; empty: not known."),
    ),
    "last_active": Words(_("When it last met or worked"), _DATE),
    "coverage": Words(_("Share of the people concerned"), _("From 0 to 1; empty: all of them.")),
    "initiator": Words(_("Who started it")),
    "decides": Words(_("Does it decide")),
    "agenda": Words(_("Who sets the agenda"), _("Empty: not known; “nobody” if there is no one.")),
    "veto": Words(_("Who alone may stop it"), _("Empty: not known; “nobody” if there is no one.")),
    "voluntary": Words(_("Do its members come freely")),
    "steering": Words(_("Does it have a joint steering committee")),
    "issuer": Words(_("Whose it is")),
    "origin": Words(_("Own, or derived from a higher level")),
    "stance:access": Words(_("Access"), _("From -2, restrictive, to 2, open.")),
    "stance:purpose": Words(_("Purpose"), _("From -2, control, to 2, rights.")),
    "stance:approach": Words(_("Approach"), _("From -2, assimilation, to 2, diversity.")),
    "stance:target": Words(_("Target"), _("From -2, targeted, to 2, mainstream.")),
    "stance:horizon": Words(_("Horizon"), _("From -2, temporary, to 2, settlement.")),
    "actor": Words(_("Whose means these are")),
    "year": Words(_("Year")),
    "money": Words(_("Money available")),
    "currency": Words(_("Currency"), _("As three letters: EUR, MAD, JOD.")),
    "earmarked": Words(_("Only for this purpose")),
    "staff": Words(_("Staff"), _("In full-time equivalents.")),
    "trained_staff": Words(_("Of these, trained on migration")),
    "task_cost": Words(_("What the task costs")),
    "task_staff": Words(_("Staff that the task needs")),
    "capacity": Words(_("How many it serves or shelters")),
    "capacity_unit": Words(_("Of what"), _("For example: people a night.")),
    "parties": Words(_("Between whom")),
    "openness": Words(_("Overt, or in the shadow")),
    "actors": Words(_("Or the actors surveyed")),
    "closes": Words(_("What is recorded completely")),
    "found": Words(_("Facts that were found"), _("Their ids; “nobody” if there were none.")),
    "places": Words(_("Places")),
    "population": Words(_("Inhabitants")),
    "author": Words(_("Author")),
    "publisher": Words(_("Publisher")),
    "date": Words(_("Date"), _DATE),
    "url": Words(_("Address on the web"), _("Beginning with http:// or https://.")),
    "language": Words(_("Language"), _("As a code: en, fr, ar.")),
    "licence": Words(_("Licence")),
    "grade": Words(_("How good a source it is")),
    "latitude": Words(_("Degrees north")),
    "longitude": Words(_("Degrees east")),
    "members": Words(_("Who takes part")),
    "sources": Words(_("On what it rests")),
    "contact": Words(_("Contact")),
    "members.actor": Words(_("Actor")),
    "seat": Words(_("Seat")),
    "voice": Words(_("Voice")),
    "source": Words(_("Document")),
    "locator": Words(_("Where in it"), _("A heading, an article, a page.")),
    "paraphrase": Words(_("What it says there, in your own words")),
}


# The two answers that name nobody, as a reader of the site may type them; files have the codes.
ANSWERS: "dict[str, _StrPromise]" = {NOBODY: _("nobody"), UNKNOWN: _("not known")}


def read_answer(typed: str) -> str:
    """The code of an answer typed in the reader's language; anything else as it is."""
    folded = fold(typed)
    return next((code for code, words in ANSWERS.items() if folded == fold(str(words))), typed)


def find_words(name: str, rows: str = "") -> Words:
    """The words of a field, in the rows of a form or outside them; a field without any keeps its
    name, as codes of registers do."""
    return (
        FIELDS.get(f"{rows}.{name}") or FIELDS.get(name) or Words(name.rpartition(":")[2] or name)
    )
