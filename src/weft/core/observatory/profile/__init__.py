"""A city's migration profile: the figures that each section looks for, and the holes among them."""

from weft.core.observatory.profile.composing import compose_profile, list_inside, list_wanted
from weft.core.observatory.profile.plan import SectionPlan, Wish, read_plan
from weft.core.observatory.profile.profile import Block, Hole, Profile, Section, Series

__all__ = [
    "Block", "Hole", "Profile", "Section", "SectionPlan", "Series", "Wish", "compose_profile",
    "list_inside", "list_wanted", "read_plan",
]  # fmt: skip
