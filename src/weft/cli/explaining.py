"""weft explain: why a diagnosis says what it says, from one sentence down to the documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weft.cli.asking import (
    AreaOption,
    DrawsOption,
    MethodOption,
    NeededPlace,
    PairOption,
    PhaseOption,
    ReadingOption,
    SeedOption,
    Wish,
    resolve_settings,
)
from weft.cli.common import (
    AsJson,
    LanguageOption,
    OnOption,
    PathOrPack,
    WithOption,
    check_language,
    make_console,
    open_atlases,
    print_json,
    resolve_place,
    say_moved_days,
)
from weft.cli.footnotes import Footnotes
from weft.core.atlas import Atlas
from weft.core.terms import label
from weft.core.terms.phrases import say, write_list, write_number

if TYPE_CHECKING:
    from weft.core.diagnosis import Diagnosis, Method, Reading
    from weft.core.diagnosis.evidence import ReadingName
    from weft.core.diagnosis.explanation import Explanation, Lead
    from weft.core.diagnosis.questions import Question

FACTORS = {"divergence": "1 − F (1 − K)"}


@dataclass(frozen=True)
class Explained:
    """A diagnosis with why it says what it says; without both where it is not applicable."""

    diagnosis: "Diagnosis"
    reading: "ReadingName"
    explanation: "Explanation | None" = None
    question: "Question | None" = None

    @property
    def found(self) -> "Reading":
        """The reading that is explained."""
        return self.diagnosis.read(self.reading)

    def as_json(self) -> dict[str, Any]:
        """For machines; explanation, reading and question are null where it is not applicable."""
        parts = {
            "explanation": self.explanation,
            "reading": self.found if self.diagnosis.applicable else None,
            "question": self.question,
        }
        return {
            "setting": self.diagnosis.setting.model_dump(mode="json"),
            "applicable": self.diagnosis.applicable,
            "reason": self.diagnosis.reason,
            "seed": self.diagnosis.seed,
            "draws": self.diagnosis.draws,
            **{name: each and each.model_dump(mode="json") for name, each in parts.items()},
        }


def explain(
    path: PathOrPack,
    place: NeededPlace,
    others: WithOption = None,
    area: AreaOption = None,
    on: OnOption = None,
    pair: PairOption = None,
    phase: PhaseOption = "both",
    reading: ReadingOption = "confirmed",
    method: MethodOption = None,
    seed: SeedOption = None,
    draws: DrawsOption = None,
    language: LanguageOption = "en",
    table: Annotated[
        bool, typer.Option("--table", help="Every factor of the scores, down to its facts.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say why a setting is diagnosed as it is: the grounds, the three conditions, what to find out
    next, and the facts with their documents. Without --area a paragraph for each policy area."""
    check_language(language)
    opened = open_atlases(path, others, as_json)
    atlas = opened.atlas
    wish = Wish(place, area, on, pair, phase, reading, method)
    settings, numbers, name = resolve_settings(atlas, wish)
    found = _explain_all(atlas, settings, numbers, name, seed, draws)
    say_moved_days(opened, on, {each.place: each.on for each in settings}, as_json)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        named = atlas.place_by_id[resolve_place(atlas, place) or ""].name.read(language)
        typer.echo(say("nothing_recorded", language, place=named))
        return
    if area is None and len(found) > 1:
        _print_paragraphs(atlas, found, numbers, language)
    else:
        _print_page(atlas, found[0], numbers, language)
    for each in found if table else ():
        if each.explanation:
            _print_table(each.explanation, numbers, language)
    typer.echo(say("footer", language, method=numbers.version))


def _explain_all(
    atlas: Atlas,
    settings: Sequence[Any],
    method: "Method",
    reading: "ReadingName",
    seed: int | None,
    draws: int | None,
) -> list[Explained]:
    from weft.core import diagnosis as rules  # noqa: PLC0415
    from weft.core.atlas.nearby import Nearby  # noqa: PLC0415
    from weft.core.diagnosis import explanation  # noqa: PLC0415
    from weft.core.diagnosis.entering import enter_scenes  # noqa: PLC0415
    from weft.core.diagnosis.questions import find_questions  # noqa: PLC0415
    from weft.core.diagnosis.scene import Scene  # noqa: PLC0415

    chosen = rules.SEED if seed is None else seed
    diagnoses = rules.diagnose(atlas, settings, method, seed=chosen, draws=draws)
    fit = [each.setting for each in diagnoses if each.applicable]
    nearby = Nearby(atlas)
    scenes = [Scene(nearby, each, method, reading) for each in fit]
    explanations = dict(zip(fit, explanation.explain(atlas, fit, method, reading), strict=True))
    questions = dict(zip(fit, find_questions(scenes, enter_scenes(scenes)), strict=True))
    return [
        Explained(each, reading, explanations.get(each.setting), questions.get(each.setting))
        for each in diagnoses
    ]


def _print_paragraphs(
    atlas: Atlas, found: Sequence[Explained], method: "Method", language: str
) -> None:
    """A paragraph for each setting; one for all of which the same is to be said."""
    from weft.core.diagnosis.sentences import name_setting  # noqa: PLC0415

    groups: dict[str, list[Explained]] = {}
    for each in found:
        said = " ".join(_say_why(atlas, each, method, language, whole=False))
        groups.setdefault(said, []).append(each)
    for said, alike in groups.items():
        areas = tuple(each.diagnosis.setting.area for each in alike)
        heading = name_setting(atlas, alike[0].diagnosis.setting, areas, language)
        typer.secho(_capitalise(heading), bold=True)
        typer.echo(f"  {said}")


