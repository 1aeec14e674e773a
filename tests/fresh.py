"""The database of a new site, with its tables and nothing in them, as the first command makes it:
made once in each process, and copied, for tests that are not about the making."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

WEFT = str(Path(sys.executable).with_name("weft"))
NAME = "weft.sqlite3"  # in the folder of a site


def clean_environment() -> dict[str, str]:
    """The environment without what it says of any site."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WEFT_", "DJANGO_")) and name != "DATABASE_URL"
    }


def give_tables(folder: Path) -> None:
    """Put the database of a new site into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_make(), folder / NAME)


@cache
def _make() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="weft-fresh-"))
    env = clean_environment() | {"WEFT_FOLDER": str(folder)}
    subprocess.run([WEFT, "people"], env=env, check=True, capture_output=True)
    return folder / NAME
