"""An interview with its answers as the database keeps them, and which question comes next.

Everything that was said is in `Interview.asked`, and stays there when the interview is published.
The drafts are made from it (`records.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, TypedDict

from django.utils import timezone
from markupsafe import Markup

from weft.core.atlas import Atlas, Fact
from weft.core.terms import Text, slugify
from weft.web.accounts.models import User
from weft.web.accounts.permissions import Matter, may
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.contributing.interviewing.questions import Question, list_questions
from weft.web.contributing.interviewing.recorded import Recorded
from weft.web.contributing.models import Draft, Interview


class Item(TypedDict, total=False):
    """A thread between actors, or something contested; `mark` tells it from the others."""

    mark: int
    actors: list[str]
    name: str
    kind: str
    often: str
    source: str  # the document that says so; none: the interview itself


class Answer(TypedDict, total=False):
    """What was said to one question. "skipped": not now."""

    said: Literal["named", "nobody", "unknown", "skipped"]
    actors: list[str]  # who holds the role
    by_law: bool
    source: str
    items: list[Item]
    known: list[str]  # facts on record that were said to be so
    language: str  # in which words were typed


class Talk:
    """An interview together with what its person sees of the atlas."""

    def __init__(self, interview: Interview, view: View, language: str) -> None:
        self.interview, self.view, self.language = interview, view, language
        self.teller = Teller(view, language)

    @property
    def place(self) -> str:
        return self.interview.place_id

    @cached_property
    def recorded(self) -> Recorded:
        return Recorded(self.view, self.place)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return list_questions(self.interview.areas)

    @property
    def answers(self) -> dict[str, Answer]:
        """Key of a question -> its answer."""
        found: dict[str, Answer] = self.interview.asked["answers"]
        return found

    @property
    def actors(self) -> dict[str, dict[str, str]]:
        """Actors that are not on record yet: id -> name, language, kind, place."""
        found: dict[str, dict[str, str]] = self.interview.asked["actors"]
        return found

    @property
    def sources(self) -> dict[str, dict[str, str]]:
        """Documents that are not on record yet: id -> title, language, grade."""
        found: dict[str, dict[str, str]] = self.interview.asked["sources"]
        return found

    @cached_property
    def told(self) -> frozenset[str]:
        """The interviews about the place, as sources."""
        held = Interview.objects.filter(place=self.place).values_list("asked__source", flat=True)
        return frozenset(held)

    def is_told(self, fact: Fact) -> bool:
        """Whether a fact is on record only because an informant said so. It is not shown to the
        next one as what is on record: each answers apart."""
        return bool(fact.sources) and all(each.source in self.told for each in fact.sources)

    def list_territories(self) -> list[str]:
        """Where somebody new can be said to act: the place and what it lies in, as far as the
        person may state that."""
        chain = self.view.atlas.list_chain(self.place)
        if self.interview.actor_id:
            return list(chain)
        person, atlas = self.interview.person, self.view.atlas
        return [x for x in chain if may_keep(person, atlas, x)]

    @property
    def published(self) -> bool:
        return bool(self.interview.asked["published"])

    def find_question(self, number: int) -> Question | None:
        return self.questions[number - 1] if 0 < number <= len(self.questions) else None

    def find_next(self, after: int = 0) -> Question | None:
        """The next question that was not put yet, from `after` on and then from the beginning; then
        one that was left for later; None if all are answered."""
        ahead = (*self.questions[after:], *self.questions[:after])
        waiting = (x for x in ahead if x.key not in self.answers)
        return next(waiting, None) or next(iter(self.list_skipped()), None)

    def list_skipped(self) -> list[Question]:
        return [x for x in self.questions if self.answers.get(x.key, {}).get("said") == "skipped"]

    def count_answered(self) -> int:
        return sum(self.answers.get(x.key, {}).get("said", "skipped") != "skipped"
                   for x in self.questions)  # fmt: skip

    def list_named(self) -> Iterator[str]:
        """Every actor that an answer names, the newest first, some more than once."""
        for answer in reversed(list(self.answers.values())):
            yield from answer.get("actors", ())
            for item in answer.get("items", ()):
                yield from item.get("actors", ())

    def knows(self, actor: str) -> bool:
        """Whether an actor can be named: it is seen on record, or new in this interview."""
        return actor in self.view.atlas.actor_by_id or actor in self.actors

    def name(self, actor: str) -> Markup:
        """The name of an actor that can be named."""
        if new := self.actors.get(actor):
            return self.teller.words(Text({new["language"]: new["name"]}))
        return self.teller.actor(actor)

    def store(self, question: Question, answer: Answer) -> None:
        """Keep an answer in place of the one before. What was finished is open again."""
        self.answers.pop(question.key, None)  # so that the newest stands last
        self.answers[question.key] = answer
        self.interview.finished_at = None

    def skip(self, question: Question) -> None:
        """Leave a question for later; an answer that there is stays."""
        if question.key not in self.answers:
            self.store(question, Answer(said="skipped"))

    def take_back(self, question: Question) -> None:
        """As if the question had not been put."""
        self.answers.pop(question.key, None)
        self.interview.finished_at = None

    def drop_item(self, question: Question, mark: str) -> None:
        """Take one of several things back."""
        answer = self.answers.get(question.key, Answer())
        items = [each for each in answer.get("items", ()) if str(each["mark"]) != mark]
        if items or answer.get("known"):
            self.store(question, Answer(**{**answer, "items": items}))
        else:
            self.take_back(question)

    def add_actor(self, name: str, kind: str, place: str) -> str:
        """The id of an actor of this name: on record, named before, or new from now on."""
        if (found := self.find_actor(name)) is not None:
            return found
        key = self._find_free(slugify(name))
        self.actors[key] = {
            "name": name, "language": self.language, "kind": kind, "place": place,
        }  # fmt: skip
        return key

    def find_actor(self, words: str) -> str | None:
        """The one actor that is meant by a name or an id; None for none or several."""
        return _find_one(self.view, "actors", self.actors, words, "name")

    def add_source(self, title: str, grade: str) -> str:
        """The id of a document of this title: on record, named before, or new from now on."""
        found = _find_one(self.view, "sources", self.sources, title, "title")
        if found in self.sources:
            self.sources[found]["grade"] = grade
        if found is None:
            found = self._find_free(slugify(title))
            self.sources[found] = {"title": title, "language": self.language, "grade": grade}
        return found

    def knows_source(self, title: str) -> bool:
        """Whether a document of this title is on record."""
        return _find_one(self.view, "sources", {}, title, "title") is not None

    def _find_free(self, wanted: str) -> str:
        taken = {*self.actors, *self.sources}
        return find_free(self.interview.person, self.view, wanted, taken)

    def tidy(self) -> None:
        """Forget new actors and documents that no answer names any more; what has come on record
        under the same name is that from now on."""
        for section, new, title in (
            ("actors", self.actors, "name"), ("sources", self.sources, "title"),
        ):  # fmt: skip
            for key, each in list(new.items()):
                found = self.view.known.find(section, each[title])
                if len(found) == 1:
                    self._rename(section, key, next(iter(found)))
                    del new[key]
        for old in [x for x in self._list_moved() if x in self.view.moved]:
            self._rename("actors", old, self.view.moved[old])
        named = set(self.list_named())
        for key in [each for each in self.actors if each not in named]:
            del self.actors[key]
        cited = set(self.list_cited())
        for key in [each for each in self.sources if each not in cited]:
            del self.sources[key]

    def _list_moved(self) -> set[str]:
        return set(self.list_named()) if self.view.moved else set()

    def list_cited(self, question: str | None = None) -> Iterator[str]:
        """The documents that an answer names, or all answers."""
        for part in self._list_parts(question):
            if source := part.get("source"):
                yield source

    def _list_parts(self, question: str | None = None) -> Iterator[Any]:
        """Answers and items, wherever actors and a document stand."""
        for key, answer in self.answers.items():
            if question in (None, key):
                yield answer
                yield from answer.get("items", ())

    def _rename(self, section: str, old: str, new: str) -> None:
        for part in self._list_parts():
            if section == "sources" and part.get("source") == old:
                part["source"] = new
            if section == "actors" and old in part.get("actors", ()):
                part["actors"] = list(dict.fromkeys(new if x == old else x for x in part["actors"]))


def _find_one(
    view: View, section: str, new: Mapping[str, Mapping[str, str]], words: str, title: str
) -> str | None:
    if words in new:
        return words
    alike = {key for key, each in new.items() if slugify(each[title], 200) == slugify(words, 200)}
    found = view.known.find(section, words) | alike
    return next(iter(found)) if len(found) == 1 else None


def may_keep(person: User, atlas: Atlas, place: str) -> bool:
    """Whether a person is in charge of a place, and may state there what nobody in particular
    does."""
    return may(person, "atlas.keep", Matter(territories=(frozenset(atlas.list_chain(place)),)))


def find_free(person: User, view: View, wanted: str, taken: Iterable[str] = ()) -> str:
    """An id that nothing has that the person sees or writes; the wished one if it is free."""
    wanted = wanted[:180]
    used = {*taken, *Draft.objects.filter(person=person, key__startswith=wanted).values_list(
        "key", flat=True
    )}  # fmt: skip
    number, key = 1, wanted
    while key in used or key in view.atlas.facts or key in view.atlas.source_by_id:
        number += 1
        key = f"{wanted}-{number}"
    return key


def begin(
    person: User,
    place: str,
    actor: str | None,
    informant: str,
    areas: list[str],
    visibility: str,
) -> Interview:
    """A new interview, without an answer yet."""
    interview = Interview(
        person=person, place_id=place, actor_id=actor, informant_id=informant, areas=areas
    )
    # No two interviews may have one id as sources, whoever holds them on the same day.
    source = f"interview-{place}-{timezone.localdate().isoformat()}-{interview.token.hex[:8]}"
    interview.asked = {
        "answers": {}, "actors": {}, "sources": {}, "drafts": {}, "published": "",
        "visibility": visibility, "source": source,
    }  # fmt: skip
    interview.save()
    return interview
