"""Which fields a form asks first, which wait behind "more", and which it leaves alone."""

from weft.core.atlas.files.columns import Column, list_columns

# What most people know, in the order in which they would say it.
_FIRST: dict[str, tuple[str, ...]] = {
    "competences": ("holder", "area", "role", "basis", "holds", "place", "level"),
    "actors": ("name", "kind", "place", "parent"),
    "mechanisms": ("name", "kind", "areas", "place", "meetings", "formality"),
    "policies": ("name", "issuer", "areas", "kind"),
    "resources": (
        "actor", "area", "year", "money", "currency", "staff", "capacity", "capacity_unit",
    ),
    "reports": ("title", "issuer", "area", "year"),
    "disputes": ("name", "parties", "areas", "kind", "openness"),
    "surveys": ("name", "place", "areas", "closes", "levels"),
    "zones": ("name", "kind", "places"),
    "sources": ("title", "publisher", "date", "url", "grade"),
    "places": ("name", "levels", "kind", "parent"),
}  # fmt: skip
# Made by Weft, said elsewhere in the form, or not edited but spoken to.
_ASIDE = ("id", "source", "locator", "paraphrase", "asserted_by")
STATED = tuple(_FIRST)  # the sections that have a form


def lay_out(section: str) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns asked first, and the others in the order of the files."""
    columns = {
        each.name: each
        for each in list_columns(section)
        if each.name not in _ASIDE and not (each.name == "grade" and section != "sources")
    }
    first = tuple(columns[name] for name in _FIRST[section])
    return first, tuple(each for each in columns.values() if each not in first)
