"""The draws computed a second time: one world after the other, one fact after the other.

Written from the words of the method, in plain Python. It takes the same random numbers by the same
keys as the draws do, so that both must give the same signals, and not merely similar shares.
"""

import math
from itertools import product
from typing import Any

from weft.core.diagnosis import read_method
from weft.core.diagnosis.chance import Chance
from weft.core.diagnosis.entering import enter_scenes, number_rows
from weft.core.diagnosis.ledger import ATTRIBUTES, DISPUTES, KINDS, ROLES

METHOD = read_method()
KIND_METHODS = [METHOD.mechanisms[each] for each in KINDS]
# What a survey of ties closes; one of coordinating ties alone closes less.
CLOSED_BY = {
    "TF": "ties", "BF": "ties", "C": "coordinating", "MF": "coordinating", "J": "coordinating",
    "H": "across", "K": "disputes",
}  # fmt: skip


class World:
    """One draw: what is random in it, by what it is drawn for."""

    def __init__(self, chance: Chance, number: int) -> None:
        self.chance, self.number = chance, number

    def draw(self, what: str, row: int = 0) -> float:
        return float(self.chance.draw(what, row)[0, self.number])

    def toss(self, what: str, row: int = 0) -> bool:
        return self.draw(what, row) < 0.5

    def weigh(self, what: str, row: int) -> float:
        return float(getattr(self.chance.weights, what)[row, self.number])

    def is_true(self, row: dict[str, Any]) -> bool:
        return self.draw("document", row["doc"]) < row["p"]


def simulate(rows: dict[str, list[dict[str, Any]]], surveys: Any, world: World) -> dict[str, float]:
    """The signals of one setting in one world."""
    signals = simulate_ties(rows["ties"], surveys, world)
    rest = 1.0
    for each in rows["conflicts"]:
        key = each["rank"] * len(DISPUTES) + each["kind"]
        if world.is_true(each) and (each["between"] or world.toss("between", key)):
            rest *= 1 - world.weigh("disputes", each["kind"])
    signals["K"] = 1 - rest
    for code, survey in CLOSED_BY.items():
        if not surveys[survey]:
            signals[code] += (1 - signals[code]) * world.draw(code)
    signals["A"], signals["O"] = simulate_roles(rows["claims"], rows["plans"], surveys, world)
    signals["F"] = simulate_frames(rows["plans"], world)
    signals["BH"] = max(signals.pop("BF"), signals.pop("H"))
    signals["U"] = signals["O"] * (1 - signals["C"])
    return signals


def simulate_ties(ties: list[dict[str, Any]], surveys: Any, world: World) -> dict[str, float]:
    joining: dict[int, list[tuple[float, bool]]] = {}  # by kind: strength, whether from above
    peers: dict[int, float] = {}
    forum = 0.0
    for each in ties:
        kind, key = each["kind"], each["rank"] * len(KINDS) + each["kind"]
        strength = each["coverage"] if world.is_true(each) else 0.0
        for part in ("activity", "recency"):
            low, high = each[part]
            strength *= low + (high - low) * world.draw(part, key) if low < high else low
        if not each["named"] and not world.toss("named", key):
            strength = 0.0
        if each["peers"]:
            peers[kind] = max(peers.get(kind, 0.0), strength)
        if not each["joins"]:
            continue
        falls = world.toss("direction", key) if each["sign"] == 0 else each["sign"] > 0
        joining.setdefault(kind, []).append((strength, falls))
        forum = max(forum, strength * simulate_worth(each, key, world))
    rest = dict.fromkeys(("C", "TF", "BF", "MF", "H"), 1.0)
    pull = weight = 0.0
    for kind, found in joining.items():
        q, d, numbers = world.weigh("q", kind), world.weigh("d", kind), KIND_METHODS[kind]
        strongest, falls = max(found)
        pull += (strongest if falls else -strongest) * q * d
        weight += strongest * q
        if numbers.coordinates:
            rest["C"] *= 1 - strongest * q
            rest["MF"] *= 1 - strongest * q * (1 - d)
        if KINDS[kind] not in ("consultation", "consultative_body"):
            rest["TF"] *= 1 - max([s for s, down in found if down], default=0.0) * q * d
        rest["BF"] *= 1 - max([s for s, down in found if not down], default=0.0) * q * d
    for kind, strongest in peers.items():
        rest["H"] *= 1 - strongest * world.weigh("q", kind)
    signals = {code: 1 - each for code, each in rest.items()}
    signals["J"] = forum
    signals["E"] = 1 - min(1.0, abs(pull) / weight / METHOD.balance.one_sided) if weight else 0.0
    if not surveys["ties"]:
        signals["E"] = world.draw("E")
    return signals


