"""Says in plain words what a validation error means, for people who fill in files."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.references import find_model

# Pydantic's error types -> what was expected; {field} and {given} are filled in.
_EXPECTED = {
    "missing": "'{field}' is missing; fill it in",
    "string_type": "'{field}' is {given}; a text is expected",
    "string_too_long": "'{field}' is too long ({given})",
    "bool_parsing": "'{field}' is {given}; yes or no is expected",
    "bool_type": "'{field}' is {given}; yes or no is expected",
    "int_parsing": "'{field}' is {given}; a whole number is expected",
    "int_type": "'{field}' is {given}; a whole number is expected",
    "int_from_float": "'{field}' is {given}; a whole number is expected",
    "float_parsing": "'{field}' is {given}; a number is expected",
    "float_type": "'{field}' is {given}; a number is expected",
    "finite_number": "'{field}' is {given}; a finite number is expected",
    "tuple_type": "'{field}' is {given}; a list is expected: [a, b]",
    "dict_type": "'{field}' is {given}; lines of key: value are expected",
    "model_type": "'{field}' is {given}; lines of field: value are expected",
    "too_short": "'{field}' is empty; at least one is needed",
    "too_long": "'{field}' has too many parts",
}


def explain_error(error: Any, kind: type[BaseModel], where: Where) -> Problem:
    """A Problem from one entry of ValidationError.errors()."""
    path = [each for each in error["loc"] if isinstance(each, str)]
    field = ".".join(path) or "record"
    code = error["type"].replace("_", "-")
    if path == ["weft"]:
        message = f"'weft' is {_show(error['input'])}; this version of Weft reads format 1"
        return Problem("format-version", "error", message, where)
    if error["type"] == "extra_forbidden":
        return Problem("unknown-field", "error", _explain_extra(path, kind), where)
    if error["type"] == "string_pattern_mismatch":
        message = (
            f"'{field}' is {_show(error['input'])}; {_explain_pattern(path[-1] if path else '')}"
        )
    elif error["type"] in _EXPECTED:
        message = _EXPECTED[error["type"]].format(field=field, given=_show(error["input"]))
    elif "url" in error:  # Pydantic's own words; ours come without an address to read on
        said = (
            error["msg"].replace("Input should", "it should").replace("Value should", "it should")
        )
        message = f"'{field}' is {_show(error['input'])}; {said[:300]}"
    else:
        message = f"'{field}': {error['msg'][:300]}" if path else error["msg"][:300]
    return Problem(code, "error", message, where)


def explain_file(name: str, error: ValidationError, kind: type[BaseModel]) -> str:
    """All that is wrong with a file of data, a line each: file, field, what was found."""
    lines = []
    for each in error.errors():
        where = ".".join(map(str, each["loc"])) or "the file"
        lines.append(f"{name}: {where}: {explain_error(each, kind, Where()).message}")
    return "\n".join(lines)


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value)
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"


def _explain_extra(path: list[str], kind: type[BaseModel]) -> str:
    model: type[BaseModel] = kind
    for step in path[:-1]:
        found = model.model_fields.get(step)
        model = (find_model(found.annotation) if found else None) or model
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(path[-1], known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
    return f"there is no field '{path[-1][:60]}' here; {hint}"


def _explain_pattern(field: str) -> str:
    return {
        "id": "an id has lower-case letters a-z, digits and hyphens, as city-of-lyon",
        "url": "an address begins with http:// or https://",
        "email": "an e-mail address has an @",
        "currency": "a currency has three capital letters, as EUR",
        "language": "a language is a code: en, fr, ar",
        "phone": "a telephone number has digits and + ( ) / . -",
    }.get(field, "lower-case letters a-z, digits and hyphens are expected, as city-of-lyon")