def _print_page(atlas: Atlas, each: Explained, method: "Method", language: str) -> None:
    """All that is said of one setting: with the conditions, and the facts with their documents."""
    from weft.core.diagnosis.condition_sentences import (  # noqa: PLC0415
        say_condition,
        say_conditions,
    )
    from weft.core.diagnosis.sentences import name_setting  # noqa: PLC0415

    diagnosis = each.diagnosis
    typer.secho(name_setting(atlas, diagnosis.setting, language=language), bold=True)
    typer.echo("\n".join(_say_why(atlas, each, method, language, whole=True)))
    if not diagnosis.facts:
        return
    notes = Footnotes()
    conditions = each.found.conditions
    typer.echo(f"\n{say_conditions(conditions, language)}")
    for one in (conditions.a, conditions.b, conditions.c):
        typer.echo(f"  {say_condition(atlas, one, language)}{notes.mark(one.facts)}")
    notes.mark(diagnosis.facts)
    typer.echo(f"\n{say('heading_facts', language)}")
    for line in notes.list_lines(atlas, diagnosis.to_confirm, language):
        typer.echo(f"  {line}")


def _say_why(
    atlas: Atlas, each: Explained, method: "Method", language: str, *, whole: bool
) -> list[str]:
    """The verdict with its grounds, why, the draws, what to find out, and the other reading; or
    why there is nothing to say."""
    from weft.core.diagnosis.explanation import say_explanation  # noqa: PLC0415
    from weft.core.diagnosis.questions import say_question  # noqa: PLC0415
    from weft.core.diagnosis.sentences import (  # noqa: PLC0415
        say_inapplicable,
        say_reason,
        say_verdict,
    )

    if each.explanation is None:
        diagnosis = each.diagnosis
        assert diagnosis.obstacle  # noqa: S101  # nothing else keeps it from being explained
        return [say_inapplicable(atlas, diagnosis.setting, diagnosis.obstacle, language)]
    if not each.diagnosis.facts:
        return [say("nothing_on_day", language)]
    found = each.found
    reason = say_reason(found.verdict, found.knownness, method.verdict, language)
    verdict = say_verdict(found.verdict, language)
    lines = [
        say(f"said_{each.reading}", language, verdict=verdict, reason=_capitalise(reason)),
        say("why", language, reasons=say_explanation(atlas, each.explanation, found, language)),
    ]
    # Where there is little to go by, what wins is what the unknown happens to favour.
    by_chance = found.verdict.kind == "abstain"
    if whole or not by_chance:
        lines.append(_say_draws(found, each.diagnosis.draws, language))
    if whole and by_chance:
        lines[-1] += f" {say('draws_little', language)}"
    if each.question and not found.verdict.settled:
        lines.append(say_question(atlas, each.diagnosis.setting, each.question, language))
    other = next(one for one in each.diagnosis.readings if one.name != each.reading)
    said = say_verdict(other.verdict, language)
    if said != verdict:
        lines.append(say(f"also_{other.name}", language, verdict=said))
    return lines


def _say_draws(reading: "Reading", draws: int, language: str) -> str:
    from weft.core.diagnosis.sentences import say_share  # noqa: PLC0415

    won = sorted((each for each in reading.scores if each.wins > 0), key=lambda each: -each.wins)
    shares = [
        say(
            "draws_share",
            language,
            type=label("configurations", each.type, language),
            share=say_share(each.wins, language),
        )
        for each in won
    ]
    return say("draws_won", language, count=draws, types=write_list(shares, language))


def _print_table(explanation: "Explanation", method: "Method", language: str) -> None:
    """A table for the first type's lead over the second, and for each type that is ruled out."""
    from rich.table import Column, Table  # noqa: PLC0415

    console = make_console()
    leads = {(each.first, each.second): each for each in explanation.ruled_out}
    leads = {(explanation.lead.first, explanation.lead.second): explanation.lead} | leads
    for lead in leads.values():
        facts = [fact for line in lead.lines for part in line.parts for fact in part.facts]
        # Ids are copied from here: the column is as wide as the longest, whatever the terminal.
        width = max((len(each) for each in facts), default=0)
        names = ("value", "exponent", "amount", "split")
        rows = _list_rows(lead, method, language)
        first = Column(say("table_factor", language), min_width=max(len(each[0]) for each in rows))
        headers = [say(f"table_{each}", language) for each in names]
        last = Column(say("table_facts", language), min_width=width)
        table = Table(first, *headers, last, box=None, title_justify="left")
        table.title = _title(lead, language)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def _title(lead: "Lead", language: str) -> str:
    first, second = (label("configurations", each, language) for each in (lead.first, lead.second))
    difference = write_number(lead.difference, language)
    return say("table_lead", language, first=first, second=second, difference=difference)


def _list_rows(lead: "Lead", method: "Method", language: str) -> list[tuple[str, ...]]:
    """A row a factor and, below it, one a part, with its facts."""
    from weft.core.diagnosis.explanation import name_part  # noqa: PLC0415

    rows: list[tuple[str, ...]] = []
    for line in lead.lines:
        name = FACTORS.get(line.factor) or line.factor.replace("not_", "1 − ")
        value = write_number(line.value, language)
        if line.floored:
            floor = write_number(method.configuration.floor, language)
            value = say("table_floored", language, value=value, floor=floor)
        split = say("table_exact" if line.exact else "table_allocated", language)
        exponent, amount = (_write(each, language) for each in (line.exponent, line.amount))
        kind = label("configurations", line.type, language)
        rows.append((f"{name} ({kind})", value, exponent, amount, split, ""))
        for part in line.parts:
            amount = _write(part.amount, language)
            rows.append(
                (f"  {name_part(part, language)}", "", "", amount, "", "\n".join(part.facts))
            )
    return rows


def _write(value: float, language: str) -> str:
    """A number that is not written as -0.00."""
    return write_number(round(value, 2) + 0.0, language)


def _capitalise(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
