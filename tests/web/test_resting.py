"""Each reader's diagnosis uses only facts that this reader may see, and says so: on pages, in
documents and files, and in the API."""

import io

import pytest
from django.utils.translation import override
from docx import Document

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, state
from tests.web.atlas.reading import read
from weft.web.site.provenance import say_beside, say_resting

pytestmark = pytest.mark.django_db
PAGES = (
    "/places/tangier",
    "/places/tangier/what-it-can-do",
    "/places/tangier/network",
    "/places/tangier/brokers",
    "/places/tangier/diagnosis/housing",
    "/places/tangier/gaps/housing",
    "/places/tangier/scenario/housing",
    "/compare?one=tangier&other=al-hoceima",
)
API = (
    "/places/tangier/summary",
    "/places/tangier/diagnoses",
    "/places/tangier/diagnoses/housing",
    "/places/tangier/gaps/housing",
    "/places/tangier/brokers",
    "/compare?one=tangier&other=al-hoceima&area=housing",
)
BESIDE = "2 facts for members of the network"


@pytest.fixture
def net() -> Network:
    """The city states two facts for the network, which the partner sees and the stranger not."""
    found = build_network()
    hidden = [
        competence("clinic", visibility="network"),
        competence("school", area="education", visibility="network"),
    ]
    state(found.officer, "city", competences=hidden)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_on_whose_facts_it_rests(net: Network, address: str) -> None:
    for person in (None, net.stranger):
        assert "This rests on public facts only." in read(browse(person), address)
    said = read(browse(net.partner), address)
    assert f"rests also on facts that not everybody sees: {BESIDE}." in said


def read_word(net: Network, *, partner: bool) -> str:
    answer = browse(net.partner if partner else net.stranger).get("/places/tangier.docx")
    assert answer.status_code == 200
    word = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in word.paragraphs), *cells])


def test_a_document_says_on_whose_facts_it_rests(net: Network) -> None:
    assert "public facts only" in read_word(net, partner=False)
    assert f"public facts; also {BESIDE}" in read_word(net, partner=True)


def test_a_table_to_take_along_says_on_whose_facts_it_rests(net: Network) -> None:
    address = "/places/tangier/brokers?table=brokers&format=csv"
    assert "# Rests on: public facts only" in browse(None).get(address).content.decode()
    assert f"public facts; also {BESIDE}" in browse(net.partner).get(address).content.decode()


@pytest.mark.parametrize("path", API)
def test_the_api_says_on_whose_facts_it_rests(net: Network, path: str) -> None:
    public, more = (
        browse(each).get(f"/api/v1{path}").json()["rests_on"] for each in (None, net.partner)
    )
    assert public["public"] > 0
    assert (public["network"], public["place"], public["own"]) == (0, 0, 0)
    assert (more["network"], more["public"]) == (2, public["public"])


def test_visibilities_are_counted_in_their_order() -> None:
    counts = {"public": 5, "network": 1, "place": 0, "own": 2}
    with override("en"):
        assert say_beside(counts, "en") == (
            "1 fact for members of the network; 2 facts for the stating actor only"
        )
        assert say_resting({"public": 5, "network": 0}, "en") == "public facts only"
        assert say_resting({"public": 0}, "en") == "public facts only"
