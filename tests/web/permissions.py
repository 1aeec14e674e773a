"""The permission table: every page and endpoint, with an address that stands for it, and what each
of the four people gets there.

A route that is missing here fails the suite.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """A route by its name, an address on the demo's facts, and the answer to Officer, Partner,
    Resident and Stranger."""

    route: str
    address: str
    officer: int = 200
    partner: int = 200
    resident: int = 200
    stranger: int = 200


PAGES = (
    Row("home", "/"),
    Row("places", "/places"),
    Row("place", "/places/lyon"),
    Row("powers", "/places/lyon/what-it-can-do"),
    Row("network", "/places/lyon/network"),
    Row("brokers", "/places/lyon/brokers"),
    Row("setting", "/places/lyon/diagnosis/housing"),
    Row("gaps", "/places/lyon/gaps/housing"),
    Row("scenario", "/places/lyon/scenario/housing?change=add_body"),
    Row("cell", "/places/lyon/cells/housing/local"),
    Row("compare", "/compare?one=lyon&other=turin&area=housing"),
    Row("actors", "/actors"),
    Row("actor", "/actors/city-of-lyon"),
    Row("mechanism", "/mechanisms/lyon-city-contract"),
    Row("facts", "/facts/lyon-city-contract"),
    Row("sources", "/sources"),
    Row("source", "/sources/lyon-report"),
    Row("search", "/search?q=tanger"),
    Row("method", "/about/method"),
    Row("accessibility", "/about/accessibility"),
    Row("data", "/about/data"),
)
FILES = (
    Row("weave-svg", "/places/lyon/weave.svg"),
    Row("weave-png", "/places/lyon/weave.png"),
    Row("place-pdf", "/places/lyon.pdf"),
    Row("place-docx", "/places/lyon.docx"),
    Row("atlas-file", "/data/atlas.yaml"),
    Row("ground", "/map/-39_0_61_54_880.svg"),
)
TABLE = (*PAGES, *FILES)
