"""What several informants said of one place, side by side: where they differ, and what would settle
it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import Atlas
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import write_list
from weft.pictures.words import name_area
from weft.web.accounts.models import User
from weft.web.accounts.readers import Reader
from weft.web.atlas.facts import View
from weft.web.contributing.interviewing.answers import Talk
from weft.web.contributing.interviewing.questions import Question
from weft.web.contributing.interviewing.recorded import Recorded
from weft.web.contributing.models import Interview


@dataclass(frozen=True)
class Informant:
    """A column: who answered, and when."""

    name: Markup
    date: str
    own: bool  # an interview of the person who looks


@dataclass(frozen=True)
class Row:
    """One role of one area: what is on record, what each informant said, whether they differ."""

    role: str
    recorded: Markup
    cells: tuple[Markup, ...]
    differ: bool
    settle: Markup  # what it would need; empty if they do not differ
    unnamed: Markup  # who is on record and was named by none of those who answered


@dataclass(frozen=True)
class Table:
    """The rows of one area."""

    area: str
    name: str
    rows: tuple[Row, ...]


def has_unfinished(person: User, place: str) -> bool:
    """Whether a person is in the middle of an interview at a place: until it is finished, nobody's
    answers are shown, so that each informant answers apart."""
    return Interview.objects.filter(person=person, place=place, finished_at=None).exists()


def list_interviews(person: User, reader: Reader, view: View, place: str) -> list[Interview]:
    """The finished interviews of a place that a person may see, the oldest first: own ones; those
    of others once they are published, for who sees what is kept to the place."""
    shares = _shares(reader, view.atlas, place)
    finished = Interview.objects.filter(place=place).exclude(finished_at=None)
    return [
        each
        for each in finished.order_by("begun_at", "pk")
        if each.informant_id in view.atlas.actor_by_id
        and (each.person_id == person.pk or (shares and _is_open(each, reader)))
    ]


def _is_open(interview: Interview, reader: Reader) -> bool:
    """Whether an interview is published, and not for its own actor alone."""
    asked = interview.asked
    return bool(asked["published"]) and (
        asked["visibility"] != "own" or interview.actor_id in reader.actors
    )


def _shares(reader: Reader, atlas: Atlas, place: str) -> bool:
    """Whether a reader belongs to a place, or to one inside it, and so sees what is kept to it."""
    territories = {atlas.find_territory(each) for each in reader.actors}
    homes = [*reader.places, *(each for each in territories if each)]
    return any(atlas.contains(place, each) for each in homes if each in atlas.place_by_id)


def compare(
    interviews: Sequence[Interview], view: View, person: User, language: str
) -> tuple[list[Informant], list[Table]]:
    """Columns and tables: area by area in the order of the vocabulary, those that were asked."""
    for each in interviews:
        if each.person_id != person.pk:
            # Of actors that another person brought in, only those that the reader sees on record.
            each.asked = {**each.asked, "actors": {}}
    talks = [Talk(each, view, language) for each in interviews]
    informants = [
        Informant(
            name=each.teller.actor(str(each.interview.informant_id)),
            date=timezone.localtime(each.interview.begun_at).date().isoformat(),
            own=each.interview.person_id == person.pk,
        )
        for each in talks
    ]
    tables = []
    for area in list_codes("areas"):
        asked = [each for each in talks if area in each.interview.areas]
        if asked:
            compared = _Compared(talks, talks[0].recorded, area)
            rows = tuple(compared.make_row(role) for role in list_codes("roles"))
            tables.append(Table(area, name_area(area, language), rows))
    return informants, tables


class _Compared:
    """One area in several interviews."""

    def __init__(self, talks: Sequence[Talk], recorded: Recorded, area: str) -> None:
        self.talks, self.recorded, self.area = talks, recorded, area
        self.language = talks[0].language

    def make_row(self, role: str) -> Row:
        key = Question(0, self.area, role).key
        said = [_read(each, key) for each in self.talks]
        # Who does not know, or was not asked, does not differ from anybody.
        known = [each for each in said if each and UNKNOWN not in each]
        on_record = self.recorded.list_holders(self.area, role)
        common = set.intersection(*known) if known else set()
        split = sorted({x for each in known for x in each} - common)
        named = {x for each in known for x in each}
        unnamed = [x for x in on_record if x not in named and x != NOBODY] if known else []
        return Row(
            role=label("roles", role, self.language),
            recorded=self._name(on_record) or Markup.escape(_("nothing")),
            cells=tuple(self._tell(each) for each in said),
            differ=bool(split),
            settle=self._say_settle(split) if split else Markup(),
            unnamed=self._name(unnamed),
        )

    def _tell(self, said: set[str] | None) -> Markup:
        if said is None:
            return Markup.escape(_("no answer"))
        if said == {UNKNOWN}:
            return Markup.escape(_("does not know"))
        return self._name(said)

    def _name(self, actors: Iterable[str]) -> Markup:
        """Names in the order of the alphabet; "nobody" as a word."""
        names = []
        for each in actors:
            if each == NOBODY:
                names.append(Markup.escape(_("nobody")))
            elif talk := next((x for x in self.talks if x.knows(each)), None):
                names.append(talk.name(each))
        names.sort(key=lambda x: x.striptags().casefold())
        return Markup(write_list(names, self.language))  # noqa: S704  # names are markup

    def _say_settle(self, split: Sequence[str]) -> Markup:
        actors = self._name(x for x in split if x != NOBODY)
        if NOBODY in split:
            words = _(
                "Some say nobody, others name %(actors)s. What would settle it: the word of those "
                "named, or a document that shows them doing it."
            )
        else:
            words = _(
                "Named by some and not by others: %(actors)s. What would settle it: their own "
                "word, or a document that says whether they do it."
            )
        return Markup(words) % {"actors": actors}  # noqa: S704  # our own words


def _read(talk: Talk, question: str) -> set[str] | None:
    """Whom an answer names; {"nobody"}, {"unknown"}; None if there is no answer. One that names
    only actors whom the reader may not know of is as good as none."""
    answer = talk.answers.get(question, {})
    said = answer.get("said", "skipped")
    if said in (NOBODY, UNKNOWN):
        return {said}
    if said == "skipped":
        return None
    moved = talk.view.moved
    actors = (moved.get(each, each) for each in answer.get("actors", ()))
    return {each for each in actors if talk.knows(each)} or None
