"""What can be changed in a setting, at what cost, and what each change may help with: data."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from weft.core.atlas.explain import explain_error
from weft.core.atlas.problems import Where
from weft.core.atlas.records import Model
from weft.core.terms import Text
from weft.core.terms.vocabulary import LOADER

CODES = (
    "add_body", "add_deciding_body", "add_round_table", "revive_body", "let_decide",
    "share_lead", "give_voice", "sign_contract", "renegotiate", "fund_mandate", "adopt_policy",
    "publish", "name_owner", "survey_ties", "survey_roles", "survey_disputes",
)  # fmt: skip
SERVED = (
    "label", "a", "b", "c",
    "G-INFO", "G-CAPA", "G-FISC", "G-POLI", "G-ADMI", "G-OBJE", "G-ACCO",
)  # fmt: skip


WORDS = ("fact", "actor", "role")  # in a label, to be filled in


class CatalogueError(ValueError):
    """A catalogue cannot be used; the message names each row and what was expected."""


class Row(Model):
    """One kind of change."""

    cost: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    serves: tuple[str, ...]
    label: Text  # with {fact}, {actor}, {role} to fill in


Catalogue = dict[str, Row]
_ADAPTER = TypeAdapter(Catalogue)


@cache
def read_own() -> Catalogue:
    """Weft's own catalogue."""
    return _parse(files("weft.packs").joinpath("remedies.yaml").read_text("utf-8"), "remedies.yaml")


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue of a YAML file, or Weft's own; changes that it leaves out are not tried.

    Raises CatalogueError with every problem found.
    """
    if path is None:
        return read_own()
    try:
        return _parse(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read ({error})") from None


def _parse(text: str, name: str) -> Catalogue:
    try:
        catalogue = _ADAPTER.validate_python(yaml.load(text, LOADER))  # noqa: S506
    except yaml.YAMLError as error:
        raise CatalogueError(f"{name}: this is not YAML: {error}") from None
    except ValidationError as error:
        lines = [
            f"{name}: {explain_error(each, Row, Where()).message}"
            + (f" ({each['loc'][0]})" if each["loc"] else "")
            for each in error.errors()
        ]
        raise CatalogueError("\n".join(lines)) from None
    wrong = [
        f"{name}: {code}: there is no such change; use {', '.join(CODES)}"
        for code in catalogue
        if code not in CODES
    ]
    wrong += [
        f"{name}: {code}.serves: '{each}' is nothing to serve; use {', '.join(SERVED)}"
        for code, row in catalogue.items()
        for each in row.serves
        if each not in SERVED
    ]
    wrong += [
        f"{name}: {code}.label: '{words}' has something else in {{}} than fact, actor or role"
        for code, row in catalogue.items()
        for words in row.label.root.values()
        if not _can_be_filled(words)
    ]
    if wrong:
        raise CatalogueError("\n".join(wrong))
    return catalogue


def _can_be_filled(words: str) -> bool:
    try:
        words.format(**dict.fromkeys(WORDS, ""))
    except (KeyError, IndexError, ValueError, AttributeError):
        return False
    return True
