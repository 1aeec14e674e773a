"""A question's form as it is filled in, and the answer that it gives; or what is wrong with it,
field by field, for whoever sent it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.terms import Text, list_codes, slugify
from weft.web.contributing.interviewing.answers import Answer, Item, Talk
from weft.web.contributing.interviewing.questions import (
    OFTEN,
    TIE_KINDS,
    TIES,
    Question,
)

LONGEST = 200  # characters of a name
MOST = 60  # actors in one answer
MOST_ITEMS = 40  # threads, or disputes, in one answer
FEWEST_TIED = 2


@dataclass(frozen=True)
class Filled:
    """What stands in the fields of a question's form."""

    actors: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # names typed
    new_name: str = ""
    new_kind: str = ""
    new_place: str = ""
    said: tuple[str, ...] = ()  # nobody, unknown
    by_law: bool = False
    known: tuple[str, ...] = ()
    name: str = ""
    kind: str = ""
    often: str = ""
    document: str = ""
    grade: str = "C"

    @property
    def names_somebody(self) -> bool:
        return bool(self.actors or self.others or self.new_name)


def read_posted(posted: QueryDict) -> Filled:
    """The form as it was sent."""

    def one(name: str) -> str:
        return " ".join(posted.get(name, "").split())

    return Filled(
        actors=tuple(dict.fromkeys(posted.getlist("actor")))[:MOST],
        others=tuple(" ".join(x.split()) for x in posted.getlist("other") if x.strip())[:MOST],
        new_name=one("new_name"),
        new_kind=one("new_kind"),
        new_place=one("new_place"),
        said=tuple(x for x in (NOBODY, UNKNOWN) if x in posted.getlist("said")),
        by_law="by_law" in posted,
        known=tuple(dict.fromkeys(posted.getlist("known"))),
        name=one("name"),
        kind=one("kind"),
        often=one("often"),
        document=one("document"),
        grade=one("grade"),
    )


def fill_in(talk: Talk, answer: Answer, mark: int | None = None) -> Filled:
    """The form with an answer that was given before, and with one of its items."""
    part: Any = next((x for x in answer.get("items", ()) if x["mark"] == mark), None)
    part = part or (answer if "items" not in answer else {})
    source = part.get("source", "")
    grade = talk.sources[source]["grade"] if source in talk.sources else "C"
    said = answer.get("said", "")
    return Filled(
        actors=tuple(x for x in part.get("actors", ()) if talk.knows(x)),
        said=(said,) if said in (NOBODY, UNKNOWN) else (),
        by_law=answer.get("by_law", False),
        known=tuple(answer.get("known", ())),
        name=part.get("name", ""),
        kind=part.get("kind", ""),
        often=part.get("often", ""),
        document=_name_source(talk, source),
        grade=grade,
    )


def _name_source(talk: Talk, source: str) -> str:
    if new := talk.sources.get(source):
        return new["title"]
    record = talk.view.atlas.source_by_id.get(source)
    return record.title.read(talk.language) if record else ""


