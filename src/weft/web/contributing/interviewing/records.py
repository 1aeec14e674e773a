"""What the answers of an interview become: records, kept as drafts, and facts on record that they
only repeat."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from weft.core.atlas import SECTIONS
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.atlas.voice import capitalise
from weft.core.terms import label
from weft.core.terms.phrases import write_date, write_list
from weft.pictures.words import lower_first, name_area
from weft.web.atlas.facts import read_view
from weft.web.contributing.drafts import save_draft
from weft.web.contributing.interviewing.answers import Answer, Item, Talk, find_free
from weft.web.contributing.interviewing.questions import OFTEN, TIES, Question
from weft.web.contributing.models import Draft

ORAL = "D"  # the grade of what somebody told


class Record(NamedTuple):
    """A record as raw data. `slot` says which part of which answer it comes from."""

    slot: str
    section: str
    data: dict[str, Any]


class Worded(NamedTuple):
    """A phrase of one language with what is to be filled in."""

    phrase: str
    parts: dict[str, str]


class Outcome(NamedTuple):
    """The records that answers make; and the facts on record that they repeat."""

    records: tuple[Record, ...]
    repeated: tuple[str, ...]


def work_out(talk: Talk) -> Outcome:
    """What all answers of an interview come to, as things stand on record now."""
    records: list[Record] = []
    repeated: list[str] = []
    for question in talk.questions:
        answer = talk.answers.get(question.key, {})
        repeated += answer.get("known", ())
        for each in _list_records(talk, question, answer):
            if same := talk.recorded.find_same(each.section, each.data):
                repeated += same
            else:
                records.append(each)
    return Outcome((*_list_named(talk, records), *records), tuple(dict.fromkeys(repeated)))


def _list_records(talk: Talk, question: Question, answer: Answer) -> Iterator[Record]:
    if question.is_role:
        yield from _list_competences(talk, question, answer)
        return
    for item in answer.get("items", ()):
        make = _make_tie if question.topic == TIES else _make_dispute
        data = make(talk, question.area, item, answer["language"])
        data |= _state(talk, item.get("source"))
        section = "mechanisms" if question.topic == TIES else "disputes"
        yield Record(f"{question.key}/{item['mark']}", section, data)


def _list_competences(talk: Talk, question: Question, answer: Answer) -> Iterator[Record]:
    """One for each holder and basis. That nobody does it, or that it is not known, is said of the
    place's own level."""
    said = answer.get("said")
    bases = ["de_facto", *(["de_jure"] if answer.get("by_law") and said != "unknown" else [])]
    holders: list[dict[str, Any]] = []
    if said in (NOBODY, UNKNOWN):
        levels = talk.view.atlas.place_by_id[talk.place].levels
        holders = [{"holder": said, "place": talk.place, "level": each} for each in levels]
    elif said == "named":
        holders = [
            {"holder": each, "place": talk.place if _is_wider(talk, each) else None}
            for each in answer["actors"]
        ]
    for holder in holders:
        for basis in bases:
            data = holder | {"area": question.area, "role": question.topic, "basis": basis}
            data |= _state(talk, answer.get("source"))
            who = "-".join(str(holder[x]) for x in ("holder", "level") if holder.get(x))
            yield Record(f"{question.key}/{who}/{basis}", "competences", data)


def _is_wider(talk: Talk, actor: str) -> bool:
    """Whether an actor acts beyond the place, so that it must be said that this is of the place."""
    atlas = talk.view.atlas
    new = talk.actors.get(actor)
    territory = new["place"] if new else atlas.find_territory(actor)
    return territory is None or not atlas.contains(talk.place, territory)


def _make_tie(talk: Talk, area: str, item: Item, language: str) -> dict[str, Any]:
    kind, actors = item["kind"], item["actors"]
    name = item.get("name", "")

    def word(code: str) -> Worded:
        """What a thread without a name is called. It is read by all who see it, so that only those
        are named whom everybody may see."""
        seen = read_view().atlas.actor_by_id
        names = [
            seen[x].name.read(code) if x in seen else talk.actors[x]["name"]
            for x in actors
            if x in seen or x in talk.actors
        ]
        parts = {
            "kind": capitalise(label("mechanism_kinds", kind, code)),
            "area": lower_first(name_area(area, code)),
            "place": talk.view.atlas.place_by_id[talk.place].name.read(code),
            "actors": write_list(names, code),
        }
        if len(names) < len(actors):
            return Worded(_("%(kind)s on %(area)s in %(place)s"), parts)
        return Worded(_("%(kind)s on %(area)s: %(actors)s"), parts)

    return {
        "name": {language: name} if name else _write_everywhere(word),
        "kind": kind,
        "areas": [area],
        "members": [{"actor": each} for each in actors],
        "meetings": OFTEN[item["often"]][1],
        "place": talk.place,
    }


