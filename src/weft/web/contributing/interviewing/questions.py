"""Which questions an interview puts, in which order and in which words, for the pages that ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from markupsafe import Markup

from weft.core.terms import label, list_codes

TIES, DISPUTES = "ties", "disputes"  # the topics beside the roles


class Words(NamedTuple):
    """A question, and what its term means, for somebody who meets it for the first time."""

    asked: str | Promise
    meaning: str | Promise


_ROLES: dict[str, Words] = {
    "regulate": Words(
        lazy("Who decides on %(area)s in %(place)s, in practice?"),
        lazy("To decide is to make the rules: who is entitled to what, and on which conditions."),
    ),
    "fund": Words(
        lazy("Who pays for %(area)s in %(place)s, in practice?"),
        lazy("To pay is to put up the money, whoever spends it."),
    ),
    "coordinate": Words(
        lazy("Who coordinates %(area)s in %(place)s, in practice?"),
        lazy("To coordinate is to bring those who act together and make what they do fit."),
    ),
    "deliver": Words(
        lazy("Who delivers %(area)s in %(place)s, in practice?"),
        lazy("To deliver is to do the work itself, with the people it is for."),
    ),
    "monitor": Words(
        lazy("Who monitors %(area)s in %(place)s, in practice?"),
        lazy("To monitor is to look at what was done and what came of it, and to say so."),
    ),
}
_ROLE = Words(
    lazy("Who has the role “%(role)s” for %(area)s in %(place)s, in practice?"),
    lazy("Tick whoever does it."),
)
_OTHERS = {
    TIES: Words(
        lazy("Who meets whom about %(area)s in %(place)s, and how often?"),
        lazy(
            "A meeting is whatever ties them: a table, a committee, a contract, a regular call. It "
            "becomes a thread between those who take part."
        ),
    ),
    DISPUTES: Words(
        lazy("Is anything about %(area)s in %(place)s contested?"),
        lazy(
            "Contested is what two sides see differently or fight over: a court case, a refusal, "
            "an open disagreement. It is put on record as what they disagree about, not as who is "
            "right."
        ),
    ),
}

# How often people meet -> what it is called, and meetings a year; None: not known.
OFTEN: dict[str, tuple[Promise, float | None]] = {
    "weekly": (lazy("every week"), 52),
    "monthly": (lazy("every month"), 12),
    "quarterly": (lazy("every three months"), 4),
    "yearly": (lazy("once a year"), 1),
    "less": (lazy("less than once a year"), 0.5),
    "never": (lazy("never: it exists, but does not meet"), 0),
    "unknown": (lazy("I do not know"), None),
}
# Of the kinds of mechanisms those in which people meet; the others are stated in their own form.
TIE_KINDS: dict[str, Promise] = {
    "exchange": lazy("each tells the other what it knows and does"),
    "consultation": lazy("one asks the other before it decides"),
    "consultative_body": lazy("a table that gives advice"),
    "co_deciding_body": lazy("a table that decides together"),
    "negotiated_contract": lazy("both agreed on who does what, in writing"),
    "shared_service": lazy("they run one service together"),
    "information": lazy("one tells, the other listens"),
}


@dataclass(frozen=True)
class Question:
    """One page of an interview; `number` is counted from 1."""

    number: int
    area: str
    topic: str  # a role, TIES or DISPUTES

    @property
    def key(self) -> str:
        """Under which its answer is kept."""
        return f"{self.area}.{self.topic}"

    @property
    def is_role(self) -> bool:
        return self.topic not in _OTHERS


def list_questions(areas: Iterable[str]) -> tuple[Question, ...]:
    """Area by area: each role in the order of the vocabulary, who meets whom, what is contested."""
    pairs = product(areas, (*list_codes("roles"), *_OTHERS))
    return tuple(Question(number, *pair) for number, pair in enumerate(pairs, 1))


def word_question(question: Question, area: str, place: Markup, language: str) -> Words:
    """A question in the reader's language; `area` as it stands inside a sentence."""
    words = _OTHERS.get(question.topic) or _ROLES.get(question.topic) or _ROLE
    role = label("roles", question.topic, language) if question.is_role else ""
    parts = {"area": area, "place": place, "role": role}
    asked = Markup(str(words.asked)) % parts  # noqa: S704  # our own words; the parts are escaped
    return Words(asked, str(words.meaning))


def name_topic(question: Question, language: str) -> str:
    """A question in a word or two, for lists."""
    if question.is_role:
        return label("roles", question.topic, language)
    words = _("Who meets whom") if question.topic == TIES else _("What is contested")
    return words[:1].lower() + words[1:]
