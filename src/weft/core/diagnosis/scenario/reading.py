"""Reads a scenario from a YAML file, and says where one is wrong."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from weft.core.atlas.explain import explain_error
from weft.core.atlas.problems import Where
from weft.core.diagnosis.scenario.editing import Edit, Scenario, ScenarioError
from weft.core.terms.vocabulary import LOADER


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; raises ScenarioError with every problem found, a line each."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path}: this is not text in UTF-8") from None
    data = _parse(text, path.name)
    if not isinstance(data, dict):
        raise ScenarioError(f"{path.name}: a scenario has a name and edits; this file has neither")
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError("\n".join(f"{path.name}: {_say(e)}" for e in error.errors())) from None


def _parse(text: str, name: str) -> Any:
    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(text, LOADER)):
            raise ScenarioError(f"{name}: aliases (*name) are not read; write it out")
        data = yaml.load(text, LOADER)  # noqa: S506  # a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "a character that cannot stand there"
        raise ScenarioError(f"{name}{where}: this is not YAML: {what}") from None
    # YAML reads 2020-06-01 as a date; an atlas has dates as text.
    return json.loads(json.dumps(data, default=str))


def _say(error: Any) -> str:
    """What is wrong, with the number of the edit."""
    loc = error["loc"]
    in_edit = len(loc) > 1 and loc[0] == "edits"
    if in_edit:
        error = {**error, "loc": loc[2:]}
    said = explain_error(error, Edit if in_edit else Scenario, Where()).message
    return f"edit {int(loc[1]) + 1}: {said}" if in_edit else said
