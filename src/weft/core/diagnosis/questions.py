"""Which unknown fact is most worth finding out: the one whose answer would leave fewest types.

Every open field of a setting is a question with two or three possible answers. Each answer is
entered into a copy of the setting's evidence, all copies are scored at once, and the question is
taken whose answers leave the fewest admissible types on average; of equals the one that adds most
to what is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Model
from weft.core.atlas.sentences import Voice, say_fact
from weft.core.diagnosis.bounds import bound_signals, find_possible
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.entering import number_rows
from weft.core.diagnosis.ledger import ATTRIBUTES, LEVELS, MANNERS, ROLES, Ledger
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.variants import Add, Change, Drop, Put, vary
from weft.core.terms import label
from weft.core.terms.phrases import say

# Surveys that would close something: what is asked, and the columns it closes.
_SURVEYS = {
    "ties": ("ties", "coordinating"),
    "coordinating": ("coordinating",),
    "across": ("across",),
    "disputes": ("disputes",),
    "competences": ("cells",),
    "policies": ("policies",),
}


class Question(Model):
    """An unknown fact: what to ask, of which facts, and what an answer would leave on average."""

    code: str  # of the phrase ask_<code>
    level: str = ""
    role: str = ""
    basis: str = ""
    facts: tuple[str, ...] = ()
    types_left: float = 0.0  # admissible types, the mean over the possible answers
    knownness: float = 0.0  # after it, likewise


@dataclass(frozen=True)
class _Asking:
    """A question before its answers are scored: what each would change, or what F would be."""

    question: Question
    answers: tuple[tuple[Change, ...], ...]
    frames: tuple[float, ...] = ()


def find_questions(scenes: Sequence[Scene], ledger: Ledger) -> list[Question | None]:
    """For each scene (the ledger has their evidence) the question most worth asking; None where
    nothing is open."""
    held, lacked = find_possible(ledger)
    is_open = held & lacked
    frames_now = bound_signals(ledger, scenes[0].method)["F"].tolist() if scenes else []
    asked = [
        (at, each)
        for at, scene in enumerate(scenes)
        for each in (
            *_ask_surveys(ledger, at),
            *_ask_stances(*frames_now[at]),
            *_ask_cells(scene, is_open[at]),
            *_ask_rows(scene),
        )
    ]
    if not asked:
        return [None for _ in scenes]
    copies = vary(ledger, [(at, answer) for at, each in asked for answer in each.answers])
    bounds = bound_signals(copies, scenes[0].method)
    frames = np.concatenate([each.frames or [np.nan] * len(each.answers) for _, each in asked])
    bounds["F"][~np.isnan(frames)] = frames[~np.isnan(frames), None]
    found = configure(*stack_signals(bounds), scenes[0].method)
    counts = np.array([len(each.answers) for _, each in asked])
    firsts = np.cumsum(counts) - counts
    left = np.add.reduceat(found.admissible.sum(axis=1), firsts) / counts
    known = np.add.reduceat(found.knownness, firsts) / counts
    best: list[Question | None] = [None for _ in scenes]
    for (at, each), types, knownness in zip(asked, left.tolist(), known.tolist(), strict=True):
        worth = {"types_left": types, "knownness": knownness}
        question = each.question.model_copy(update=worth)
        other = best[at]
        if other is None or _rank(question) < _rank(other):
            best[at] = question
    return best


def _rank(question: Question) -> tuple[float, float]:
    return (round(question.types_left, 6), -round(question.knownness, 6))


def _ask_surveys(ledger: Ledger, at: int) -> Iterator[_Asking]:
    """Is what is recorded all there is? If not, nothing is learned yet."""
    for code, columns in _SURVEYS.items():
        if not all(ledger.settings[column][at].all() for column in columns):
            yes = tuple(Put("settings", 0, column, True) for column in columns)
            yield _Asking(Question(code=code), (yes, ()))


def _ask_stances(low: float, high: float) -> Iterator[_Asking]:
    """Where do the policies of both levels stand? As far apart as F allows, or as close."""
    if low < high:
        yield _Asking(Question(code="stances"), ((), (), ()), (low, (low + high) / 2, high))


def _ask_cells(scene: Scene, is_open: NDArray[np.bool_]) -> Iterator[_Asking]:
    """Does this level hold this role, by law or in practice?"""
    for basis in ("de_jure", "de_facto"):
        manners = [
            at
            for at, (name, phase) in enumerate(MANNERS)
            if name == basis and phase in scene.setting.phases
        ]
        for level in range(LEVELS):
            for at, role in enumerate(ROLES):
                cells = [
                    (manner * LEVELS + level) * len(ROLES) + at
                    for manner in manners
                    if is_open[manner, level, at]
                ]
                if cells:
                    question = Question(
                        code="holds", level=scene.pair[level], role=role, basis=basis
                    )
                    yield _Asking(question, (_claim(cells, True), _claim(cells, False)))


def _claim(cells: list[int], positive: bool) -> tuple[Change, ...]:
    said = {"positive": positive, "certain": True, "p": 1.0}
    return tuple(Add("claims", {"cell": each, **said}) for each in cells)


def _ask_rows(scene: Scene) -> Iterator[_Asking]:
    """What is not known of each recorded fact, and whether an uncertain one is true."""
    counts: dict[str, int] = {}
    uncertain: dict[str, list[tuple[str, int]]] = {}
    for table, row, fact in number_rows(scene):
        at = counts[table] = counts.get(table, -1) + 1
        if not row["certain"]:
            uncertain.setdefault(fact.id, []).append((table, at))
        if table == "ties":
            yield from _ask_tie(at, row, fact.id)
        elif table == "plans" and row["level"] == 1 and row["worth"][0] < row["worth"][1]:
            answers = tuple((Put("plans", at, "worth", (end, end)),) for end in row["worth"])
            yield _Asking(Question(code="origin", facts=(fact.id,)), answers)
        elif table == "conflicts" and not row["between"]:
            between: tuple[Change, ...] = (Put("conflicts", at, "between", True),)
            among_others: tuple[Change, ...] = (Drop("conflicts", at),)
            question = Question(code="parties", facts=(fact.id,))
            yield _Asking(question, (between, among_others))
    for key, rows in uncertain.items():
        yes = tuple(Put(table, at, "certain", True) for table, at in rows)
        no = tuple(Drop(table, at) for table, at in rows)
        yield _Asking(Question(code="true", facts=(key,)), (yes, no))


def _ask_tie(at: int, row: Mapping[str, Any], fact: str) -> Iterator[_Asking]:
    def ask(code: str, *answers: tuple[Change, ...]) -> _Asking:
        return _Asking(Question(code=code, facts=(fact,)), answers)

    def put(column: str, value: Any) -> Put:
        return Put("ties", at, column, value)

    pairs = {name: row[name] for name in ("activity", "recency")}
    if any(low < high for low, high in pairs.values()):
        ends = (
            tuple(put(name, low + weight * (high - low)) for name, (low, high) in pairs.items())
            for weight in (0.0, 0.5, 1.0)
        )
        yield ask("strength", *ends)
    if row["sign"] == 0:
        yield ask("direction", (put("sign", 1),), (put("sign", -1),))
    if not row["named"]:
        yield ask("members", (put("named", True),), (Drop("ties", at),))
    if np.isnan(row["joint"]):
        yield ask("joint", (put("joint", 1.0),), (put("joint", 0.0),))
    for column, name in enumerate(ATTRIBUTES):
        if row["joint"] != 0 and np.isnan(row["attributes"][column]):
            answers = []
            for answer in (1.0, 0.0):
                known = list(row["attributes"])
                known[column] = answer
                answers.append((put("attributes", known),))
            yield ask(name, *answers)


def say_question(atlas: Atlas, setting: Setting, question: Question, language: str = "en") -> str:
    """The question as a sentence: Most worth finding out: does the State hold this role ...?"""
    named = ""
    if question.facts:
        fact = atlas.facts[question.facts[0]]
        name = getattr(fact, "name", None)
        voice = Voice(language=language)
        named = voice.read(name) if name else say_fact(atlas, fact, voice).rstrip(".")
    asked = say(
        f"ask_{question.code}",
        language,
        upper=label("levels", setting.upper, language),
        lower=label("levels", setting.lower, language),
        level=label("levels", question.level, language) if question.level else "",
        role=label("roles", question.role, language) if question.role else "",
        basis=label("bases", question.basis, language) if question.basis else "",
        fact=named,
    )
    return say("ask_most", language, question=asked)