def simulate_worth(body: dict[str, Any], key: int, world: World) -> float:
    """What a joint body is worth as a forum, at full strength; 0 for what is none."""
    if not (world.toss("joint", key) if math.isnan(body["joint"]) else body["joint"]):
        return 0.0
    worth = 0.0
    for at, name in enumerate(ATTRIBUTES):
        known = body["attributes"][at]
        if world.toss(name, key) if math.isnan(known) else known:
            worth += world.weigh("forum", at)
    return worth


def simulate_roles(
    claims: list[dict[str, Any]], plans: list[dict[str, Any]], surveys: Any, world: World
) -> tuple[float, float]:
    """A and O."""

    def is_held(basis: int, phase: int, level: int, role: int) -> bool:
        cell = ((basis * 2 + phase) * 2 + level) * len(ROLES) + role
        said = [each for each in claims if each["cell"] == cell]
        answers = {each["positive"] for each in said if world.is_true(each)}
        if len(answers) == 1:
            return bool(answers.pop())
        if not answers and surveys["cells"][cell]:
            return False
        return world.toss("cell", (basis * 2 + level) * len(ROLES) + role)

    asked = [phase for phase in (0, 1) if surveys["phases"][phase]]
    autonomy, both = [], set()
    for phase in asked:
        part = total = 0.0
        for role in range(len(ROLES)):
            # What is made goes by law, what is carried out by practice.
            upper, lower = (is_held(phase, phase, level, role) for level in (0, 1))
            if upper or lower:
                total += world.weigh("roles", role)
                part += world.weigh("roles", role) * (0.0 if not lower else 0.5 if upper else 1.0)
            if is_held(1, phase, 0, role) and is_held(1, phase, 1, role):
                both.add(role)
        share = part / total if total else 0.0
        autonomy.append((share + simulate_own_policy(plans, phase, surveys, world)) / 2)
    return sum(autonomy) / len(asked), len(both) / len(ROLES)


def simulate_own_policy(
    plans: list[dict[str, Any]], phase: int, surveys: Any, world: World
) -> float:
    worth, is_open = 0.0, not surveys["policies"][phase]
    for each in plans:
        if each["level"] == 1 and each["phases"][phase]:
            if not world.is_true(each):
                is_open = True
                continue
            low, high = each["worth"]
            drawn = (1 + world.toss("origin", each["rank"])) / 2
            worth = max(worth, low if low == high else drawn)
    if is_open:
        options = [each for each in (0.0, 0.5, 1.0) if each >= worth]
        return options[int(world.draw("own policy") * len(options))]
    return worth


def simulate_frames(plans: list[dict[str, Any]], world: World) -> float:
    known, distance = 0, 0.0
    for axis in range(5):
        sides = [
            [
                each["stance"][axis]
                for each in plans
                if each["level"] == level
                and world.is_true(each)
                and not math.isnan(each["stance"][axis])
            ]
            for level in (0, 1)
        ]
        near, far = 0.0, 4.0
        if all(sides):
            known += 1
            (low, high), (other_low, other_high) = ((min(side), max(side)) for side in sides)
            near = max(0.0, low - other_high, other_low - high)
            far = max(abs(one - other) for one, other in product(*sides))
        apart = near + (far - near) * world.draw("axis", axis)
        distance += world.weigh("axes", axis) * apart
    return 1 - distance / 4 if known >= 3 else world.draw("F")


def simulate_all(scene: Any, chance: Chance) -> list[dict[str, float]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("ties", "claims", "plans", "conflicts")
    }
    for table, row, _ in number_rows(scene):
        rows[table].append(row)
    surveys = enter_scenes([scene]).settings[0]
    return [simulate(rows, surveys, World(chance, each)) for each in range(chance.draws)]


def find_winner(at: dict[str, float]) -> str:
    """The type with the highest score: the geometric means, as the method prints them."""
    floored = {code: max(0.05, value) for code, value in at.items()}
    lacking = {code: max(0.05, 1 - value) for code, value in at.items()}
    apart = max(0.05, 1 - at["F"] * (1 - at["K"]))
    scores = {
        "centralist": (floored["TF"] * lacking["A"] ** 1.5 * lacking["J"] ** 0.5
                       * floored["F"] ** 0.5) ** (1 / 3.5),
        "localist": (floored["A"] ** 1.5 * lacking["TF"] * lacking["U"] * lacking["J"] ** 1.5
                     * floored["BH"] ** 0.5) ** (1 / 5.5),
        "decoupled": (lacking["C"] ** 1.5 * floored["O"] * apart) ** (1 / 3.5),
        "multilevel": (floored["MF"] * floored["J"] ** 1.5 * floored["E"] ** 0.5
                       * floored["F"] ** 0.5) ** (1 / 3.5),
    }  # fmt: skip
    return max(scores, key=scores.__getitem__)
