"""weft brokers: who sits between others at a place, and who could bring together whom."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from weft.cli.asking import NeededPlace
from weft.cli.common import (
    AsJson,
    LanguageOption,
    OnOption,
    PathOrPack,
    WithOption,
    check_language,
    open_atlases,
    print_json,
    resolve_day,
    resolve_place,
    resolve_term,
)
from weft.cli.footnotes import Footnotes
from weft.core.atlas import Atlas
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say, write_date, write_list

if TYPE_CHECKING:
    from weft.core.diagnosis.brokers import Broker, Brokerage, Convener, Roles, Side, Unconnected

MOST = 5  # of a list, unless all are wanted
CONVENERS = 2  # for each pair, likewise


def brokers(
    path: PathOrPack,
    place: NeededPlace,
    others: WithOption = None,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="Only this policy area; may be given several times."),
    ] = None,
    on: OnOption = None,
    everybody: Annotated[bool, typer.Option("--all", help="Whole lists, not their top.")] = False,
    language: LanguageOption = "en",
    as_json: AsJson = False,
) -> None:
    """Say who sits between others at a place, who is connected, and who could bring together those
    who act on the same task without a recorded tie."""
    from weft.core.diagnosis.brokers import find_brokers  # noqa: PLC0415  # loads numpy
    from weft.core.diagnosis.setting import find_newest_date, index_facts  # noqa: PLC0415

    check_language(language)
    areas = [resolve_term("areas", each, "policy area") or "" for each in area or ()]
    day = resolve_day(on)
    atlas = open_atlases(path, others, as_json).atlas
    chosen = resolve_place(atlas, place) or ""
    if day is None:
        day = find_newest_date(atlas, index_facts(atlas)[chosen]) or dt.date.today()
    found = find_brokers(atlas, chosen, day, areas)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    _Page(atlas, found, language, None if everybody else MOST).print()


class _Page:
    """What is printed of one brokerage; `most` limits each list, None shows all."""

    def __init__(self, atlas: Atlas, found: "Brokerage", language: str, most: int | None) -> None:
        self.atlas, self.found, self.language, self.most = atlas, found, language, most
        self.notes = Footnotes()

    def say(self, code: str, **parts: object) -> str:
        return say(code, self.language, **parts)

    def name(self, actor: str) -> str:
        return self.atlas.actor_by_id[actor].name.read(self.language)

    def join(self, words: Sequence[str], joint: str = "and") -> str:
        return write_list(words, self.language, joint)

    def print(self) -> None:
        """Heading, those between others, groups, pairs without a tie, words, facts."""
        found = self.found
        areas = [label("areas", each, self.language) for each in found.areas]
        heading = self.say(
            "brokers_heading",
            place=self.atlas.place_by_id[found.place].name.read(self.language),
            date=write_date(found.on, self.language),
            areas=self.join(areas) if areas else self.say("brokers_all_areas"),
        )
        typer.secho(heading, bold=True)
        if len(found.brokers) < 2:
            actor = [self.name(each.actor) for each in found.brokers]
            one = self.say("brokers_one_actor", actor="".join(actor))
            typer.echo(one if actor else self.say("nothing_on_day"))
            return
        mechanisms = {key for each in found.brokers for key in each.mechanisms}
        counts = {"actors": len(found.brokers), "mechanisms": len(mechanisms)}
        typer.echo(self.say("brokers_summary", groups=len(found.groups), **counts))
        between = [each for each in found.brokers if _list_roles(each)]
        if not found.groups:
            typer.echo(self.say("brokers_no_tie"))
        else:
            lines = [self.say_broker(each) for each in between[: self.most]]
            self.print_list("between", lines or [self.say("brokers_nobody_between")], len(between))
            self.print_groups()
        self.print_unconnected()
        self.print_words(between[: self.most])
        self.print_facts()

    def print_facts(self) -> None:
        """All that was pointed to, with its documents."""
        from weft.core.diagnosis import read_method  # noqa: PLC0415
        from weft.core.diagnosis.evidence import is_certain  # noqa: PLC0415

        method, atlas = read_method(), self.atlas
        doubtful = {
            each
            for each in self.notes.list_facts()
            if not is_certain(atlas, atlas.facts[each], method, "confirmed")
        }
        if lines := self.notes.list_lines(atlas, doubtful, self.language):
            typer.echo(f"\n{self.say('heading_facts')}")
            for line in lines:
                typer.echo(f"  {line}")

    def print_list(self, heading: str, lines: Iterable[str], count: int) -> None:
        """A heading, its lines, and how many more there are."""
        typer.echo(f"\n{self.say(f'brokers_{heading}')}")
        for line in lines:
            typer.echo(f"  {line}")
        if self.most is not None and count > self.most:
            typer.echo(f"  {self.say('brokers_more', count=count - self.most)}")

    # --- who sits between others -----------------------------------------------------------

    def say_broker(self, broker: "Broker") -> str:
        """One actor: its groups, its share of the ways, how often it stands how."""
        from weft.core.diagnosis.sentences import say_share  # noqa: PLC0415

        sector = label("actor_kinds", broker.sector, self.language)
        groups = list(dict.fromkeys((self.name_level(broker.level), sector)))
        name = self.name(broker.actor)
        parts = [self.say("broker_line", actor=name, groups=self.join_plain(groups))]
        if broker.betweenness:
            share = say_share(broker.betweenness, self.language)
            parts.append(self.say("broker_paths", share=share))
        for code, roles in (("level", broker.by_level), ("sector", broker.by_sector)):
            if roles and roles.total:
                parts.append(self.say(f"broker_by_{code}", roles=self.say_roles(roles)))
        return " ".join(parts) + self.notes.mark(broker.mechanisms)

    def join_plain(self, words: Sequence[str]) -> str:
        return self.say("list").join(words)

    def say_roles(self, roles: "Roles") -> str:
        """lets others in 8 times, links its own once: the most frequent first."""
        counts = sorted(_read_roles(roles).items(), key=lambda each: -each[1])
        said = [
            self.say(
                "broker_role", role=self.say(f"role_{role}"), times=self.say("times", count=count)
            )
            for role, count in counts
        ]
        return self.join_plain(said)

    def name_level(self, group: str) -> str:
        """The words for a group by level."""
        if group in ("non_governmental", "unknown"):
            return self.say(f"group_{group}")
        if group == "city_network":
            return label("actor_kinds", group, self.language)
        return self.join([label("levels", each, self.language) for each in group.split("; ")])

    def print_words(self, shown: Sequence["Broker"]) -> None:
        """The words for roles that were used, each with its term, once."""
        from weft.core.diagnosis.brokers.roles import ROLES  # noqa: PLC0415

        used = {role for each in shown for role in _list_roles(each)}
        if used:
            typer.echo(f"\n{self.say('brokers_words')}")
            for role in ROLES:
                if role in used:
                    typer.echo(f"  {self.say(f'means_{role}')}")

    # --- who is connected, and who is not --------------------------------------------------

    def print_groups(self) -> None:
        """The connected groups, those who act here first in each, and those without a tie."""
        by_actor = {each.actor: each for each in self.found.brokers}
        lines = []
        for group in self.found.groups[: self.most]:
            actors = self.list_some(sorted(group, key=lambda each: not by_actor[each].here))
            mechanisms = {key for each in group for key in by_actor[each].mechanisms}
            said = self.say("group_line", count=len(group), actors=actors)
            lines.append(said + self.notes.mark(sorted(mechanisms)))
        if untied := [each.actor for each in self.found.brokers if each.group is None]:
            lines.append(self.say("group_untied", actors=self.list_some(untied)))
        self.print_list("groups", lines, len(self.found.groups))

    def list_some(self, actors: Sequence[str]) -> str:
        """Names, and how many more there are."""
        # Names of offices have commas of their own.
        return self.say("gap_list").join(self.cut([self.name(each) for each in actors]))

    def cut(self, names: list[str]) -> list[str]:
        """The first of some names, and how many more there are."""
        # "and 1 more" would be no shorter than the name.
        if self.most is None or len(names) <= self.most + 1:
            return names
        return [*names[: self.most], self.say("condition_more", count=len(names) - self.most)]

    def print_unconnected(self) -> None:
        """Each pair once, with its tasks and those who could bring the two together."""
        pairs: dict[tuple[str, str], list[Unconnected]] = {}
        for each in self.found.unconnected:
            pairs.setdefault(each.actors, []).append(each)
        if not pairs:
            typer.echo(f"\n{self.say('brokers_all_connected')}")
            return
        # Those whom somebody could bring together first.
        ordered = sorted(pairs.values(), key=lambda each: (not each[0].conveners, -len(each)))
        lines = [line for each in ordered[: self.most] for line in self.say_pair(each)]
        self.print_list("unconnected", lines, len(pairs))

    def say_pair(self, cells: Sequence["Unconnected"]) -> list[str]:
        """Two actors with the tasks on which both act; below, who could bring them together."""
        first = cells[0]
        roles: dict[str, list[str]] = {}
        for each in cells:
            roles.setdefault(each.area, []).append(label("roles", each.role, self.language))
        tasks = [
            self.say(
                "unconnected_task",
                area=label("areas", area, self.language),
                roles=self.join_plain(found),
            )
            for area, found in sorted(
                roles.items(), key=lambda item: list_codes("areas").index(item[0])
            )
        ]
        one, other = (self.name(each) for each in first.actors)
        facts = (fact for each in cells for side in each.facts for fact in side)
        line = self.say("unconnected_line", one=one, other=other, tasks=self.join_plain(tasks))
        lines = [line + self.notes.mark(dict.fromkeys(facts))]
        shown = first.conveners if self.most is None else first.conveners[:CONVENERS]
        lines += [f"  {self.say_convener(each)}" for each in shown]
        if rest := len(first.conveners) - len(shown):
            lines.append(f"  {self.say('brokers_more', count=rest)}")
        return lines if first.conveners else [*lines, f"  {self.say('convener_none')}"]

    def say_convener(self, convener: "Convener") -> str:
        """Who is tied to both, and how."""
        sides = self.say("gap_list").join(self.say_side(each) for each in convener.sides)
        mechanisms = (key for each in convener.sides for key in each.mechanisms)
        said = self.say("convener_line", actor=self.name(convener.actor), sides=sides)
        return said + self.notes.mark(dict.fromkeys(mechanisms))

    def say_side(self, side: "Side") -> str:
        """With whom, over whom, and through what."""
        names = [
            self.atlas.facts[each].name.read(self.language)  # type: ignore[attr-defined]
            for each in side.mechanisms
        ]
        return self.say(
            "convener_side_over" if side.over else "convener_side",
            actor=self.name(side.actor),
            others=self.join([self.name(each) for each in side.over]),
            mechanisms=self.join(self.cut(names)) if names else self.say("convener_parent"),
        )


def _read_roles(roles: "Roles") -> dict[str, int]:
    """The roles that were counted at least once."""
    return {role: count for role, count in roles.model_dump().items() if count}


def _list_roles(broker: "Broker") -> list[str]:
    return [
        role for each in (broker.by_level, broker.by_sector) if each for role in _read_roles(each)
    ]
