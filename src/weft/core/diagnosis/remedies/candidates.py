"""Every single change that the catalogue allows in one setting, as steps from fact to fact."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weft.core.atlas.atlas import SECTIONS
from weft.core.atlas.facts import NON_GOVERNMENTAL, Mechanism, Member
from weft.core.atlas.records import Citation, Fact
from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.mechanisms import is_joint_body
from weft.core.diagnosis.remedies.catalogue import Catalogue
from weft.core.diagnosis.scenario import ASSUMED
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes

EVERY_MONTH = 12
AT_MOST = 3  # as many as are tried together; of actors who differ in nothing no more are needed
HEARD = ("vote", "voice")


class Step(NamedTuple):
    """One fact as it would be: made from what it is now, from None where it is new."""

    section: str
    key: str
    make: Callable[[Any], Fact]


@dataclass(frozen=True)
class Candidate:
    """One change: what it costs, what it does, and the words that say it."""

    code: str
    cost: float
    steps: tuple[Step, ...]
    words: dict[str, str] = field(default_factory=dict)  # fact, actor, role: ids and codes
    # Of candidates that differ in nothing that counts, the second is tried only with the first.
    alike: tuple[Any, ...] = ()
    rank: int = 0


def list_candidates(scene: Scene, catalogue: Catalogue, goal: str) -> list[Candidate]:
    """The changes that may help with a goal (a word of `serves`), the cheapest first."""
    found = []
    for code, row in catalogue.items():
        ranks: dict[tuple[Any, ...], int] = {}
        for steps, words, *alike in _MAKERS[code](scene) if goal in row.serves else ():
            key = (code, *alike) if alike else (code, *words.items())
            rank = ranks[key] = ranks.get(key, -1) + 1
            if rank < AT_MOST:
                found.append(Candidate(code, row.cost, steps, words, key, rank))
    return sorted(found, key=lambda each: (each.cost, each.code, sorted(each.words.items())))


# Steps, words, and what makes candidates alike, where several are.
Made = Iterator[tuple[Any, ...]]


def _find_official(scene: Scene, level: str) -> str | None:
    """The government of a level here; else the first office that stands at it."""
    atlas, place = scene.atlas, scene.setting.place
    for each in scene.nearby.list_related(place):
        government = atlas.find_government(each)
        if government and scene.stands_at(government.id, level):
            return government.id
    return next((each.id for each in atlas.actors if scene.stands_at(each.id, level)), None)


def _find_officials(scene: Scene) -> tuple[str, str] | None:
    upper, lower = (_find_official(scene, level) for level in scene.pair)
    return (upper, lower) if upper and lower and upper != lower else None


def _add(section: str, key: str, **data: Any) -> Step:
    """A new fact that rests on the assumption."""
    citation = {"source": ASSUMED, "grade": "A"}
    fact: Any = SECTIONS[section].model_validate({"id": key, "sources": [citation], **data})
    return Step(section, key, lambda _: fact)


def _change(section: str, key: str, change: Callable[[Any], dict[str, Any]]) -> Step:
    """A fact with some fields changed, which then rests on the assumption too."""

    def make(fact: Any) -> Fact:
        sources = (Citation(source=ASSUMED, grade="A"), *fact.sources)
        changed: Fact = fact.model_copy(update={**change(fact), "sources": sources})
        return changed

    return Step(section, key, make)


# --- bodies and contracts --------------------------------------------------------------------


def _add_body(scene: Scene) -> Made:
    if pair := _find_officials(scene):
        yield (_make_body(scene, "assumed-body", pair),), {}


def _add_round_table(scene: Scene) -> Made:
    """A body in which somebody from outside government has a voice, too."""
    pair = _find_officials(scene)
    outside = next(_list_unheard(scene, None), None)
    if pair and outside:
        step = _make_body(scene, "assumed-round-table", (*pair, outside))
        yield (step,), {"actor": outside}


def _make_body(scene: Scene, key: str, members: tuple[str, ...]) -> Step:
    """A consultative body of two officials, who chair it together, and perhaps others."""
    setting, leads = scene.setting, members[:2]
    return _add(
        "mechanisms", key, name="Joint body", kind="consultative_body",
        areas=[setting.area], place=setting.place, formality="formal",
        members=[
            {"actor": each, "seat": "chair" if each in leads else "member", "voice": "voice"}
            for each in members
        ],
        meetings=EVERY_MONTH, last_active=setting.on.isoformat(), decides=False,
        agenda=list(leads), veto="nobody", voluntary=True,
    )  # fmt: skip


def _list_bodies(scene: Scene) -> list[Mechanism]:
    return [each for each in scene.concerning if is_joint_body(each)]


def _revive_body(scene: Scene) -> Made:
    on = scene.setting.on.isoformat()
    for each in scene.concerning:
        kind = scene.method.mechanisms[each.kind]
        if kind.coordinates and kind.meets and scene.measure(each).low < 1:
            to = {"meetings": float(EVERY_MONTH), "last_active": on}
            yield (_change("mechanisms", each.id, lambda _, to=to: to),), {"fact": each.id}  # type: ignore[misc]


def _let_decide(scene: Scene) -> Made:
    def change(fact: Mechanism) -> dict[str, Any]:
        advises = fact.kind == "consultative_body"
        return {"decides": True} | ({"kind": "co_deciding_body"} if advises else {})

    for each in _list_bodies(scene):
        if each.decides is not True:
            yield (_change("mechanisms", each.id, change),), {"fact": each.id}


def _share_lead(scene: Scene) -> Made:
    for each in _list_bodies(scene):
        sides = [sorted(scene.list_side(each, level)) for level in scene.pair]
        if not all(sides):
            continue
        leads = tuple(side[0] for side in sides)

        def change(fact: Mechanism, leads: tuple[str, ...] = leads) -> dict[str, Any]:
            members = [_seat(scene, member, leads) for member in fact.members]
            return {"agenda": leads, "veto": (), "members": tuple(members)}

        yield (_change("mechanisms", each.id, change),), {"fact": each.id}


def _seat(scene: Scene, member: Member, leads: tuple[str, ...]) -> Member:
    """The two leads chair and vote; everybody else stays, without a vote or the chair."""
    if member.actor in leads:
        return member.model_copy(update={"seat": "chair", "voice": "vote"})
    seat = "member" if member.seat == "chair" else member.seat
    official = any(scene.stands_at(member.actor, level) for level in scene.pair)
    voice = "voice" if official else member.voice
    return member.model_copy(update={"seat": seat, "voice": voice})


def _give_voice(scene: Scene) -> Made:
    for each in scene.concerning:
        if not (is_joint_body(each) or scene.method.mechanisms[each.kind].coordinates):
            continue
        for actor in _list_unheard(scene, each):

            def change(fact: Mechanism, actor: str = actor) -> dict[str, Any]:
                kept = [member for member in fact.members if member.actor != actor]
                return {"members": (*kept, Member(actor=actor, seat="member", voice="voice"))}

            step = _change("mechanisms", each.id, change)
            elsewhere = frozenset(
                other.id
                for other in scene.concerning
                if other.id != each.id and actor in scene.list_participants(other)
            )
            inside = any(member.actor == actor for member in each.members)
            yield (step,), {"fact": each.id, "actor": actor}, each.id, elsewhere, inside


def _list_unheard(scene: Scene, mechanism: Mechanism | None) -> Iterator[str]:
    """Non-governmental members without a voice, then such actors of the place who are not in it;
    those active in the area first."""
    seats = {member.actor: member for member in mechanism.members} if mechanism else {}
    active = {each.holder for each in scene.competences}
    actors = sorted(
        scene.atlas.actors,
        key=lambda each: (each.id not in seats, each.id not in active, each.id),
    )
    for each in actors:
        if each.kind not in NON_GOVERNMENTAL or not each.holds_on(scene.setting.on):
            continue
        seat = seats.get(each.id)
        territory = scene.atlas.find_territory(each.id)
        here = territory and scene.atlas.contains(scene.setting.place, territory)
        if (seat.voice not in HEARD or seat.seat == "observer") if seat else here:
            yield each.id


def _sign_contract(scene: Scene) -> Made:
    if pair := _find_officials(scene):
        setting = scene.setting
        yield (
            _add(
                "mechanisms", "assumed-contract", name="Contract", kind="negotiated_contract",
                areas=[setting.area], place=setting.place, formality="formal",
                members=[{"actor": each, "voice": "vote"} for each in pair],
                initiator=pair[1], voluntary=True, steering=False,
            ),
        ), {}  # fmt: skip


def _renegotiate(scene: Scene) -> Made:
    pair = _find_officials(scene)
    for each in scene.joining:
        if each.kind == "imposed_contract" and pair:
            to = {"kind": "negotiated_contract", "initiator": pair[1], "voluntary": True}
            yield (_change("mechanisms", each.id, lambda _, to=to: to),), {"fact": each.id}  # type: ignore[misc]


# --- tasks, policies, accounts ---------------------------------------------------------------


def _fund_mandate(scene: Scene) -> Made:
    if pair := _find_officials(scene):
        setting = scene.setting
        yield (
            _add(
                "mechanisms", "assumed-grant", name="Grant", kind="block_grant",
                areas=[setting.area], place=setting.place, formality="formal",
                members=[{"actor": each} for each in pair], initiator=pair[0],
            ),
            *_hold(scene, pair[0], "fund"),
        ), {"actor": pair[0]}  # fmt: skip


def _hold(scene: Scene, actor: str, role: str) -> tuple[Step, ...]:
    setting = scene.setting
    return tuple(
        _add(
            "competences", f"assumed-{role}-{basis.replace('_', '-')}-{actor}"[:200], holder=actor,
            area=setting.area, role=role, basis=basis, place=setting.place,
        )
        for basis in ("de_jure", "de_facto")
    )  # fmt: skip


def _adopt_policy(scene: Scene) -> Made:
    if actor := _find_official(scene, scene.setting.lower):
        yield (
            _add(
                "policies", "assumed-policy", name="Policy", issuer=actor, kind="strategy",
                areas=[scene.setting.area], origin="own", place=scene.setting.place,
            ),
        ), {"actor": actor}  # fmt: skip


def _publish(scene: Scene) -> Made:
    if actor := _find_official(scene, scene.setting.lower):
        year = scene.setting.on.year
        yield (
            _add(
                "reports", "assumed-report", title="Account", issuer=actor,
                area=scene.setting.area, year=year,
            ),
        ), {"actor": actor}  # fmt: skip


def _name_owner(scene: Scene) -> Made:
    """For each role that no level is sure to hold, each of the two levels as its owner."""
    for role in list_codes("roles"):
        holdings = [
            find_holding(scene, level, role, basis, phase)
            for level in scene.pair
            for basis in ("de_jure", "de_facto")
            for phase in scene.setting.phases
        ]
        if any(False not in each.possible for each in holdings):
            continue
        for level in scene.pair:
            if actor := _find_official(scene, level):
                yield _hold(scene, actor, role), {"actor": actor, "role": role}


# --- surveys ---------------------------------------------------------------------------------


def _survey(scene: Scene, key: str, *closes: str) -> Made:
    if all(find_survey(scene, scene.pair, each, everybody=True) for each in closes):
        return
    setting = scene.setting
    yield (
        _add(
            "surveys", key, name="Survey", place=setting.place, areas=[setting.area],
            closes=list(closes),
        ),
    ), {}  # fmt: skip


_MAKERS: dict[str, Callable[[Scene], Made]] = {
    "add_body": _add_body,
    "add_round_table": _add_round_table,
    "revive_body": _revive_body,
    "let_decide": _let_decide,
    "share_lead": _share_lead,
    "give_voice": _give_voice,
    "sign_contract": _sign_contract,
    "renegotiate": _renegotiate,
    "fund_mandate": _fund_mandate,
    "adopt_policy": _adopt_policy,
    "publish": _publish,
    "name_owner": _name_owner,
    "survey_ties": lambda scene: _survey(scene, "assumed-survey-ties", "ties"),
    "survey_roles": lambda scene: _survey(scene, "assumed-survey-roles", "competences", "policies"),
    "survey_disputes": lambda scene: _survey(scene, "assumed-survey-disputes", "disputes"),
}
