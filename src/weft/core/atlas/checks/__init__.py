"""What is doubtful in an atlas that can be read, and what to do about it, for its editors."""

from weft.core.atlas.checks.checking import RULES, check_atlas
from weft.core.atlas.checks.finding import Finding, Rule

__all__ = ["RULES", "Finding", "Rule", "check_atlas"]
