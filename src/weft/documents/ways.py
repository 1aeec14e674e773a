"""How two levels relate, area by area, for the second page of a document: short answers with the
bar of draws, and in one sentence all areas of which nothing telling is known."""

from collections.abc import Sequence

from weft.core.atlas import Atlas
from weft.core.atlas.voice import Voice, capitalise
from weft.core.diagnosis.diagnosis import Diagnosis, Reading
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.sentences import say_inapplicable, say_share, say_verdict
from weft.core.diagnosis.summary import Summary
from weft.core.terms.phrases import say, write_list
from weft.documents.parts import Field, Fields, Key, Picture
from weft.documents.runs import keep_spaces
from weft.pictures.bar import EDGES, weave_pattern
from weft.pictures.grounds import TELLING, find_telling, is_telling
from weft.pictures.markup import write_element
from weft.pictures.shares import draw_shares
from weft.pictures.words import lower_first, name_area, name_term


def relate(atlas: Atlas, summary: Summary, language: str) -> Fields:
    """What is known of how the levels of a place relate."""
    told = [each for each in summary.diagnoses if is_telling(each)]
    levels = {
        name: name_term("levels", getattr(summary, name), language) for name in ("upper", "lower")
    }
    draws = Voice(language=language).amount(max((each.draws for each in told), default=0))
    return Fields(
        title=say("doc_fields", language, **levels),
        lead=say("doc_fields_lead", language, draws=draws) if told else "",
        heads=tuple(say(each, language) for each in ("doc_area", "doc_draws", "doc_answer")),
        rows=tuple(_tell(each, language) for each in told),
        keys=tuple(_explain(each, language) for each in TYPES) if told else (),
        rest=tuple(_list_rest(atlas, summary.diagnoses, language)),
    )


def _tell(diagnosis: Diagnosis, language: str) -> Field:
    reading = find_telling(diagnosis)
    wins = {each.type: each.wins for each in reading.scores}
    said = [
        say("wins", language, type=say(kind, language), share=say_share(wins[kind], language))
        for kind in TYPES
    ]
    return Field(
        area=name_area(diagnosis.setting.area, language),
        shares=Picture(
            draw_shares(wins, language, known=reading.knownness), write_list(said, language)
        ),
        answer=keep_spaces(say_answer(reading, language), language),
    )


def say_answer(reading: Reading, language: str) -> str:
    """The verdict of a reading in a few words, with how much is known."""
    verdict = reading.verdict
    if verdict.kind == "abstain" and verdict.reason != "evidence_weak":
        out = [name_term("configurations", x, language) for x in TYPES if x not in verdict.types]
        code = "doc_open_not" if out else "doc_open"
        answer = say(code, language, types=write_list(out, language, "or"))
    else:
        answer = capitalise(say_verdict(verdict, language))
    share = say_share(reading.knownness, language)
    return say("doc_answer_known", language, answer=answer, share=share)


def _explain(kind: str, language: str) -> Key:
    """A sample of a way's weave, with its meaning."""
    sample = write_element(
        "svg",
        write_element("defs", weave_pattern(kind, "key"))
        + write_element(
            "rect", x=0.5, y=0.5, width=25, height=13, fill=f"url(#key-{kind})", stroke=EDGES[kind]
        ),
        viewBox="0 0 26 14",
        width=26,
        height=14,
    )
    name, meaning = say(kind, language), say(f"meaning_{kind}", language)
    words = capitalise(say("doc_key", language, type=name, meaning=meaning))
    return Key(Picture(sample, name), keep_spaces(words, language))


def _list_rest(atlas: Atlas, diagnoses: Sequence[Diagnosis], language: str) -> list[str]:
    """A sentence for all areas of which too little is known, and one for each reason why the
    question does not apply."""
    rest: dict[str, list[str]] = {}
    for each in diagnoses:
        if is_telling(each):
            continue
        reason = ""
        if each.obstacle:
            reason = say_inapplicable(atlas, each.setting, each.obstacle, language)
        rest.setdefault(reason, []).append(name_area(each.setting.area, language))
    said = []
    for reason, areas in rest.items():
        if reason:
            names = write_list([areas[0], *map(lower_first, areas[1:])], language)
            said.append(say("fact_line", language, name=names, said=reason))
        else:
            names = write_list([lower_first(each) for each in areas], language)
            share = say_share(TELLING, language)
            said.append(say("doc_untold", language, areas=names, share=share))
    return [keep_spaces(each, language) for each in said]
