"""The JSON Schema accepts what Weft writes and what people may type, and refuses what is wrong."""

from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.core.atlas.samples import TOWN, make_town
from tests.core.atlas.strategies import atlases
from tests.core.atlas.test_round_trip import PATIENT
from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.files.yaml_file import write_yaml
from weft.core.atlas.schema import make_schema
from weft.core.terms import list_codes

VALIDATOR = Draft202012Validator(make_schema())


def list_errors(data: Any) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(make_schema())
    assert set(SECTIONS) < set(make_schema()["properties"])


@settings(PATIENT, max_examples=15)
@given(atlas=atlases())
def test_it_accepts_every_document_that_weft_writes(atlas: Atlas) -> None:
    assert list_errors(yaml.safe_load(write_yaml(atlas))) == []


def test_it_accepts_records_without_ids_and_single_words_for_lists() -> None:
    data = {
        "places": [{"name": "Brikmel", "levels": "local"}],
        "actors": [{"name": {"ar": "بريكمل"}, "kind": "government", "networks": "Towns; Cities"}],
        "mechanisms": [{"name": "A", "kind": "exchange", "areas": "housing", "veto": "nobody"}],
        "reports": None,
    }
    assert list_errors(data) == []


def test_it_lists_the_codes_of_vocabularies() -> None:
    assert make_schema()["$defs"]["Competence"]["properties"]["area"]["enum"] == [
        *list_codes("areas")
    ]


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("places", "levels", "bogus"),
        ("places", "colour", "red"),
        ("places", "latitude", [1]),
        ("places", "id", "No Id"),
        ("sources", "title", {"xx-": "a"}),
        ("actors", "kind", 5),
        ("policies", "areas", []),
        ("surveys", "found", {"a": "b"}),
    ],
)
def test_it_refuses_a_wrong_value(section: str, field: str, value: Any) -> None:
    data: dict[str, Any] = yaml.safe_load(write_yaml(make_town()))
    assert list_errors(data) == []
    wrong = deepcopy(data)
    wrong[section][0][field] = value
    assert list_errors(wrong)
    assert section in TOWN
