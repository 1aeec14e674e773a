"""Changes to what ties the two levels: bodies, voices in them, and contracts."""

from collections.abc import Iterator
from typing import Any

from weft.core.atlas.facts import NON_GOVERNMENTAL, Mechanism, Member
from weft.core.diagnosis.mechanisms import is_joint_body
from weft.core.diagnosis.remedies.steps import (
    Made,
    Step,
    find_officials,
    make_added,
    make_changed,
    name_assumed,
    set_fields,
)
from weft.core.diagnosis.scene import Scene

EVERY_MONTH = 12
HEARD = ("vote", "voice")


def add_body(scene: Scene) -> Made:
    if pair := find_officials(scene):
        yield (_make_body(scene, "assumed-body", pair),), {}


def add_deciding_body(scene: Scene) -> Made:
    if pair := find_officials(scene):
        yield (_make_body(scene, "assumed-council", pair, decides=True),), {}


def add_round_table(scene: Scene) -> Made:
    """A body in which somebody from outside government has a voice, too."""
    pair = find_officials(scene)
    outside = next(_list_unheard(scene, None), None)
    if pair and outside:
        step = _make_body(scene, "assumed-round-table", (*pair, outside))
        yield (step,), {"actor": outside}


def _make_body(scene: Scene, key: str, members: tuple[str, ...], decides: bool = False) -> Step:
    """A body of two officials, who chair it together, and perhaps others."""
    setting, leads = scene.setting, members[:2]
    return make_added(
        scene, "mechanisms", key, name=name_assumed("body"),
        kind="co_deciding_body" if decides else "consultative_body",
        areas=[setting.area], place=setting.place, formality="formal",
        members=[
            {
                "actor": each, "seat": "chair" if each in leads else "member",
                "voice": "vote" if decides else "voice",
            }
            for each in members
        ],
        meetings=EVERY_MONTH, last_active=setting.on.isoformat(), decides=decides,
        agenda=list(leads), veto="nobody", voluntary=True,
    )  # fmt: skip


def _list_bodies(scene: Scene) -> list[Mechanism]:
    return [each for each in scene.concerning if is_joint_body(each)]


def revive_body(scene: Scene) -> Made:
    on = scene.setting.on.isoformat()
    for each in scene.concerning:
        kind = scene.method.mechanisms[each.kind]
        if kind.coordinates and kind.meets and scene.measure(each).low < 1:
            to = {"meetings": float(EVERY_MONTH), "last_active": on}
            yield (set_fields("mechanisms", each.id, to),), {"fact": each.id}


def let_decide(scene: Scene) -> Made:
    def change(fact: Mechanism) -> dict[str, Any]:
        advises = fact.kind == "consultative_body"
        return {"decides": True} | ({"kind": "co_deciding_body"} if advises else {})

    for each in _list_bodies(scene):
        if each.decides is not True:
            yield (make_changed("mechanisms", each.id, change),), {"fact": each.id}


def share_lead(scene: Scene) -> Made:
    for each in _list_bodies(scene):
        sides = [sorted(scene.list_side(each, level)) for level in scene.pair]
        if not all(sides):
            continue
        leads = tuple(side[0] for side in sides)

        def change(fact: Mechanism, leads: tuple[str, ...] = leads) -> dict[str, Any]:
            members = [_seat(scene, member, leads) for member in fact.members]
            return {"agenda": leads, "veto": (), "members": tuple(members)}

        yield (make_changed("mechanisms", each.id, change),), {"fact": each.id}


def _seat(scene: Scene, member: Member, leads: tuple[str, ...]) -> Member:
    """The two leads chair and vote; everybody else stays, without a vote or the chair."""
    if member.actor in leads:
        return member.model_copy(update={"seat": "chair", "voice": "vote"})
    seat = "member" if member.seat == "chair" else member.seat
    official = any(scene.stands_at(member.actor, level) for level in scene.pair)
    voice = "voice" if official else member.voice
    return member.model_copy(update={"seat": seat, "voice": voice})


def give_voice(scene: Scene) -> Made:
    seats = _list_seats(scene)
    for each in scene.concerning:
        if not (is_joint_body(each) or scene.method.mechanisms[each.kind].coordinates):
            continue
        for actor in _list_unheard(scene, each):

            def change(fact: Mechanism, actor: str = actor) -> dict[str, Any]:
                return {"members": _seat_with_voice(fact, actor)}

            step = make_changed("mechanisms", each.id, change)
            words = {"fact": each.id, "actor": actor}
            # Actors of the place with the same seats everywhere differ in nothing but their names.
            yield (step,), words, (each.id, seats.get(actor), _is_here(scene, actor))


def _seat_with_voice(fact: Mechanism, actor: str) -> tuple[Member, ...]:
    seats = [each.seat for each in fact.members if each.actor == actor and each.seat != "observer"]
    kept = [each for each in fact.members if each.actor != actor]
    return (*kept, Member(actor=actor, seat=seats[0] if seats else "member", voice="voice"))


def _list_seats(scene: Scene) -> dict[str, frozenset[tuple[str, str, bool]]]:
    """For each actor where it sits, on what seat, and whether it is heard there."""
    seats: dict[str, set[tuple[str, str, bool]]] = {}
    for each in scene.concerning:
        for member in each.members:
            seat = (each.id, member.seat, member.voice in HEARD)
            seats.setdefault(member.actor, set()).add(seat)
    return {actor: frozenset(each) for actor, each in seats.items()}


def _list_unheard(scene: Scene, mechanism: Mechanism | None) -> Iterator[str]:
    """Non-governmental members without a voice, then such actors of the place who are not in it;
    those active in the area first."""
    seats = {member.actor: member for member in mechanism.members} if mechanism else {}
    active = {each.holder for each in scene.competences}
    actors = sorted(
        (each for each in scene.atlas.actors if each.kind in NON_GOVERNMENTAL),
        key=lambda each: (each.id not in seats, each.id not in active, each.id),
    )
    for each in actors:
        if each.holds_on(scene.setting.on):
            seat = seats.get(each.id)
            unheard = seat and (seat.voice not in HEARD or seat.seat == "observer")
            if unheard or (seat is None and _is_here(scene, each.id)):
                yield each.id


def _is_here(scene: Scene, actor: str) -> bool:
    territory = scene.atlas.find_territory(actor)
    return territory is not None and scene.atlas.contains(scene.setting.place, territory)


def sign_contract(scene: Scene) -> Made:
    if pair := find_officials(scene):
        setting = scene.setting
        yield (
            make_added(
                scene, "mechanisms", "assumed-contract", name=name_assumed("contract"),
                kind="negotiated_contract",
                areas=[setting.area], place=setting.place, formality="formal",
                members=[{"actor": each, "voice": "vote"} for each in pair],
                initiator=pair[1], voluntary=True, steering=False,
            ),
        ), {}  # fmt: skip


def renegotiate(scene: Scene) -> Made:
    pair = find_officials(scene)
    for each in scene.joining:
        if each.kind == "imposed_contract" and pair:
            to = {"kind": "negotiated_contract", "initiator": pair[1], "voluntary": True}
            yield (set_fields("mechanisms", each.id, to),), {"fact": each.id}
