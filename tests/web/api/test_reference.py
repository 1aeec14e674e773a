"""The page on the API in the documentation is true: its examples, its table, its statuses."""

import json
import re

import pytest
from django.test import Client

from tests.guide import Step, list_steps, matches
from tests.reference_docs import REFERENCE
from tests.web.api.conftest import ROOT
from tests.web.api.operations import read_document
from weft.web.api.document import STATUSES

pytestmark = [pytest.mark.django_db]
PAGE = (REFERENCE / "api.md").read_text("utf-8")
HOST = "http://localhost:8000"
# What programs call an operation; it stays, whatever its address.
NAMES = {
    "list_places", "show_place", "show_weave", "show_summary", "list_diagnoses", "show_diagnosis",
    "show_gaps", "show_brokers", "compare_sides", "list_actors", "show_actor", "list_mechanisms",
    "list_facts", "show_fact", "list_sources", "show_source", "search_records", "show_index",
    "show_about", "show_method", "show_vocabularies", "list_datasets", "show_dataset",
    "list_observations", "list_measures", "list_definitions", "show_profile", "sum_figures",
    "compare_figures",
}  # fmt: skip


def find_steps(kind: str) -> list[Step]:
    return [each for each in list_steps(PAGE) if each.kind == kind]


def test_each_example_answers_what_it_shows(client: Client) -> None:
    typed, shown = find_steps("console"), find_steps("json")
    assert len(typed) == len(shown) == 2
    for command, answer in zip(typed, shown, strict=True):
        found = re.fullmatch(rf"\$ curl '{HOST}(\S+)' \| python3 -m json.tool", command.lines[0])
        assert found
        printed = json.dumps(client.get(found[1]).json(), indent=4)
        assert matches(answer.lines, printed), printed


def test_its_table_is_that_of_the_document() -> None:
    rows = [line.strip("| ").split(" | ") for line in find_steps("table")[0].lines[2:]]
    shown = [[cell.strip(" |") for cell in [*row, ""][:3]] for row in rows]
    expected = []
    for path, methods in read_document()["paths"].items():
        operation = methods["get"]
        names = [
            f"**`{each['name']}`**" if each["required"] else f"`{each['name']}`"
            for each in operation["parameters"]
            if each["in"] == "query"
        ]
        expected.append([f"`{path.removeprefix(ROOT)}`", operation["summary"], ", ".join(names)])
    assert shown == expected


def test_every_status_of_the_document_is_explained() -> None:
    statuses = re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE)
    assert set(map(int, statuses)) == {*STATUSES, 405} - {200}


def test_the_names_of_operations_stay() -> None:
    document = read_document()
    names = [each["get"]["operationId"] for each in document["paths"].values()]
    assert len(set(names)) == len(names)
    assert set(names) == NAMES


def test_the_document_says_what_it_is_of_and_under_which_licence(client: Client) -> None:
    document = client.get(f"{ROOT}/openapi.json").json()
    assert document["info"]["license"] == {"name": "CC BY 4.0"}
    assert document["info"]["title"]
    assert document["info"]["version"] == "1.0.0"
    del document["info"]["license"]
    assert document == json.loads(json.dumps(read_document()))


def test_types_of_one_name_in_two_rooms_are_told_apart() -> None:
    types = read_document()["components"]["schemas"]
    assert types["BrokersSide"]["properties"].keys() == {"actor", "over", "mechanisms"}
    assert types["ComparisonSide"]["properties"].keys() == {"setting", "actor"}
    assert {"GapsPart", "ExplanationPart"} <= types.keys()
    assert not [each for each in types if "__" in each]


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = json.dumps(read_document())
    known = read_document()["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', document))
    assert named <= known.keys()
    assert "null" not in {str(each.get("type")) for each in list_parameters()}


def test_every_parameter_and_every_operation_is_explained() -> None:
    for path, methods in read_document()["paths"].items():
        assert methods["get"]["summary"], path
        assert methods["get"]["tags"], path
        for each in methods["get"]["parameters"]:
            assert each["in"] == "path" or each["description"], (path, each["name"])


def list_parameters() -> list[dict[str, object]]:
    return [
        each["schema"]
        for methods in read_document()["paths"].values()
        for each in methods["get"]["parameters"]
    ]
