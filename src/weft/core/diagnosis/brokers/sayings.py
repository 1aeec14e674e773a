"""Says brokers and pairs without a tie in the reader's language, for the terminal and the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from weft.core.atlas.atlas import Atlas
from weft.core.diagnosis.brokers.brokering import Broker, Roles
from weft.core.diagnosis.brokers.convening import Convener, Side, Unconnected
from weft.core.diagnosis.brokers.roles import ROLES
from weft.core.diagnosis.sentences import say_share
from weft.core.terms import Text, label, list_codes
from weft.core.terms.phrases import say, write_list


@dataclass(frozen=True)
class Speech:
    """To whom it is said. `mark` gives the words of a name instead of `Text.read`, so that a page
    can mark those of another language; `most` is how many names are listed before "3 more"."""

    atlas: Atlas
    language: str = "en"
    mark: Callable[[Text], str] | None = None
    most: int | None = None

    def say(self, code: str, **parts: object) -> str:
        """A phrase in the language."""
        return say(code, self.language, **parts)

    def read(self, text: Text) -> str:
        """The words of a name."""
        return self.mark(text) if self.mark else text.read(self.language)

    def name(self, actor: str) -> str:
        """The name of an actor."""
        return self.read(self.atlas.actor_by_id[actor].name)

    def join(self, words: Sequence[str]) -> str:
        """a, b and c."""
        return write_list(words, self.language)

    def cut(self, names: list[str]) -> list[str]:
        """The first of some names, and how many more there are."""
        # "and 1 more" would be no shorter than the name.
        if self.most is None or len(names) <= self.most + 1:
            return names
        return [*names[: self.most], self.say("condition_more", count=len(names) - self.most)]

    def list_plainly(self, words: Iterable[str]) -> str:
        """a, b, c: for a list inside another."""
        return self.say("list").join(words)


def list_roles(broker: Broker) -> list[str]:
    """The roles that it has between pairs of others, in the order of ROLES; the coordinator is
    none, since it links its own group only."""
    found = {role for each in (broker.by_level, broker.by_sector) for role in _rank_roles(each)}
    return [role for role in ROLES if role in found]


def _rank_roles(roles: Roles | None) -> list[str]:
    """The most frequent first."""
    if roles is None or not roles.pairs:
        return []
    counts = {role: getattr(roles, role) for role in ROLES if role != "coordinator"}
    return sorted((role for role in counts if counts[role]), key=lambda each: -counts[each])


def say_broker(speech: Speech, broker: Broker) -> str:
    """Between how many pairs of others it stands; how many of them it links across levels and
    across sectors, and how."""
    sector = label("actor_kinds", broker.sector, speech.language)
    groups = list(dict.fromkeys((name_level(speech, broker.level), sector)))
    line = speech.say(
        "broker_line",
        actor=speech.name(broker.actor),
        groups=speech.list_plainly(groups),
        pairs=speech.say("broker_pairs", count=broker.pairs or 0),
    )
    parts = [line]
    if broker.betweenness:
        share = say_share(broker.betweenness, speech.language)
        parts.append(speech.say("broker_paths", share=share))
    for code, roles in (("level", broker.by_level), ("sector", broker.by_sector)):
        if roles and roles.pairs:
            names = speech.list_plainly(speech.say(f"role_{each}") for each in _rank_roles(roles))
            parts.append(speech.say(f"broker_by_{code}", pairs=roles.pairs, roles=names))
    return " ".join(parts)


def name_level(speech: Speech, group: str) -> str:
    """The words for a group by level."""
    if group in ("non_governmental", "unknown"):
        return speech.say(f"group_{group}")
    if group == "city_network":
        return label("actor_kinds", group, speech.language)
    return speech.join([label("levels", each, speech.language) for each in group.split("; ")])


def group_pairs(unconnected: Iterable[Unconnected]) -> list[list[Unconnected]]:
    """The cells of each pair: first the pairs whom somebody could bring together, among them those
    who share most tasks."""
    pairs: dict[tuple[str, str], list[Unconnected]] = {}
    for each in unconnected:
        pairs.setdefault(each.actors, []).append(each)
    return sorted(pairs.values(), key=lambda each: (not each[0].conveners, -len(each)))


def say_pair(speech: Speech, cells: Sequence[Unconnected], *, whole: bool = False) -> str:
    """Two actors with the tasks on which both act: Aid and Help: Health (deliver, fund). `whole`
    where no heading says that they lack a tie."""
    roles: dict[str, list[str]] = {}
    for each in cells:
        roles.setdefault(each.area, []).append(label("roles", each.role, speech.language))
    tasks = [
        speech.say(
            "unconnected_task",
            area=label("areas", area, speech.language),
            roles=speech.list_plainly(found),
        )
        for area, found in sorted(
            roles.items(), key=lambda item: list_codes("areas").index(item[0])
        )
    ]
    one, other = (speech.name(each) for each in cells[0].actors)
    code = "unconnected_whole" if whole else "unconnected_line"
    return speech.say(code, one=one, other=other, tasks=speech.list_plainly(tasks))


def list_competences(cells: Iterable[Unconnected]) -> tuple[str, ...]:
    """The facts that say that both act on these tasks."""
    return tuple(dict.fromkeys(fact for each in cells for side in each.facts for fact in side))


def say_convener(speech: Speech, convener: Convener) -> str:
    """Who is tied to both, and how."""
    sides = speech.say("gap_list").join(_say_side(speech, each) for each in convener.sides)
    return speech.say("convener_line", actor=speech.name(convener.actor), sides=sides)


def list_ties(convener: Convener) -> tuple[str, ...]:
    """The mechanisms that lead from a convener to both."""
    return tuple(dict.fromkeys(key for each in convener.sides for key in each.mechanisms))


def _say_side(speech: Speech, side: Side) -> str:
    """With whom, over whom, and through what."""
    names = [_name_tie(speech, each) for each in side.mechanisms]
    return speech.say(
        "convener_side_over" if side.over else "convener_side",
        actor=speech.name(side.actor),
        others=speech.join([speech.name(each) for each in side.over]),
        mechanisms=speech.join(speech.cut(names)) if names else speech.say("convener_parent"),
    )


def _name_tie(speech: Speech, key: str) -> str:
    """A mechanism, and who disputes it if anybody does."""
    fact = speech.atlas.facts[key]
    name = speech.read(fact.name)  # type: ignore[attr-defined]
    if not fact.disputed_by:
        return name
    actors = speech.join([speech.name(each) for each in fact.disputed_by])
    doubt = speech.say("disputed_by", actors=actors)
    return speech.say("compare_named", name=name, kind=doubt)


def say_why_nobody(speech: Speech, pair: Unconnected, areas: int = 0) -> str:
    """Why nobody could bring two actors together; `areas` is to how many areas the ties are
    limited, 0 for all of them."""
    where = say_scope(speech, areas)
    if pair.alone:
        alone = write_list([speech.name(each) for each in pair.alone], speech.language, "or")
        return speech.say("convener_alone", actors=alone, where=where)
    one, other = (speech.name(each) for each in pair.actors)
    return speech.say("convener_no_chain", one=one, other=other, where=where)


def say_scope(speech: Speech, areas: int) -> str:
    """ " in this area": what goes behind "recorded"; nothing if all areas count."""
    return f" {speech.say('brokers_scope', count=areas)}" if areas else ""
