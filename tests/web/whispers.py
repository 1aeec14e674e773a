"""What the city of Tangier and a ministry keep from others, stated, changed and taken back by real
actions, for tests that nobody else notices."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.people import OFFICER, PARTNER, make_person
from tests.web.scene import find_person, write
from weft.core.terms import Text
from weft.web.accounts.actions import give_mandate, request_access
from weft.web.accounts.models import Role
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import take_stand, withdraw
from weft.web.atlas.facts import read_view
from weft.web.atlas.models import ChangeSet, Statement
from weft.web.atlas.undoing import restore, undo
from weft.web.atlas.uniting import unite_actors
from weft.web.contributing.documents import attach, keep_document
from weft.web.contributing.importing.applying import apply_upload
from weft.web.contributing.importing.planning import make_plan
from weft.web.contributing.importing.receiving import receive
from weft.web.contributing.interviewing.answers import Answer, Talk, begin
from weft.web.contributing.interviewing.ending import publish_interview
from weft.web.contributing.interviewing.records import fit_drafts
from weft.web.diagnosis.facts import find_setting, read_gaps
from weft.web.diagnosis.marks import list_findings
from weft.web.diagnosis.models import Mark
from weft.web.following.actions import follow

TODAY = dt.date(2026, 3, 1)
BOARD, SHELTER = "tangier-welcome-board", "tangier-fact-social-city-fund"  # everybody sees them
AREA = "diaspora"  # of which nothing is recorded in public


class Whisper(NamedTuple):
    """What is kept to some: by whom, for which actor, with which visibility, and the word by which
    it would be known; and who may not notice any of it."""

    word: str
    by: str
    actor: str
    visibility: str
    unseen: tuple[str, ...]

    def name(self, what: str) -> str:
        return f"{self.word.lower()}-{what}"

    @property
    def document(self) -> bytes:
        """A file that belongs to what is hidden."""
        return f"%PDF-1.7 {self.word}".encode()

    def find_digest(self) -> str:
        return hashlib.sha256(self.document).hexdigest()


PUBLIC = ("Resident", "Stranger")
NETWORK = Whisper("Timbuktu", "Officer", OFFICER, "network", PUBLIC)
PLACE = Whisper("Quirinal", "Officer", OFFICER, "place", (*PUBLIC, "Partner"))
OWN = Whisper("Xanadu", "Officer", OFFICER, "own", (*PUBLIC, "Partner"))
THEIRS = Whisper("Ruritania", "Partner", PARTNER, "own", (*PUBLIC, "Officer"))
WHISPERS = (NETWORK, PLACE, OWN, THEIRS)


def set_table() -> None:
    """What is there for everybody before anybody whispers: a body of the city, an actor, and a
    clerk who may see and do everything."""
    write("Officer", OFFICER, mechanisms=[{
        "id": BOARD, "name": "Welcome board", "kind": "consultative_body",
        "areas": ["housing", "reception"],
        "members": [{"actor": OFFICER}, {"actor": PARTNER}, {"actor": "tangier-ngos"}],
    }])  # fmt: skip
    clerk = make_person("Clerk", role=Role.SECRETARIAT)
    for actor in (OFFICER, PARTNER):
        give_mandate(None, clerk, Role.CONTRIBUTOR, actor=actor)
    for name in ("Officer", "Partner", "Stranger"):
        follow(find_person(name), place="tangier")


def state(it: Whisper) -> None:
    """A hidden actor and its double, what they hold and share, with a document of its own."""
    minutes, league = it.name("minutes"), it.name("league")
    hidden = {"visibility": it.visibility, "sources": [{"source": minutes, "locator": it.word}]}
    areas = ["housing", AREA]
    change_set = write(
        it.by, it.actor,
        sources=[{"id": minutes, "title": f"{it.word} minutes", "date": "2031", "grade": "A"}],
        actors=[
            {"id": each, "name": f"{it.word} {name}", "kind": "civil_society", "place": "tangier",
             **hidden}
            for each, name in ((league, "League"), (it.name("double"), "Leage"),
                               (it.name("other"), "Others"))
        ],
        competences=[
            {"id": it.name("shelter"), "holder": it.actor, "area": "housing", "role": "deliver",
             "basis": "de_facto", "place": "tangier", "note": it.word, **hidden},
            {"id": it.name("tie"), "holder": it.actor, "area": AREA, "role": "regulate",
             "basis": "de_jure", "place": "tangier", **hidden},
            # Public, but about somebody who is not.
            {"id": it.name("clinic"), "holder": league, "area": "health", "role": "deliver",
             "basis": "de_facto", "note": it.word},
        ],
        mechanisms=[{
            "id": it.name("table"), "name": f"{it.word} table", "kind": "exchange",
            "areas": areas, "place": "tangier", "meetings": 12, "last_active": "2031",
            "members": [{"actor": OFFICER}, {"actor": PARTNER}, {"actor": league}], **hidden,
        }],
        policies=[{"id": it.name("plan"), "name": f"{it.word} plan", "issuer": it.actor,
                   "areas": areas, "kind": "strategy", "place": "tangier", **hidden}],
        resources=[{"id": it.name("means"), "actor": it.actor, "area": "housing", "year": 2031,
                    "money": 77_777_777, "currency": "MAD", **hidden}],
        disputes=[{"id": it.name("quarrel"), "name": f"{it.word} quarrel", "areas": areas,
                   "parties": [OFFICER, league], "kind": "dispute", **hidden}],
        surveys=[{"id": it.name("survey"), "name": f"{it.word} survey", "place": "tangier",
                  "areas": [AREA], "closes": ["resources"], **hidden}],
    )  # fmt: skip
    file = SimpleUploadedFile(f"{it.word}.pdf", it.document)
    attach(minutes, [keep_document(file)], change_set)
    person = find_person(it.by)
    follow(person, actor=league)
    give_mandate(None, person, Role.CONTRIBUTOR, actor=league)
    request_access(person=find_person("Clerk"), actor=it.name("double"), site="http://testserver/")


def correct(it: Whisper) -> None:
    """Another name, another note; and a seat for the hidden actor on a body everybody sees."""
    write(it.by, it.actor,
          actors=[{"id": it.name("league"), "name": f"The {it.word} League"}],
          competences=[{"id": it.name("shelter"), "role": "fund", "note": f"Still {it.word}"}],
          mechanisms=[{"id": it.name("table"), "meetings": 52}])  # fmt: skip
    note = it.name("note")
    write(it.by, it.actor, sources=[{"id": note, "title": f"{it.word} note"}],
          competences=[{"id": it.name("shelter"), "sources": [{"source": note}]}])  # fmt: skip
    if it.by == "Officer":
        members = read_view(read_for(find_person("Officer"))).atlas.facts[BOARD].model_dump()
        seats = [*members["members"], {"actor": it.name("league"), "seat": "observer"}]
        write("Officer", OFFICER, mechanisms=[{"id": BOARD, "members": seats}])


def dispute(it: Whisper) -> None:
    """The hidden actor disputes what everybody sees, and others dispute what is hidden."""
    reason = Text({"en": f"{it.word} knows better"})
    person = find_person(it.by)
    take_stand(person, it.name("league"), SHELTER, "disputes", TODAY, reason)
    for what in ("shelter", "tie"):
        take_stand(person, it.name("league"), it.name(what), "disputes", TODAY, reason)
    take_stand(person, it.actor, it.name("quarrel"), "confirms", TODAY)


def mark(it: Whisper) -> None:
    """A word on findings that are there only because of what is hidden."""
    person = find_person(it.by)
    for finding in list_hidden_findings(it):
        Mark.objects.create(
            place_id="tangier", area=AREA, finding=finding, word="handled", person=person,
            reason=f"{it.word} did it", actor_id=it.actor,
        )  # fmt: skip


def list_hidden_findings(it: Whisper) -> list[str]:
    """What only those find who see what is hidden."""
    seen = []
    for view in (read_view(read_for(find_person(it.by))), read_view()):
        setting = find_setting(view, "tangier", AREA)
        assert setting is not None
        seen.append(list_findings(read_gaps(view, setting)))
    found = [each for each in seen[0] if each not in seen[1]]
    assert found == ["S-CONTESTED.regulate"]
    return found


def bring(it: Whisper) -> None:
    """A file with nothing in it but what is hidden."""
    content = f"""title: The {it.word} atlas
