"""The atlases that come with Weft, for tests of the site that need real facts."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from weft.core.atlas import Atlas, read_atlas
from weft.core.atlas.combining import Named, combine

FOLDER = Path(str(files("weft.packs")))
NAMES = ("mc2cm", *sorted(f"cities/{each.stem}" for each in FOLDER.glob("cities/*.yaml")))


@cache
def read_pack(name: str) -> Atlas:
    """One of NAMES."""
    path = FOLDER / name
    return read_atlas(path if path.is_dir() else path.with_suffix(".yaml"))


@cache
def read_all() -> Atlas:
    """All of them as one, read from their files."""
    return combine(*(Named(name, read_pack(name)) for name in NAMES)).atlas
