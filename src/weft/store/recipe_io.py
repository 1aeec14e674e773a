"""Recipes and policies as YAML: written so that a person can correct them, read with errors that
say the line and the field; for the import, the terminal and the page."""

from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from weft.core.atlas.files.yaml_file import RefusedError, parse
from weft.core.atlas.records import Model
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.recipe import Recipe

Read = TypeVar("Read", bound=Model)
_Lines = dict[tuple[str | int, ...], int]
_LONGEST = 2_000_000  # characters; a recipe of a thousand codes has 30,000


class RecipeError(ValueError):
    """A recipe or a policy cannot be used. Says the file, the line, the field, and what to do."""

    def __init__(self, where: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"{where}: " + "; ".join(problems))


def write_recipe(recipe: Recipe) -> str:
    """A recipe as YAML, which reads back equal; what is as usual is left out."""
    data = recipe.model_dump(mode="json", exclude_defaults=True)
    whole = {"weft": recipe.weft, "kind": recipe.kind, **data}
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100)
    return text


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file. Raises RecipeError, FileNotFoundError."""
    return parse_recipe(_read_text(path), path.name)


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises RecipeError, FileNotFoundError."""
    data, lines = _parse(_read_text(path), path.name, "a policy begins with `kind: protected`")
    return _validate(Policy, data, lines, path.name)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecipeError(
            path.name, (f"byte {error.start + 1} is not UTF-8; save it as UTF-8",)
        ) from None


def parse_recipe(text: str, name: str = "recipe.yaml") -> Recipe:
    """The recipe that a text says. Raises RecipeError with every problem, each with its line."""
    data, lines = _parse(text, name, "a recipe begins with `weft: 1` and `kind: table`")
    if data.get("weft", "1") != "1":
        line = lines.get(("weft",), 1)
        found = str(data["weft"])[:20]
        raise RecipeError(
            name, (f"line {line}, weft: found '{found}'; this Weft reads recipes of `weft: 1`",)
        )
    data = {key: value for key, value in data.items() if key != "weft"}
    return _validate(Recipe, data, lines, name)


def _parse(text: str, name: str, expected: str) -> tuple[dict[str, Any], _Lines]:
    """What a text says, and the line of each field."""
    if len(text) > _LONGEST:
        raise RecipeError(name, (f"{len(text):,} characters; a recipe is far shorter",))
    lines: _Lines = {}
    try:
        data = parse(text, lines)
    except RefusedError as error:
        raise RecipeError(name, (f"line {error.line}: {error}",)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = f"line {line}: this is not YAML ({error.problem}); check indents and quotes"
        raise RecipeError(name, (problem,)) from None
    except yaml.YAMLError as error:
        raise RecipeError(name, (f"this is not YAML ({error})",)) from None
    if not isinstance(data, dict):
        raise RecipeError(name, (f"line 1: {expected}",))
    return data, lines


def _validate(kind: type[Read], data: dict[str, Any], lines: _Lines, name: str) -> Read:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems = tuple(_describe(each, lines) for each in error.errors())
        raise RecipeError(name, problems) from None


def _describe(error: Any, lines: _Lines) -> str:
    place = tuple(each for each in error["loc"] if each != "[key]")
    place = place or (error["type"],)  # what is wrong between fields names the one to correct
    known = place
    while known and known not in lines:
        known = known[:-1]
    field = ".".join(str(each) for each in place)
    found = str(error["input"])[:60] if isinstance(error["input"], str | int | float) else None
    said = f"found '{found}', " if found is not None and error["type"] != "missing" else ""
    if error["type"] == "extra_forbidden":
        return f"line {lines.get(known, 1)}, {field}: no such field; delete it or correct its name"
    message = error["msg"][0].lower() + error["msg"][1:]
    return f"line {lines.get(known, 1)}, {field}: {said}{message}"


def list_saved_recipes() -> dict[str, Recipe]:
    """The recipes that Weft brings along for files that many offices publish, by name."""
    folder = files("weft.packs").joinpath("recipes")
    if not folder.is_dir():
        return {}
    found = sorted(
        (at for at in folder.iterdir() if at.name.endswith(".yaml")), key=lambda a: a.name
    )
    return {
        at.name.removesuffix(".yaml"): parse_recipe(at.read_text("utf-8"), at.name) for at in found
    }