competences:
  - {{id: {it.name("bath")}, holder: {it.actor}, area: culture, role: fund, basis: de_facto,
      visibility: {it.visibility}, note: {it.word}}}
"""
    person, name = find_person(it.by), f"{it.word}.yaml"
    upload = receive(person, it.actor, SimpleUploadedFile(name, content.encode()))
    plan = make_plan(person, it.actor, name, content.encode(), lambda *_: None)
    assert not plan.problems
    assert apply_upload(upload, plan.digest, lambda *_: None) is not None


def interview(it: Whisper) -> None:
    """A talk with the hidden actor, kept to the same people."""
    person = find_person(it.by)
    talk_with = begin(person, "tangier", it.actor, it.name("league"), [AREA], it.visibility)
    talk = Talk(talk_with, read_view(read_for(person)), "en")
    new = talk.add_actor(f"{it.word} Union", "civil_society", "tangier")
    talk.store(talk.questions[0], Answer(said="named", actors=[new], language="en"))
    talk.interview.save()
    fit_drafts(talk)
    publish_interview(talk, confirm=False)


def take_back(it: Whisper) -> None:
    for what in ("shelter", "quarrel", "clinic"):
        withdraw(find_person(it.by), it.name(what))


def bring_back(it: Whisper) -> None:
    """What was taken back: one by restoring, one by undoing."""
    person = find_person(it.by)
    said = Statement.objects.filter(key=it.name("shelter"), state="published").latest("pk")
    assert restore(person, said, it.actor) is not None
    taken = Statement.objects.filter(key=it.name("quarrel")).latest("pk")
    assert undo(person, ChangeSet.objects.get(pk=taken.change_set_id)).change_set is not None


def unite(it: Whisper) -> None:
    """Three hidden records become one, and the third is taken out again."""
    unite_actors(find_person("Clerk"), it.name("double"), it.name("league"), f"{it.word} is one")
    taken = unite_actors(find_person("Clerk"), it.name("other"), it.name("league"), it.word)
    assert undo(find_person("Clerk"), taken).change_set is not None


STAGES: tuple[tuple[Callable[[Whisper], None], ...], ...] = (
    (state,), (correct, dispute), (mark, bring, interview), (take_back, bring_back), (unite,),
)  # fmt: skip


def say_all(*whispers: Whisper) -> Iterator[str]:
    """Every step in turn, for each of some whispers; now and then what was done last."""
    for stage in STAGES:
        for step in stage:
            for each in whispers:
                step(each)
        yield stage[-1].__name__


def list_ids(it: Whisper) -> dict[str, str]:
    """What one would write into an address who knew of it."""
    names = ("minutes", "league", "double", "other", "shelter", "clinic", "table", "quarrel")
    return {name: it.name(name) for name in names}
