import time, pytest
from tests.web.contributing.interviews import *
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
def test_t(people):
    c=people["Officer"]; 
    def t(n,f):
        a=time.perf_counter(); r=f(); print(n, round(1000*(time.perf_counter()-a)),"ms"); return r
    t("start",lambda: c.get(START)); t("start2",lambda: c.get(START))
    base=begin(c,"housing","health")
    for i in (1,2,6,7): t(f"get {i}",lambda: c.get(f"{base}/{i}"))
    t("get 1",lambda: c.get(f"{base}/1"))
    t("post",lambda: say(c,base,1,actor=[WILAYA,OFFICER]))
    t("post",lambda: say(c,base,2,actor=[WILAYA,OFFICER]))
    t("end",lambda: c.get(f"{base}/end"))
    t("end",lambda: c.get(f"{base}/end"))
    t("publish",lambda: end(c,base,confirm="yes"))
    t("diff",lambda: c.get(f"{START}/differences"))
