import pytest, json
from tests.web.contributing.bringing import *
from tests.web.people import sign_in
pytestmark=[pytest.mark.django_db, pytest.mark.usefixtures("demo","at_once")]
def test_own():
    c=sign_in("Officer"); a=bring_well(c,"a.yaml","actors: [{name: \u00e9 desk, kind: agency, parent: City of Tangier}]")
    r=c.get("/me/data.json"); print(r.status_code); print(json.loads(r.content).get("contributing.upload.person"))
