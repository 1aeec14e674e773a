"""Portville on a day of March, laid out once for all tests that only read it."""

import pytest

from tests.pictures.portville import TODAY, measure, weave_portville
from weft.pictures import Weave, lay_out


@pytest.fixture(scope="session")
def portville() -> Weave:
    return lay_out(weave_portville(), "portville", TODAY, measure)
