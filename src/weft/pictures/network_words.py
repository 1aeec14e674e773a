"""What a network says in words: for the titles of its drawing, for its list and its table."""

from weft.core.terms.phrases import say
from weft.pictures.fabric import Tie
from weft.pictures.network import Network, Row
from weft.pictures.telling import list_qualities, tell_disputing
from weft.pictures.words import name_term, write_some


def say_seat(name: str, seat: str, language: str) -> str:
    """ "City of Lyon (chair)"; the seat of a plain member goes without saying."""
    if seat == "member":
        return name
    return say("network_seat", language, actor=name, seat=name_term("seats", seat, language))


def tell_row(network: Network, row: Row, level: str, language: str) -> str:
    """ "City of Lyon (City)", and below it what it takes part in."""
    ties = [
        say_seat(cord.tie.name.read(language), seat, language)
        for _, cord, seat in network.list_cords(row.actor)
    ]
    name = say("network_seat", language, actor=row.name.read(language), seat=level)
    return f"{name}\n{say('network_takes_part', language, ties=write_some(ties, language))}"


def tell_cord(network: Network, number: int, language: str) -> str:
    """ "3. Housing table (consultative body)", and below it its qualities and who takes part."""
    cord = network.cords[number - 1]
    head = say("network_number", language, number=number, tie=name_tie(cord.tie, language))
    return "\n".join(
        (head, describe_tie(cord.tie, language), list_seats(network, number, language))
    )


def name_tie(tie: Tie, language: str) -> str:
    """ "Housing table (consultative body)"."""
    kind = name_term("mechanism_kinds", tie.kind, language)
    return say("network_seat", language, actor=tie.name.read(language), seat=kind)


def describe_tie(tie: Tie, language: str) -> str:
    """ "formal, strength 0.30 of 1, disputed by Harbour House"."""
    return say("list", language).join(list_qualities(tie, language))


def describe_in_short(tie: Tie, language: str) -> str:
    """ "legal mandate, formal, disputed by Harbour House": what the drawing shows less well."""
    parts = [name_term("mechanism_kinds", tie.kind, language)]
    if tie.formality:
        parts.append(name_term("formalities", tie.formality, language))
    if tie.disputed_by:
        parts.append(tell_disputing(tie.disputed_by, language))
    return say("list", language).join(parts)


def list_seats(network: Network, number: int, language: str) -> str:
    """ "taking part: Ministry (chair), City of Lyon"."""
    names = {row.actor: row.name.read(language) for row in network.rows}
    seats = [say_seat(names[actor], seat, language) for actor, seat in
             network.cords[number - 1].seats]  # fmt: skip
    return say("members", language, actors=write_some(seats, language, 12))
