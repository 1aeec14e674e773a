"""How tests are spread over processes: those that share what their module sets up stay together, as
each process would set it up anew; and what Spark is told wherever it starts."""

import os
from pathlib import Path

import pytest

os.environ["SPARK_CONF_DIR"] = str(Path(__file__).parent / "spark")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    functions = [each for each in items if isinstance(each, pytest.Function)]
    together = {each.path for each in functions if shares_a_module(each)}
    for item in items:
        if item.path in together and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def shares_a_module(item: pytest.Function) -> bool:
    """Whether a test uses a fixture that is set up once for its module."""
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    return any(each.scope == "module" for several in fixtures for each in several)
