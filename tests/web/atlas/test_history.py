"""x."""
import pytest
from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import *
pytestmark = pytest.mark.django_db
@pytest.fixture
def net() -> Network:
    return build_network()

def test_smoke(net):
    state(net.officer, "city", competences=[competence("clinic")])
    correct(net.officer, "competences", "clinic", "city", role="fund", note={"fr":"Bonjour","en":"Hi"})
    confirm(net.partner, "state", "clinic")
    correct(net.officer, "competences", "clinic", "city", visibility="network", reason="secret")
    correct(net.officer, "competences", "clinic", "city", visibility="public", reason="open")
    correct(net.steward, "mechanisms", "table", members=[{"actor":"city"},{"actor":"ghost"}])
    correct(net.steward, "actors", "city", works=None, contact={"email":"a@b.c"})
    for who in (None, net.officer, net.steward, net.secretariat):
        c = browse(who)
        for a in ("/facts/clinic/history","/facts/table/history","/facts/city/history","/places/tangier/history","/sources/law/history","/changes","/places/tangier/changes","/actors/city/changes","/changes.atom","/ar/changes.atom", "/fr/facts/clinic/history", "/facts/whisper/history", "/actors/state/changes.atom"):
            r=c.get(a)
            print(who, a, r.status_code, len(r.content))
            if a in ("/facts/clinic/history","/facts/table/history", "/changes", "/changes.atom") and r.status_code==200 and who in (None, net.steward):
                import re
                t=r.content.decode()
                t=t[t.index("<main"):t.index("</main>")] if "<main" in t else t
                print(re.sub(r"\n\s*\n+","\n",re.sub(r"<[^>]+>"," ",t)))
    assert 0
