"""Where each fact stands on the page: once, under a number, so that every sentence can lead to it
on a screen and on paper."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.combining import Origin
from weft.core.atlas.facts import Actor, Competence, Dispute, Mechanism, Policy
from weft.core.atlas.records import Citation
from weft.core.atlas.sentences import Voice, list_members, say_fact
from weft.core.diagnosis import Method
from weft.core.diagnosis.evidence import is_certain
from weft.core.terms import Text, label, list_codes
from weft.pictures.markup import escape
from weft.pictures.tongues import mark, render

# A fact about so many places stands in a section of its own instead of under the first of them.
FEWEST_SHARING = 3
# Where a fact stands if not in the article of a place; no id of a place begins with a hyphen.
SHARED, MORE, ACTORS = "-shared", "-more", "-actors"
GROUPS = {
    "roles": "Who holds which role",
    "ties": "What ties them",
    "policies": "Policies and plans",
    "others": "Means, reports, disputes and surveys",
    "coming": "Announced, or no longer in force on this day",
}
BRIEFLY, SHORT, FULL = Voice(most=3), Voice(read=mark, most=5), Voice(read=mark)


@dataclass(frozen=True)
class FactView:
    """A fact as a list shows it: what it says, how far it is sure, and each of its sources; or,
    where it stands elsewhere, only the sentence that leads there."""

    anchor: str
    number: int
    text: Markup
    here: bool
    doubt: str = ""
    added: str = ""  # the name of the atlas it was added from, where several are read together
    members: Markup | None = None
    voice: Markup | None = None
    citations: tuple[tuple[Citation, str], ...] = ()  # with the grade that counts
    positions: tuple[Markup, ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class Part:
    """Facts of one list; those on one area have an anchor of their own."""

    anchor: str
    name: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True)
class Group:
    """Facts of one kind, under a heading."""

    anchor: str
    heading: str
    parts: tuple[Part, ...]


def anchor_place(place: str) -> str:
    """The id of a place's article; ids of facts and sources cannot begin like it."""
    return f"place-{place}"


def anchor_fact(fact: str) -> str:
    """The id of the one entry of a fact."""
    return f"f-{fact}"


