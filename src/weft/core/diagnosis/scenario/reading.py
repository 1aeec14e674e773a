"""Reads a scenario from a YAML file, and says where one is wrong."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from weft.core.diagnosis.scenario.editing import Scenario, ScenarioError
from weft.core.terms.vocabulary import LOADER


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; raises ScenarioError with every problem found."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read ({error})") from None
    try:
        data = yaml.load(text, LOADER)  # noqa: S506  # a safe loader
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path.name}: this is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise ScenarioError(f"{path.name}: a scenario has a name and edits; this file has neither")
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        lines = [
            f"{path.name}: {'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}"
            for each in error.errors()
        ]
        raise ScenarioError("\n".join(lines)) from None
