"""Whatever the store can say of a file, it can say in every language of the site; for whoever adds
a trouble, or a reason of the assistant."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import weft.store
from weft.core.observatory.report import Trouble, make_trouble, name_phrase
from weft.core.observatory.saying import Saying
from weft.core.terms.phrases import read_phrases
from weft.store.readers import (  # noqa: F401  # each has problems of its own
    actions,
    features,
    packages,
    sdmx,
    sdmx_text,
)
from weft.store.readers.problems import FileProblem

LANGUAGES = ("en", "fr", "ar", "es", "it", "pt")
STORE = Path(weft.store.__file__).parent


def list_kinds(kind: type[FileProblem] = FileProblem) -> dict[str, str]:
    """The codes of all problems of files, by the names of their classes."""
    found = {each.__name__: each.code for each in kind.__subclasses__()}
    for each in kind.__subclasses__():
        found |= list_kinds(each)
    return found


def list_calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of a function by its name in the source of the store, and where it stands."""
    for path in sorted(STORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func
                called = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
                yield called, node, f"{path.relative_to(STORE)}:{node.lineno}"


def read_words(node: ast.expr | None) -> list[str]:
    """The texts that an expression may come to: one, or either of a choice."""
    if node is None:
        return [""]
    if isinstance(node, ast.IfExp):
        return [*read_words(node.body), *read_words(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def find_argument(call: ast.Call, at: int, name: str) -> ast.expr | None:
    if len(call.args) > at:
        return call.args[at]
    return next((each.value for each in call.keywords if each.arg == name), None)


def list_phrases() -> list[tuple[str, str]]:
    """The phrases that the source of the store asks for, and where."""
    problems, found = list_kinds(), []
    for called, call, where in list_calls():
        if called in problems:
            found += [(name_phrase(problems[called], case), where)
                      for case in read_words(find_argument(call, 1, "case"))]  # fmt: skip
        elif called == "make_trouble":
            cases = read_words(find_argument(call, 3, "case"))
            found += [(name_phrase(code, case), where) for code in read_words(call.args[0])
                      for case in cases]  # fmt: skip
        elif called == "_Sought":
            (code,), (case,) = (
                read_words(find_argument(call, *each)) for each in ((0, "code"), (6, "case"))
            )
            found.append((name_phrase(code, case), where))
        elif called == "_list_rows":
            (code,), (case,) = read_words(call.args[1]), read_words(find_argument(call, 9, "case"))
            found.append((name_phrase(code, case), where))
        elif called == "_Unfit":
            found += [(name_phrase(each), where) for each in read_words(call.args[0])]
        elif called == "refuse":
            found += [
                (name_phrase("broken_json", each), where) for each in read_words(call.args[0])
            ]
        elif called in ("tell_why", "tell_doubt", "note"):
            prefix = "guess_" if called == "tell_why" else "doubt_"
            found += [(prefix + each, where) for each in read_words(call.args[0])]
        elif called == "Saying":
            found += [(each, where) for each in read_words(find_argument(call, 9, "phrase"))]
    return found


def list_parts(phrase: str, language: str) -> set[str]:
    words = read_phrases()[phrase][language]
    forms = [words] if isinstance(words, str) else [words["other"]]
    return {part for form in forms for _, part, _, _ in string.Formatter().parse(form) if part}


PHRASES = list_phrases()


def test_nothing_is_said_but_through_phrases() -> None:
    plain = [where for called, _, where in list_calls() if called == "Trouble"]
    assert plain == []
    assert len(PHRASES) > 100


@pytest.mark.parametrize(("phrase", "where"), PHRASES)
def test_each_phrase_of_the_store_is_there_in_every_language_with_the_same_parts(
    phrase: str, where: str
) -> None:
    assert phrase in read_phrases(), where
    assert set(read_phrases()[phrase]) == set(LANGUAGES)
    assert len({frozenset(list_parts(phrase, each)) for each in LANGUAGES}) == 1
    english, *others = (read_phrases()[phrase][each] for each in LANGUAGES)
    assert english not in others


def test_no_phrase_is_left_that_nobody_says() -> None:
    # Those of a total are chosen by which side is more.
    said = {phrase for phrase, _ in PHRASES} | {
        f"trouble_total_{side}{more}" for side in ("more", "less") for more in ("", "_open")
    }
    written = {each for each in read_phrases()
               if each.startswith(("trouble_", "guess_", "doubt_", "signs_"))}  # fmt: skip
    assert written == said


def test_a_trouble_cannot_be_made_without_a_part_of_its_phrase() -> None:
    with pytest.raises(KeyError):
        make_trouble("fraction", "warning", {"found": "1.5"})


def test_numbers_codes_and_plurals_are_those_of_the_language() -> None:
    parts = {"area": "Aurora", "measure": "stock", "period": "2020", "by_sex": "F", "by_age": "_T",
             "end": 12345, "start": 12350, "difference": 5}  # fmt: skip
    trouble = make_trouble("balance_jump", "warning", parts)
    assert trouble.message == (
        "Aurora, Migrant residents, 2020, women: it ends with 12,345, and the next period begins "
        "with 12,350 (+5)"
    )
    assert trouble.say("fr") == (
        "Aurora, Population migrante, 2020, femmes : elle finit avec 12\u202f345, et la période "
        "suivante commence avec 12\u202f350 (+5)"
    )
    two = make_trouble("repeated", "warning", {"count": 2, "area": "Aurora"})
    assert (two.say("ar") or "").startswith("رقمان يردان")


def test_words_of_a_file_stay_together_in_arabic() -> None:
    trouble = make_trouble("note_row", "note", {"found": "Source: (Istat)"})
    assert "\u2068Source: (Istat)\u2069" in (trouble.say("ar") or "")
    assert "\u2068" not in trouble.message


def test_a_report_of_long_ago_has_only_its_english_message() -> None:
    old = {"code": "not_said", "severity": "error", "message": "nothing says the area",
           "parts": {"expected": "area"}}  # fmt: skip
    trouble = Trouble.model_validate(old)
    assert (trouble.say("fr"), trouble.message) == (None, "nothing says the area")


def test_a_sentence_within_a_sentence_is_kept_and_said_whole() -> None:
    why = Saying(phrase="signs_three", parts={"sign": ","})
    parts = {"found": "1,234", "decimal": ".", "thousands": ",", "why": why}
    kept = make_trouble("separators", "warning", parts).model_dump_json()
    assert "il y a toujours trois chiffres" in (Trouble.model_validate_json(kept).say("fr") or "")
