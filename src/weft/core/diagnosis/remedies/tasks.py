"""Changes to who does what: money, policies, accounts, owners, and surveys that settle it."""

from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.remedies.steps import (
    Made,
    Step,
    find_official,
    find_officials,
    make_added,
    name_assumed,
)
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes

FIRST_YEAR = 1800  # that a report can be about


def fund_mandate(scene: Scene) -> Made:
    if pair := find_officials(scene):
        setting = scene.setting
        yield (
            make_added(
                scene, "mechanisms", "assumed-grant", name=name_assumed("grant"),
                kind="block_grant",
                areas=[setting.area], place=setting.place, formality="formal",
                members=[{"actor": each} for each in pair], initiator=pair[0],
            ),
            *_hold(scene, pair[0], "fund"),
        ), {"actor": pair[0]}  # fmt: skip


def _hold(scene: Scene, actor: str, role: str) -> tuple[Step, ...]:
    setting = scene.setting
    keys = {
        basis: f"assumed-{role}-{basis.replace('_', '-')}-{actor}"[:190].rstrip("-")
        for basis in ("de_jure", "de_facto")
    }
    return tuple(
        make_added(
            scene, "competences", key, holder=actor, area=setting.area, role=role, basis=basis,
            place=setting.place,
        )
        for basis, key in keys.items()
    )  # fmt: skip


def adopt_policy(scene: Scene) -> Made:
    if actor := find_official(scene, scene.setting.lower):
        yield (
            make_added(
                scene, "policies", "assumed-policy", name=name_assumed("policy"), issuer=actor,
                kind="strategy",
                areas=[scene.setting.area], origin="own", place=scene.setting.place,
            ),
        ), {"actor": actor}  # fmt: skip


def publish(scene: Scene) -> Made:
    year = scene.setting.on.year
    actor = find_official(scene, scene.setting.lower)
    if actor and year >= FIRST_YEAR:
        yield (
            make_added(
                scene, "reports", "assumed-report", title=name_assumed("account"), issuer=actor,
                area=scene.setting.area, year=year,
            ),
        ), {"actor": actor}  # fmt: skip


def name_owner(scene: Scene) -> Made:
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
            if actor := find_official(scene, level):
                yield _hold(scene, actor, role), {"actor": actor, "role": role}


# --- surveys ---------------------------------------------------------------------------------


def survey(scene: Scene, key: str, *closes: str) -> Made:
    if all(find_survey(scene, scene.pair, each, everybody=True) for each in closes):
        return
    setting = scene.setting
    yield (
        make_added(
            scene, "surveys", key, name=name_assumed("survey"), place=setting.place,
            areas=[setting.area], closes=list(closes),
        ),
    ), {}  # fmt: skip
