"""A generated country for benchmarks of the site: the shape is that of a real one, the facts are
invented."""

import random

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Actor, Competence, Mechanism, Place, Policy, Source

AREAS = ("housing", "health", "education", "employment", "social_protection", "reception")
ROLES = ("regulate", "fund", "coordinate", "deliver", "monitor")
KINDS = ("consultative_body", "negotiated_contract", "earmarked_grant", "exchange")


def build_country(towns: int, seed: int = 1) -> Atlas:
    """A country of regions and towns: in each town a government, two offices and an association,
    some twelve roles, four ties and a policy; laws for every commune."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
    source = Source.model_validate(
        {"id": "invented-law", "title": "An invented law", "date": "2024-01-01", "grade": "A"}
    )
    cited = {"sources": [{"source": source.id, "locator": "article 1"}]}
    places = [Place.model_validate({"id": "benchland", "name": "Benchland", "levels": ["national"],
                                    "kind": "country"})]  # fmt: skip
    actors = [_make_actor("bench-state", "State of Benchland", "government", "benchland", cited)]
    competences = [
        Competence.model_validate(
            {"id": f"every-{area}-{role}", "place_kind": "bench-town", "place": "benchland",
             "area": area, "role": role, "basis": "de_jure", "holds": chance.random() < 0.5,
             **cited}
        )
        for area in AREAS[:3]
        for role in ROLES[:2]
    ]  # fmt: skip
    mechanisms: list[Mechanism] = []
    policies: list[Policy] = []
    for number in range(towns):
        region = f"bench-region-{number // 50}"
        if number % 50 == 0:
            said = {"kind": "region", "levels": ["regional"], "parent": "benchland"}
            places.append(Place.model_validate({"id": region, "name": region, **said}))
            council = (f"{region}-council", f"Council of {region}")
            actors.append(_make_actor(*council, "government", region, cited))
        _add_town(chance, number, region, cited, places, actors, competences, mechanisms, policies)
    return Atlas(
        places=places, sources=(source,), actors=actors, competences=competences,
        mechanisms=mechanisms, policies=policies,
    )  # fmt: skip


def _make_actor(key: str, name: str, kind: str, place: str, cited: dict[str, object]) -> Actor:
    return Actor.model_validate({"id": key, "name": name, "kind": kind, "place": place, **cited})


def _add_town(
    chance: random.Random,
    number: int,
    region: str,
    cited: dict[str, object],
    places: list[Place],
    actors: list[Actor],
    competences: list[Competence],
    mechanisms: list[Mechanism],
    policies: list[Policy],
) -> None:
    town = f"bench-town-{number}"
    places.append(
        Place.model_validate(
            {"id": town, "name": f"Benchtown {number}", "levels": ["local"], "parent": region,
             "kind": "bench-town", "latitude": round(chance.uniform(36, 60), 4),
             "longitude": round(chance.uniform(-9, 30), 4),
             "population": chance.randrange(500, 500_000)}
        )
    )  # fmt: skip
    own = [f"{town}-council", f"{town}-housing", f"{town}-welfare", f"{town}-aid"]
    actors.append(_make_actor(own[0], f"City of Benchtown {number}", "government", town, cited))
    for office in own[1:3]:
        actors.append(_make_actor(office, office, "agency", town, cited))
    actors.append(_make_actor(own[3], f"Aid of Benchtown {number}", "civil_society", town, cited))
    for at in range(12):
        competences.append(
            Competence.model_validate(
                {"id": f"{town}-role-{at}", "holder": chance.choice(own),
                 "area": AREAS[at % len(AREAS)], "role": chance.choice(ROLES),
                 "basis": chance.choice(("de_jure", "de_facto")), **cited}
            )
        )  # fmt: skip
    for at in range(4):
        pair = [chance.choice(("bench-state", f"{region}-council")), chance.choice(own)]
        mechanisms.append(
            Mechanism.model_validate(
                {"id": f"{town}-tie-{at}", "name": f"Tie {at} of Benchtown {number}",
                 "kind": KINDS[at], "areas": [chance.choice(AREAS), chance.choice(AREAS)],
                 "members": [{"actor": each} for each in pair],
                 "meetings": chance.randrange(1, 12), "last_active": "2023-11", **cited}
            )
        )  # fmt: skip
    policies.append(
        Policy.model_validate({"id": f"{town}-plan", "name": f"Plan of Benchtown {number}",
                               "issuer": own[0], "areas": ["housing"], "kind": "strategy",
                               "origin": "own", **cited})
    )  # fmt: skip
