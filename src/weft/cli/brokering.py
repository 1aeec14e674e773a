"""weft brokers: who sits between others at a place, and who could bring together whom."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    say_moved_days,
)
from weft.cli.footnotes import Footnotes
from weft.core.terms import label
from weft.core.terms.phrases import write_date

if TYPE_CHECKING:
    from weft.core.diagnosis.brokers import Broker, Brokerage, Unconnected
    from weft.core.diagnosis.brokers.sayings import Speech

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
    from weft.core.diagnosis.brokers import find_brokers, sayings  # noqa: PLC0415  # loads numpy
    from weft.core.diagnosis.setting import find_newest_date, index_facts  # noqa: PLC0415

    check_language(language)
    areas = [resolve_term("areas", each, "policy area") or "" for each in area or ()]
    day = resolve_day(on)
    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    chosen = resolve_place(atlas, place) or ""
    if day is None:
        day = find_newest_date(atlas, index_facts(atlas)[chosen]) or dt.date.today()
    found = find_brokers(atlas, chosen, day, areas)
    say_moved_days(opened, on, {chosen: day}, as_json)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    speech = sayings.Speech(atlas, language, most=None if everybody else MOST)
    _Page(speech, found, Footnotes()).print()


@dataclass(frozen=True)
class _Page:
    """What is printed of one brokerage; `speech.most` limits each list, None shows all."""

    speech: "Speech"
    found: "Brokerage"
    notes: Footnotes

    def say(self, code: str, **parts: object) -> str:
        return self.speech.say(code, **parts)

    def print(self) -> None:
        """Heading, those between others, groups, pairs without a tie, words, facts."""
        from weft.core.diagnosis.brokers.sayings import say_scope  # noqa: PLC0415

        found, speech = self.found, self.speech
        areas = [label("areas", each, speech.language) for each in found.areas]
        heading = self.say(
            "brokers_heading",
            place=speech.read(speech.atlas.place_by_id[found.place].name),
            date=write_date(found.on, speech.language),
            areas=speech.join(areas) if areas else self.say("brokers_all_areas"),
        )
        typer.secho(heading, bold=True)
        if len(found.brokers) < 2:
            actor = [speech.name(each.actor) for each in found.brokers]
            one = self.say("brokers_one_actor", actor="".join(actor))
            typer.echo(one if actor else self.say("nothing_on_day"))
            return
        mechanisms = {key for each in found.brokers for key in each.mechanisms}
        counts = {"actors": len(found.brokers), "mechanisms": len(mechanisms)}
        typer.echo(self.say("brokers_summary", groups=len(found.groups), **counts))
        between = [each for each in found.brokers if each.pairs]
        if not found.groups:
            typer.echo(self.say("brokers_no_tie", where=say_scope(speech, len(areas))))
        else:
            self.print_between(between)
            self.print_groups()
        self.print_unconnected()
        self.print_words(between[: speech.most])
        self.print_facts()

    def print_facts(self) -> None:
        """All that was pointed to, with its documents."""
        from weft.core.diagnosis import read_method  # noqa: PLC0415
        from weft.core.diagnosis.evidence import is_certain  # noqa: PLC0415

        method, atlas = read_method(), self.speech.atlas
        doubtful = {
            each
            for each in self.notes.list_facts()
            if not is_certain(atlas, atlas.facts[each], method, "confirmed")
        }
        if lines := self.notes.list_lines(atlas, doubtful, self.speech.language):
            typer.echo(f"\n{self.say('heading_facts')}")
            for line in lines:
                typer.echo(f"  {line}")

    def print_list(self, heading: str, lines: Iterable[str], count: int) -> None:
        """A heading, its lines, and how many more there are."""
        typer.echo(f"\n{self.say(f'brokers_{heading}')}")
        for line in lines:
            typer.echo(f"  {line}")
        if self.speech.most is not None and count > self.speech.most:
            typer.echo(f"  {self.say('brokers_more', count=count - self.speech.most)}")

    def print_between(self, between: Sequence["Broker"]) -> None:
        """Who sits between others, and how."""
        from weft.core.diagnosis.brokers.sayings import say_broker  # noqa: PLC0415

        lines = [
            say_broker(self.speech, each) + self.notes.mark(each.mechanisms)
            for each in between[: self.speech.most]
        ]
        self.print_list("between", lines or [self.say("brokers_nobody_between")], len(between))

    def print_words(self, shown: Sequence["Broker"]) -> None:
        """The words for roles that were used, each with its term, once."""
        from weft.core.diagnosis.brokers.roles import ROLES  # noqa: PLC0415
        from weft.core.diagnosis.brokers.sayings import list_roles  # noqa: PLC0415

        used = {role for each in shown for role in list_roles(each)}
        if used:
            typer.echo(f"\n{self.say('brokers_words')}")
            for role in ROLES:
                if role in used:
                    typer.echo(f"  {self.say(f'means_{role}')}")

    def print_groups(self) -> None:
        """The connected groups, those who act here first in each, and those without a tie."""
        from weft.core.diagnosis.brokers.sayings import say_scope  # noqa: PLC0415

        by_actor = {each.actor: each for each in self.found.brokers}
        lines = []
        for group in self.found.groups[: self.speech.most]:
            actors = self.list_some(sorted(group, key=lambda each: not by_actor[each].here))
            mechanisms = {key for each in group for key in by_actor[each].mechanisms}
            said = self.say("group_line", count=len(group), actors=actors)
            lines.append(said + self.notes.mark(sorted(mechanisms)))
        if untied := [each.actor for each in self.found.brokers if each.group is None]:
            where = say_scope(self.speech, len(self.found.areas))
            lines.append(self.say("group_untied", actors=self.list_some(untied), where=where))
        self.print_list("groups", lines, len(self.found.groups))

    def list_some(self, actors: Sequence[str]) -> str:
        """Names, and how many more there are."""
        # Names of offices have commas of their own.
        names = [self.speech.name(each) for each in actors]
        return self.say("gap_list").join(self.speech.cut(names))

    def print_unconnected(self) -> None:
        """Each pair once, with its tasks and those who could bring the two together."""
        from weft.core.diagnosis.brokers.sayings import group_pairs  # noqa: PLC0415

        pairs = group_pairs(self.found.unconnected)
        if not pairs:
            typer.echo(f"\n{self.say('brokers_all_connected')}")
            return
        lines = [line for each in pairs[: self.speech.most] for line in self.list_pair(each)]
        self.print_list("unconnected", lines, len(pairs))

    def list_pair(self, cells: Sequence["Unconnected"]) -> list[str]:
        """Two actors with the tasks on which both act; below, who could bring them together."""
        from weft.core.diagnosis.brokers import sayings  # noqa: PLC0415

        speech, first = self.speech, cells[0]
        facts = sayings.list_competences(cells)
        lines = [sayings.say_pair(speech, cells) + self.notes.mark(facts)]
        shown = first.conveners if speech.most is None else first.conveners[:CONVENERS]
        for each in shown:
            marked = self.notes.mark(sayings.list_ties(each))
            lines.append(f"  {sayings.say_convener(speech, each)}{marked}")
        if rest := len(first.conveners) - len(shown):
            lines.append(f"  {self.say('brokers_more', count=rest)}")
        if not first.conveners:
            lines.append(f"  {sayings.say_why_nobody(speech, first, len(self.found.areas))}")
        return lines
