"""Something of everybody's on the facts of Tangier: papers, people, statements, so that every
identifier in an address has something to name."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Count, Max
from django.test import Client

from tests.web.observatory.scene_figures import KEY, OPEN_KEY, PROTECTED, make_dataset, put
from tests.web.people import MANDATES, OFFICER, PARTNER, make_person, sign_in
from weft.core.atlas import SECTIONS
from weft.core.observatory.disclosure.policy import PUBLISHED
from weft.web.accounts.actions import invite, request_access
from weft.web.accounts.models import Event, Mandate, Role, User
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import Edit, publish
from weft.web.atlas.facts import read_view
from weft.web.atlas.memory import MEMORY
from weft.web.atlas.models import (
    Actor,
    ChangeSet,
    Entry,
    Kind,
    Place,
    Revision,
    Source,
    Statement,
    StatementArea,
)
from weft.web.atlas.writing import Stamp
from weft.web.contributing.documents import attach, keep_document
from weft.web.contributing.drafts import save_draft
from weft.web.contributing.importing.actions import preview
from weft.web.contributing.importing.receiving import receive
from weft.web.contributing.interviewing.answers import begin
from weft.web.diagnosis.facts import find_setting, read_gaps
from weft.web.diagnosis.marks import list_findings
from weft.web.following.actions import follow
from weft.web.following.links import make_token
from weft.web.observatory.actions import make_version, save_dataset
from weft.web.observatory.actions import publish as publish_version
from weft.web.observatory.delivering.actions import look, read_recipe
from weft.web.observatory.delivering.receiving import receive as receive_figures

COLUMNS = ("Officer", "Partner", "Resident", "Stranger", "Steward", "Secretariat")
SITE = "http://testserver/"
OWN = {"Officer": OFFICER, "Partner": PARTNER}  # for whom somebody writes; others for nobody
FACT, SOURCE, DOCUMENT = "tangier-says-culture", "tangier-minutes", b"%PDF-1.7 minutes"
DRAFT = {"holder": OFFICER, "area": "data", "role": "monitor", "basis": "de_facto"}
FILE = """competences:
  - {holder: city-of-tangier, area: language, role: deliver, basis: de_facto}
"""
FIGURES = b"place;year;figures\nTangier;2022;4120\nTangier;2023;4385\n"
APPENDED = (ChangeSet, Statement, StatementArea, Revision, Entry)
KEPT = (Place, Actor, Source)
PASSING = (Event, Session, ContentType, Permission)  # the log, sessions, and what Django fills in
HIDDEN_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def find_person(name: str) -> User:
    """One of those in `COLUMNS`, as the next request finds them."""
    return User.objects.get(username=name.lower())


def open_browsers() -> dict[str, Client]:
    """A browser for each, signed in but for the Resident, as people are who once signed up: with a
    password and an address that is theirs."""
    for name in COLUMNS:
        if name == "Resident":
            continue
        person = make_person(name, **MANDATES.get(name, {}))
        User.objects.filter(pk=person.pk).update(password=f"md5$salt${name}")
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return {name: Client() if name == "Resident" else sign_in(name) for name in COLUMNS}


def write(name: str, actor: str | None, **sections: list[dict[str, Any]]) -> ChangeSet:
    """Let somebody state records together, or change those that there are; `actor` states what is
    new."""
    person = find_person(name)
    seen, edits = read_view(read_for(person)).atlas, []
    for section, records in sections.items():
        for each in records:
            base = seen.find_record(section, each["id"])
            old = base.model_dump(mode="json", exclude_defaults=True) if base else {}
            if base is None and actor and section != "sources":
                old = {"asserted_by": actor}
            mine = SECTIONS[section].model_validate(old | each)
            edits.append(Edit(section, each["id"], base, mine))
    change_set = publish(person, edits, Stamp(Kind.PUBLISHED, person, actor))
    assert change_set is not None
    return change_set


def set_scene() -> dict[str, str]:
    """Name -> identifier. Everything that can belong to a person is the Officer's."""
    officer, secretariat = find_person("Officer"), find_person("Secretariat")
    loaded = Revision.objects.filter(section="places", key="tangier").earliest("pk").change_set
    stated = write(
        "Officer", OFFICER,
        sources=[{"id": SOURCE, "title": "Minutes"}],
        competences=[{"id": FACT, "holder": OFFICER, "area": "culture", "role": "deliver",
                      "basis": "de_facto", "sources": [{"source": SOURCE}]}],
    )  # fmt: skip
    corrected = write("Officer", OFFICER, competences=[{"id": FACT, "note": "Since spring."}])
    write("Steward", None, places=[{"id": "tangier", "population": 1_275_000}])
    write("Secretariat", None, sources=[{"id": SOURCE, "publisher": "City"}])
    file = keep_document(SimpleUploadedFile("minutes.pdf", DOCUMENT))
    attach(SOURCE, [file], stated)
    invited = invite(secretariat, "new@example.org", Role.CONTRIBUTOR, actor=OFFICER, site=SITE)
    asked = request_access(person=find_person("Stranger"), actor=OFFICER, site=SITE)
    assert asked is not None
    follow(officer, place="morocco")
    interview = begin(officer, "tangier", OFFICER, OFFICER, ["housing"], "public")
    figures = publish_figures()
    view = read_view()
    setting = find_setting(view, "tangier", "housing")
    assert setting is not None
    return {
        "fact": FACT,
        "source": SOURCE,
        "digest": file["sha256"],
        "version": str(stated.token),
        "change": str(corrected.token),
        "place_version": str(loaded.token),
        "source_version": str(stated.token),
        "finding": list_findings(read_gaps(view, setting))[0],
        "draft": str(save_draft(officer, "competences", DRAFT, OFFICER).token),
        "upload": bring(officer, "new.yaml", FILE),
        "marked": bring(officer, "wrong.yaml", FILE.replace("deliver", "delivr")),
        "interview": str(interview.token),
        "secret": invited.link.rpartition("/")[2],
        "invitation": str(invited.invitation.pk),
        "request": str(asked.pk),
        "person": str(officer.pk),
        "mandate": str(Mandate.objects.get(person=officer).pk),
        "unfollow": make_token(officer.pk),
        **bring_figures(officer),
        **figures,
    }


