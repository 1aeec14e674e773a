"""Keeps the search index in step with what is published, and with nothing else."""

from collections.abc import Callable, Container, Iterable, Sequence

from weft.core.atlas import Atlas
from weft.core.atlas.visibility import keep_public
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.gathering import ORDER, Gatherer, Material, find_order
from weft.web.atlas.search.numbering import number
from weft.web.atlas.search.touching import Key, find_touched

AT_ONCE = 500  # rows in one statement

Progress = Callable[[str, int, int], None]  # what is written, how many, of how many


def update_index(before: Atlas, after: Atlas, progress: Progress) -> bool:
    """Replace the entries of all records that the public finds differently after a change, and
    say whether the public sees any difference; what is hidden has no entry, and its changes leave
    the index untouched. Call it in the transaction of the change.

    Only entries that differ from what is kept are written, so that after an upgrade, or where the
    index was lost, `update_index(Atlas(), whole, progress)` brings it back.
    """
    shown, public = keep_public(before), keep_public(after)
    if shown == public:
        return False
    touched = find_touched(shown, public)
    sections = ORDER if touched is None else [x for x in ORDER if x in {x for x, _ in touched}]
    gatherer = Gatherer(public)
    materials = _gather(gatherer, touched)
    kept = {
        (section, key): (place, fingerprint)
        for place, section, key, fingerprint in Entry.objects.filter(
            section__in=sections
        ).values_list("id", "section", "key", "fingerprint")
    }
    prints = {key: each.fingerprint for key, each in materials.items()}
    same = {
        key: place
        for key, (place, print_) in kept.items()
        if (touched is not None and key not in touched) or prints.get(key) == print_
    }
    places = _number(public, sections, same)
    # Where there was no room for new ones between them, the same entries move too.
    stay = {key for key, place in same.items() if places.get(key) == place}
    if moved := same.keys() - stay - materials.keys():
        materials |= _gather(gatherer, moved)
    _delete([place for key, (place, _) in kept.items() if key not in stay])
    new = sorted((places[key], key) for key in materials if key not in stay)
    _insert([(place, materials[key]) for place, key in new], progress)
    return True


def _gather(gatherer: Gatherer, wanted: Container[Key] | None) -> dict[Key, Material]:
    return {(each.section, each.key): each for each in gatherer.gather(wanted)}


def _number(public: Atlas, sections: Iterable[str], known: dict[Key, int]) -> dict[Key, int]:
    """Section and id -> number, in the order of results."""
    places: dict[Key, int] = {}
    for section in sections:
        records = sorted(
            (find_order(each), (section, each.id)) for each in getattr(public, section)
        )
        places |= number([key for _, key in records], known, ORDER.index(section))
    return places


def _delete(places: Sequence[int]) -> None:
    ordered = sorted(places)
    for start in range(0, len(ordered), AT_ONCE):
        Entry.objects.filter(pk__in=ordered[start : start + AT_ONCE]).delete()


def _insert(new: Sequence[tuple[int, Material]], progress: Progress) -> None:
    """Write entries, in the order of their numbers: FTS5 is many times slower in any other."""
    for start in range(0, len(new), AT_ONCE):
        some = new[start : start + AT_ONCE]
        Entry.objects.bulk_create(
            Entry(
                id=place,
                section=each.section,
                key=each.key,
                fingerprint=each.fingerprint,
                tokens=" ".join(each.list_tokens()),
            )
            for place, each in some
        )
        progress("search", start + len(some), len(new))
