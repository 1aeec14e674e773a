"""The atlas: who does what, where, by law and in practice, on which source; files and checks."""

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, Atlas
from weft.core.atlas.files import read_atlas, write_atlas
from weft.core.atlas.problems import SEVERITIES, AtlasError, Problem, Where
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact, Record

__all__ = [
    "FACT_SECTIONS",
    "NOBODY",
    "SECTIONS",
    "SEVERITIES",
    "UNKNOWN",
    "Atlas",
    "AtlasError",
    "Fact",
    "Problem",
    "Record",
    "Where",
    "read_atlas",
    "write_atlas",
]