class Reading:
    """Reads a form for one question of an interview. `errors` has what is wrong, by field; then
    there is no answer."""

    def __init__(self, talk: Talk, question: Question, filled: Filled) -> None:
        self.talk, self.question, self.filled = talk, question, filled
        self.errors: dict[str, str] = {}
        self._before: Answer = talk.answers.get(question.key, {})

    def read(self, mark: int | None = None) -> Answer | None:
        """The answer, with `mark` for the item that was changed; None if something is wrong."""
        filled, answer = self.filled, Answer(said="named", language=self.talk.language)
        named = filled.names_somebody or bool(filled.name)
        if not self.question.is_role:
            answer["items"] = list(self._before.get("items", ()))
            answer["known"] = self._read_known()
            if named:
                self._add_item(answer["items"], mark)
            named = named or bool(answer["items"] or answer["known"])
        elif named:
            answer["actors"] = self._read_actors("actor")
        if filled.said and (named or len(filled.said) > 1):
            self.errors["said"] = _("This and something else cannot both be. Choose one of them.")
        elif filled.said:
            answer["said"] = "nobody" if filled.said[0] == NOBODY else "unknown"
        elif not named and not self.errors:
            self.errors["said"] = _(
                "Nothing is chosen. Choose something, or “I do not know”; or press “Not now”."
            )
        if self.question.is_role:
            answer["by_law"] = filled.by_law
            self._put_source(answer)
        return self._finish(answer)

    def _finish(self, answer: Answer) -> Answer | None:
        if self.errors:
            return None
        if self.filled.new_name:
            # Last, so that nothing is kept of a form with a fault.
            new = self.talk.add_actor(
                self.filled.new_name, self.filled.new_kind, self.filled.new_place
            )
            for part in (answer, *answer.get("items", ())):
                if "" in part.get("actors", ()):
                    kept = (new if x == "" else x for x in part["actors"])
                    part["actors"] = list(dict.fromkeys(kept))
        return answer

    def _read_actors(self, field: str) -> list[str]:
        """Ids of all who are ticked or typed; an empty one stands for who is new."""
        found = []
        for key in self.filled.actors:
            if not self.talk.knows(key):
                self.errors[field] = _("One of these is no longer on record. Look again.")
            found.append(key)
        for words in self.filled.others:
            key = self.talk.find_actor(words) or ""
            if not key or not self.talk.knows(key):
                self.errors["other"] = _(
                    "“%(name)s” is not the name of one actor on record. Choose a name from the "
                    "list, or write it under “Somebody new”."
                ) % {"name": words[:80]}
            found.append(key)
        if self.filled.new_name:
            self._check_new()
            found.append("")
        return list(dict.fromkeys(found))

    def _check_new(self) -> None:
        filled, talk = self.filled, self.talk
        if not self._is_text(filled.new_name):
            self.errors["new_name"] = _("Write a name with letters, up to 200 of them.")
        elif slugify(filled.new_name) in (NOBODY, UNKNOWN):
            self.errors["new_name"] = _("That is an answer of its own; tick it below.")
        elif talk.find_actor(filled.new_name) is None:
            if filled.new_kind not in list_codes("actor_kinds"):
                self.errors["new_kind"] = _("Say what it is.")
            if filled.new_place not in talk.list_territories():
                self.errors["new_place"] = _("Say where it acts.")

    def _is_text(self, words: str) -> bool:
        if len(words) > LONGEST or not slugify(words):
            return False
        try:
            Text.model_validate(words)
        except ValueError:
            return False
        return True

    def _put_source(self, part: Any) -> None:
        """The document that says so, if one is named."""
        title, grade = self.filled.document, self.filled.grade
        if not title:
            return
        if not self._is_text(title):
            self.errors["document"] = _("Write a title with letters, up to 200 of them.")
        elif grade not in list_codes("grades") and not self.talk.knows_source(title):
            self.errors["grade"] = _("Say what kind of document it is.")
        elif not self.errors:
            part["source"] = self.talk.add_source(title, grade)

    def _read_known(self) -> list[str]:
        """The facts on record that are so. Of what was offered, and of nothing else."""
        recorded, area = self.talk.recorded, self.question.area
        offered: Sequence[Any] = (
            recorded.list_ties(area)
            if self.question.topic == TIES
            else recorded.list_disputes(area)
        )
        ids = {each.id for each in offered if not self.talk.is_told(each)}
        return [each for each in self.filled.known if each in ids]

    def _add_item(self, items: list[Item], mark: int | None) -> None:
        item = self._read_tie() if self.question.topic == TIES else self._read_dispute()
        if self.filled.name and not self._is_text(self.filled.name):
            self.errors["name"] = _("Write a name with letters, up to 200 of them.")
        self._put_source(item)
        at = next((i for i, each in enumerate(items) if each["mark"] == mark), None)
        item["mark"] = 1 + max((x["mark"] for x in items), default=0) if at is None else mark or 0
        if at is None and len(items) >= MOST_ITEMS:
            self.errors["name"] = _(
                "That is enough for one interview; publish it and begin another."
            )
        elif at is None:
            items.append(item)
        else:
            items[at] = item

    def _read_tie(self) -> Item:
        filled, actors = self.filled, self._read_actors("actor")
        if len(actors) < FEWEST_TIED:
            self.errors.setdefault("actor", _("Who meets whom: name at least two."))
        if filled.kind not in TIE_KINDS:
            self.errors["kind"] = _("Say what kind of meeting it is.")
        if filled.often not in OFTEN:
            self.errors["often"] = _("Say how often, or “I do not know”.")
        return Item(actors=actors, name=filled.name, kind=filled.kind, often=filled.often)

    def _read_dispute(self) -> Item:
        filled = self.filled
        if not filled.name:
            self.errors["name"] = _("Say in a few words what is contested.")
        if filled.kind not in list_codes("dispute_kinds"):
            self.errors["kind"] = _("Say how it is fought out.")
        return Item(actors=self._read_actors("actor"), name=filled.name, kind=filled.kind)
