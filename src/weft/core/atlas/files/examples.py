"""The words of the template (packs/template.yaml): its first sheet and its example rows."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from weft.core.terms.vocabulary import LOADER

EXAMPLE_MARK = "(example)"  # no id can be this


@cache
def _read_template() -> dict[str, Any]:
    text = files("weft.packs").joinpath("template.yaml").read_text("utf-8")
    template: dict[str, Any] = yaml.load(text, LOADER)  # noqa: S506  # a safe loader in C
    return template


def read_readme() -> list[str]:
    """The lines of the first sheet."""
    return str(_read_template()["readme"]).strip().split("\n")


def read_example(sheet: str) -> dict[str, str]:
    """The example row of a sheet, without its mark: column -> text."""
    return {key: str(value) for key, value in _read_template()["examples"].get(sheet, {}).items()}
