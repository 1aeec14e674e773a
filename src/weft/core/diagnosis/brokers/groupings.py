"""To which group an actor belongs, by level and by sector, for counting who bridges groups."""

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import GOVERNMENTAL, NON_GOVERNMENTAL

NON_GOVERNMENTAL_GROUP = "non_governmental"
UNKNOWN_GROUP = "unknown"

# Kinds that are one sector; every other kind is a sector of its own.
_SECTORS = {"agency": "government", "migrants_association": "civil_society"}


def find_level_group(atlas: Atlas, actor: str) -> str:
    """The group of an actor by level of government.

    Governments and offices: their level; both, as "regional; local", for a body that is two
    levels at once; "unknown" where none is recorded: these are counted as one group, though in
    truth each may belong to another. Others: "non_governmental"; international
    organisations stand at the supranational level wherever their office is; a network of cities
    is of no level, and a group of its own.
    """
    kind = atlas.actor_by_id[actor].kind
    if kind in NON_GOVERNMENTAL:
        return NON_GOVERNMENTAL_GROUP
    if kind in GOVERNMENTAL:
        return "; ".join(atlas.list_levels(actor)) or UNKNOWN_GROUP
    return "supranational" if kind == "international_organisation" else kind


def find_sector(atlas: Atlas, actor: str) -> str:
    """The group of an actor by sector: its kind, agencies counting as government and migrants'
    associations as civil society."""
    kind = atlas.actor_by_id[actor].kind
    return _SECTORS.get(kind, kind)