def publish_figures() -> dict[str, str]:
    """A dataset of the Officer's body with counts so small that they are protected, and one that
    its source has published."""
    for policy, key in ((PROTECTED, KEY), (PUBLISHED, OPEN_KEY)):
        version = put(make_dataset(policy, key, OFFICER if key == KEY else None))
        publish_version(None, version, accept_exposed=1000)  # the one shows what the other hides
    return {"dataset": KEY, "open_dataset": OPEN_KEY}


def bring_figures(person: User) -> dict[str, str]:
    """A file of figures that somebody brought, and a version of it that waits to be published."""
    file = SimpleUploadedFile("figures.csv", FIGURES)
    delivery = receive_figures(person, OFFICER, None, file)
    look(delivery, lambda *_: None)
    delivery.refresh_from_db()
    recipe = read_recipe(delivery)
    assert recipe is not None
    constants = {"measure": "stock", "definition": "citizenship"}
    recipe = recipe.model_copy(update={"constants": constants})
    dataset = save_dataset(
        person, "foreign-residents", PUBLISHED, title="Foreign residents", owner=OFFICER,
        publisher="City of Tangier", source="Register of residents", licence="CC BY 4.0",
    )  # fmt: skip
    version = make_version(person, dataset, delivery.path, recipe)
    return {"delivery": str(delivery.token), "figures": version.token}


def bring(person: User, name: str, content: str) -> str:
    """The token of a file that somebody brought, with its preview."""
    upload = receive(person, OFFICER, SimpleUploadedFile(name, content.encode()))
    preview(upload, lambda *_: None)
    return str(upload.token)


def count_everything() -> dict[str, Any]:
    """What tells whether anything was written, but for the log and sessions."""
    found: dict[str, Any] = {}
    for model in apps.get_models():
        if issubclass(model, PASSING):
            continue
        rows = model._default_manager.all()
        if issubclass(model, APPENDED):
            found[model.__name__] = tuple(rows.aggregate(Count("pk"), Max("pk")).values())
        elif issubclass(model, KEPT):
            last = rows.aggregate(Count("pk"), Max("change_set"))
            found[model.__name__] = (*last.values(), rows.filter(gone=True).count())
        else:
            fields = [x.name for x in model._meta.concrete_fields if x.name != "changed_at"]
            found[model.__name__] = sorted(repr(each) for each in rows.values_list(*fields))
    return found


def fill(form: Mapping[str, Any], name: str, scene: Mapping[str, str]) -> dict[str, Any]:
    """A form of the table as somebody fills it in."""
    own = OWN.get(name, "")
    return {
        field: value.format(own=own, **scene) if isinstance(value, str) else value
        for field, value in form.items()
    }


def post(client: Client, address: str, form: dict[str, Any], **more: Any) -> Any:
    """Send a form as a browser would: with what the page carries along for it."""
    page = client.get(address)
    html = page.content.decode() if page.get("Content-Type", "").startswith("text/html") else ""
    carried = {name: value for name, value in HIDDEN_INPUT.findall(html) if name not in form}
    carried.pop("csrfmiddlewaretoken", None)
    files = {name: SimpleUploadedFile(*x) for name, x in form.items() if isinstance(x, tuple)}
    return client.post(address, {**carried, **form, **files}, **more)


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here is taken back, in the database and in what the process remembers."""
    MEMORY.read_whole()  # so that what is kept is up to date
    kept = dict(vars(MEMORY))
    for name in ("records", "prints", "origins", "views", "tokens"):
        kept[name] = kept[name].copy()
    kept["records"] = {section: dict(found) for section, found in kept["records"].items()}
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        vars(MEMORY).update(kept)
