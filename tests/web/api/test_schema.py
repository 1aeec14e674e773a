"""The OpenAPI document is true: of every operation, every answer, and every refusal."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.web.api.conftest import ROOT
from tests.web.api.operations import find_needed
from weft.web.api import api
from weft.web.wsgi import application

pytestmark = [pytest.mark.django_db]
# What stands in the files, in place of any words.
KNOWN = {
    "place": "lyon", "parent": "france", "one": "lyon", "other": "tangier",
    "actor": "city-of-lyon", "one_as": "city-of-lyon", "other_as": "city-of-lyon",
    "one_pair": "national:local", "other_pair": "regional:local",
    "source": "lyon-report", "fact": "city-of-lyon", "dataset": "oujda-residents",
    "measure": "stock", "where": "sex:F,M", "by": "origin",
}  # fmt: skip
QUIET = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
FEW = settings(QUIET, max_examples=8)  # each is worked out in full


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """A real server closes connections between requests; here all are in one transaction."""
    for each in (request_started, request_finished):
        each.disconnect(close_old_connections)
    yield
    for each in (request_started, request_finished):
        each.connect(close_old_connections)


def load(**settings: Any) -> OpenApiSchema:
    """Requests made from the document, and sent to the site itself."""
    config = SchemathesisConfig.from_dict({"seed": 1, **settings})
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{ROOT}/")))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = application
    return schema


@load().parametrize()
@QUIET
def test_whatever_is_asked_the_answer_is_one_that_the_document_names(case: Any) -> None:
    case.call_and_validate()


@load(generation={"mode": "positive"}, phases={"coverage": {"enabled": False}}).parametrize()
@FEW
def test_what_is_asked_of_what_there_is_is_answered_as_the_document_says(case: Any) -> None:
    for asked in (case.path_parameters, case.query):
        asked.update({name: KNOWN[name] for name in asked if name in KNOWN})
    case.query.update(find_needed(case) | dict(case.query))
    response = case.call_and_validate()
    assert response.status_code == 200, response.text
