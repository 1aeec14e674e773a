import pytest, time
from tests.web.conftest import *
from tests.web.scene import *
from tests.web.scene import COLUMNS
from tests.web.permissions import ROUTES
from weft.web.contributing.importing import jobs
@pytest.mark.django_db
def test_probe(demo, settings):
    jobs.spawn = lambda t: t()
    clients = open_browsers()
    t=time.time()
    scene = set_scene(); print("scene", time.time()-t, scene)
    def word(a):
        if a.status_code in (301,302):
            l=a["Location"]
            if l.startswith("/sign/login/"): return "login"
            if l.startswith("/sign/reauthenticate/"): return "again"
            return str(a.status_code)
        return str(a.status_code)
    for row in ROUTES:
        t=time.time()
        ad=row.address.format(**scene)
        got={}
        for m in ("get","post","put","patch","delete"):
            res=[]
            for n in COLUMNS:
                c=clients[n]
                import copy
                jar=copy.deepcopy(c.cookies)
                with undone():
                    if m=="get": a=c.get(ad)
                    elif m=="post":
                        form={k:(v.format(own=OWN.get(n,""),**scene) if isinstance(v,str) else v) for k,v in row.form.items()}
                        try: a=post(c,ad,form)
                        except Exception as e: 
                            import traceback; traceback.print_exc(); a=None
                    else: a=getattr(c,m)(ad)
                    c.cookies=jar
                    res.append(word(a) if a is not None else "ERR")
            got[m]=" ".join(res)
        flag=""
        if got["get"]!=row.get: flag+=f"  GET want {row.get} got {got['get']}"
        if got["post"]!=row.post: flag+=f"  POST want {row.post} got {got['post']}"
        oth={got[m] for m in ("put","patch","delete")}
        if oth!={row.others}: flag+=f" OTHERS {[got[m] for m in ('put','patch','delete')]}"
        print(row.route, round(time.time()-t,2), flag)