class Register:
    """Gives every fact its one place on the page and its number, in the order of reading.

    `lists` has the facts of each place that is drawn, with its day. A fact stands under the first
    place that tells it; one that several tell, in a section of its own; the others after these,
    then the actors.
    """

    def __init__(
        self,
        atlas: Atlas,
        method: Method,
        lists: Mapping[str, tuple[dt.date, Sequence[Fact]]],
        origin: Origin | None = None,
    ) -> None:
        self.atlas, self.method, self.origin = atlas, method, origin
        self._days = {key: day for key, (day, _) in lists.items()}
        told = Counter(fact.id for _, facts in lists.values() for fact in facts)
        self._homes = {key: SHARED for key, count in told.items() if count >= FEWEST_SHARING}
        for key, (_, facts) in lists.items():
            for fact in facts:
                self._homes.setdefault(fact.id, key)
        for each in atlas.facts.values():
            self._homes.setdefault(each.id, ACTORS if isinstance(each, Actor) else MORE)
        self._sorted = {
            key: _sort(facts, self._days.get(key))
            for key, facts in (
                *((key, facts) for key, (_, facts) in lists.items()),
                *((home, self._list_at(home)) for home in (SHARED, MORE)),
            )
        }
        self.actors = sorted(atlas.actors, key=lambda each: (each.name.read().casefold(), each.id))
        order = [
            fact.id
            for key, groups in self._sorted.items()
            for facts in groups.values()
            for fact in facts
            if self._homes[fact.id] == key
        ]
        order += [each.id for each in self.actors if self._homes[each.id] == ACTORS]
        self.numbers = {key: at for at, key in enumerate(order, 1)}

    def _list_at(self, home: str) -> list[Fact]:
        keys = sorted(key for key, found in self._homes.items() if found == home)
        return [self.atlas.facts[each] for each in keys]

    def refer(self, facts: Iterable[str]) -> Markup:
        """The numbers of some facts, each leading there: [12, 31]; empty for none."""
        links = [
            f'<a href="#{anchor_fact(each)}" title="{escape(self.name(each))}">'
            f"{self.numbers[each]}</a>"
            for each in sorted(set(facts), key=self.numbers.__getitem__)
        ]
        return Markup(f'<span class="refs">{"".join(links)}</span>' if links else "")  # noqa: S704

    def name(self, fact: str) -> str:
        """A fact in a few words."""
        found = self.atlas.facts[fact]
        name = getattr(found, "name", None)
        return name.read() if name else say_fact(self.atlas, found, BRIEFLY).rstrip(".")

    def group(self, key: str) -> tuple[Group, ...]:
        """The facts of a drawn place, or of SHARED or MORE, by what they are."""
        prefix = key.strip("-") if key in (SHARED, MORE) else anchor_place(key)
        return tuple(
            Group(f"{prefix}--{code}", GROUPS[code], self._split(prefix, key, code, facts))
            for code, facts in self._sorted[key].items()
            if facts
        )

    def _split(self, prefix: str, key: str, code: str, facts: Sequence[Fact]) -> tuple[Part, ...]:
        """Roles by area, so that a knot of the weave can lead to just its own."""
        if code != "roles":
            return (Part("", "", tuple(self.view(each, key) for each in facts)),)
        areas = dict.fromkeys(area for each in facts for area in list_areas(each))
        return tuple(
            Part(
                f"{prefix}--roles-{area}",
                label("areas", area),
                tuple(self.view(each, key) for each in facts if area in list_areas(each)),
            )
            for area in areas
        )

    def view(self, fact: Fact, where: str) -> FactView:
        """A fact in the list of a place or section: in full where it stands, else in brief."""
        atlas = self.atlas
        anchor, number = anchor_fact(fact.id), self.numbers[fact.id]
        if self._homes[fact.id] != where:
            name = getattr(fact, "name", None)
            text = mark(name) if name else say_fact(atlas, fact, SHORT).rstrip(".")
            return FactView(anchor, number, render(text), here=False)
        doubt = ""
        if fact.disputed_by:
            doubt = "disputed"
        elif not is_certain(atlas, fact, self.method, "confirmed"):
            doubt = "to be confirmed"
        return FactView(
            anchor=anchor,
            number=number,
            text=render(say_fact(atlas, fact, SHORT)),
            here=True,
            doubt=doubt,
            added=self.origin.name_added(fact.id) if self.origin else "",
            members=render(_list_all(atlas, fact)),
            voice=render(FULL.actor(atlas, fact.asserted_by) if fact.asserted_by else ""),
            citations=grade_citations(atlas, fact.sources),
            positions=tuple(
                render(
                    f"{FULL.actor(atlas, each.actor)} {label('stands', each.stand)} this"
                    + (f": {mark(each.reason)}" if each.reason else ".")
                )
                for each in fact.positions
            ),
            note=fact.note,
        )


def grade_citations(
    atlas: Atlas, citations: tuple[Citation, ...]
) -> tuple[tuple[Citation, str], ...]:
    """Citations with the grade that counts: their own, else their document's."""
    return tuple((each, each.grade or atlas.source_by_id[each.source].grade) for each in citations)


def _list_all(atlas: Atlas, fact: Fact) -> str:
    """Everybody in a fact whose sentence names only some; empty if it names all."""
    if isinstance(fact, Mechanism):
        names = list_members(atlas, fact, FULL)
    elif isinstance(fact, Dispute):
        names = [FULL.actor(atlas, each) for each in fact.parties]
    else:
        return ""
    cut = SHORT.join(names) != FULL.join(names)
    return f"All {len(names)}: {FULL.join(names)}." if cut else ""


def _sort(facts: Iterable[Fact], day: dt.date | None) -> dict[str, list[Fact]]:
    """Facts by group; roles by area, in the order of the vocabulary."""
    groups: dict[str, list[Fact]] = {code: [] for code in GROUPS}
    for fact in facts:
        groups[_name_group(fact, day)].append(fact)
    order = list_codes("areas")
    groups["roles"].sort(key=lambda each: order.index(list_areas(each)[0]))
    return groups


def _name_group(fact: Fact, day: dt.date | None) -> str:
    if day is not None and not fact.holds_on(day):
        return "coming"
    if isinstance(fact, Competence):
        return "roles"
    if isinstance(fact, Mechanism):
        return "ties"
    return "policies" if isinstance(fact, Policy) else "others"