def _make_dispute(talk: Talk, area: str, item: Item, language: str) -> dict[str, Any]:
    return {
        "name": {language: item["name"]},
        "parties": item["actors"],
        "areas": [area],
        "kind": item["kind"],
        "place": talk.place,
    }


def _state(talk: Talk, source: str | None) -> dict[str, Any]:
    """On what a statement rests, and who may see it."""
    return {
        "sources": [{"source": source or talk.interview.asked["source"]}],
        "visibility": talk.interview.asked["visibility"],
    }


def _list_named(talk: Talk, records: Iterable[Record]) -> Iterator[Record]:
    """The actors and documents that records name and that are not on record yet, and the interview
    itself."""
    cited: set[str] = set()
    named: set[str] = set()
    for each in records:
        cited |= {x["source"] for x in each.data["sources"]}
        named |= {each.data.get("holder", ""), *each.data.get("parties", ())}
        named |= {x["actor"] for x in each.data.get("members", ())}
    for key in [each for each in talk.actors if each in named]:
        new = talk.actors[key]
        data = {
            "id": key, "name": {new["language"]: new["name"]}, "kind": new["kind"],
            "place": new["place"], **_state(talk, None),
        }  # fmt: skip
        cited |= {talk.interview.asked["source"]}
        yield Record(f"actor/{key}", "actors", data)
    for key in [each for each in talk.sources if each in cited]:
        document = talk.sources[key]
        title = {document["language"]: document["title"]}
        data = {"id": key, "title": title, "grade": document["grade"]}
        yield Record(f"source/{key}", "sources", data)
    own = talk.interview.asked["source"]
    if own in cited and own not in talk.view.atlas.source_by_id:
        yield Record(f"source/{own}", "sources", _describe_interview(talk))


def _describe_interview(talk: Talk) -> dict[str, Any]:
    """The interview as a source."""
    day = timezone.localtime(talk.interview.begun_at).date()
    return {
        "id": talk.interview.asked["source"],
        "title": write_titles(talk),
        "date": day.isoformat(),
        "grade": ORAL,
    }


def write_titles(talk: Talk) -> dict[str, str]:
    """What an interview is called, by language. It is read by all who see what rests on it, so that
    an office whose record not everybody may see is not named."""
    day = timezone.localtime(talk.interview.begun_at).date()
    place = talk.view.atlas.place_by_id[talk.place].name
    informant = read_view().atlas.actor_by_id.get(talk.interview.informant_id or "")

    def word(code: str) -> Worded:
        parts = {"place": place.read(code), "date": write_date(day, code)}
        if informant is None:
            return Worded(_("Interview about %(place)s, %(date)s"), parts)
        parts["informant"] = informant.name.read(code)
        return Worded(_("Interview with %(informant)s about %(place)s, %(date)s"), parts)

    return _write_everywhere(word)


def _write_everywhere(word: Callable[[str], Worded]) -> dict[str, str]:
    """Words in English and in every other language of the site that has a phrase for them."""
    worded = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            worded[code] = word(code)
    plain = worded["en"].phrase
    return {
        code: each.phrase % each.parts
        for code, each in worded.items()
        if code == "en" or each.phrase != plain
    }


def fit_drafts(talk: Talk, renewed: str = "") -> Outcome:
    """Bring the drafts of an interview in line with its answers, and save both.

    Drafts stay as they are (somebody may have worked on them), but for those of the question whose
    answer was `renewed`. One that was thrown away stays away until its question is answered again;
    what others name comes back.
    """
    talk.tidy()
    outcome, interview = work_out(talk), talk.interview
    made: dict[str, int] = interview.asked["drafts"]  # slot -> number of a draft
    there = {each.pk: each for each in interview.drafts.all()}
    wanted = {each.slot for each in outcome.records}
    for slot in [each for each in made if each not in wanted]:
        if draft := there.pop(made.pop(slot), None):
            draft.delete()
    cited = {f"source/{each}" for each in talk.list_cited(renewed)}
    for each in outcome.records:
        draft = there.get(made.get(each.slot, 0))
        old = each.slot in made and not each.slot.startswith(f"{renewed}/")
        if old and each.slot not in cited and (draft or each.section not in ("actors", "sources")):
            continue
        made[each.slot] = _keep(talk, each, draft).pk
    interview.save()
    return outcome


def _keep(talk: Talk, record: Record, draft: Draft | None) -> Draft:
    data, interview = dict(record.data), talk.interview
    if draft:
        data["id"] = draft.key
    elif "id" not in data:
        # Made here, so that two interviews of one person that say the same do not get in each
        # other's way, nor in that of a fact that has ended.
        said = {**data, "id": "pending", "asserted_by": interview.actor_id}
        wanted = SECTIONS[record.section].model_validate(said).make_id()
        data["id"] = find_free(interview.person, talk.view, wanted)
    return save_draft(
        interview.person, record.section, data, interview.actor_id, draft=draft,
        interview=interview,
    )  # fmt: skip
