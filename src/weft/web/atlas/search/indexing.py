"""Keeps the search index in step with what is published, and with nothing else."""

from collections.abc import Callable, Iterable, Sequence

from weft.core.atlas import Atlas
from weft.core.atlas.visibility import keep_public
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.gathering import ORDER, Gatherer, Material
from weft.web.atlas.search.numbering import number

AT_ONCE = 500  # rows in one statement

Progress = Callable[[str, int, int], None]  # what is written, how many, of how many
Key = tuple[str, str]  # section, id


def update_index(before: Atlas, after: Atlas, progress: Progress) -> bool:
    """Replace the entries of all records that the public finds differently after a change, and
    say whether the public sees any difference; what is hidden has no entry, and its changes leave
    the index untouched. Call it in the transaction of the change.

    Only entries that differ from what is kept are written, so that after an upgrade, or where the
    index was lost, `update_index(Atlas(), whole, progress)` brings it back.
    """
    public = keep_public(after)
    if keep_public(before) == public:
        return False
    materials = {(each.section, each.key): each for each in Gatherer(public).gather()}
    kept = {
        (section, key): (place, fingerprint)
        for place, section, key, fingerprint in Entry.objects.values_list(
            "id", "section", "key", "fingerprint"
        )
    }
    prints = {key: each.fingerprint for key, each in materials.items()}
    same = {key: place for key, (place, print_) in kept.items() if prints.get(key) == print_}
    places = _number(materials.values(), same)
    # Where there was no room for new ones between them, the same entries move too.
    stay = {key for key, place in same.items() if places[key] == place}
    _delete([place for key, (place, _) in kept.items() if key not in stay])
    new = sorted((places[key], key) for key in materials if key not in stay)
    _insert([(place, prints[key], materials[key]) for place, key in new], progress)
    return True


def _number(materials: Iterable[Material], known: dict[Key, int]) -> dict[Key, int]:
    """Section and id -> number, in the order of results."""
    sections: dict[str, list[tuple[tuple[int, str, str], Key]]] = {each: [] for each in ORDER}
    for each in materials:
        sections[each.section].append((each.order, (each.section, each.key)))
    places: dict[Key, int] = {}
    for at, section in enumerate(ORDER):
        places |= number([key for _, key in sorted(sections[section])], known, at)
    return places


def _delete(places: Sequence[int]) -> None:
    ordered = sorted(places)
    for start in range(0, len(ordered), AT_ONCE):
        Entry.objects.filter(pk__in=ordered[start : start + AT_ONCE]).delete()


def _insert(new: Sequence[tuple[int, str, Material]], progress: Progress) -> None:
    """Write entries, in the order of their numbers: FTS5 is many times slower in any other."""
    for start in range(0, len(new), AT_ONCE):
        some = new[start : start + AT_ONCE]
        Entry.objects.bulk_create(
            Entry(
                id=place,
                section=each.section,
                key=each.key,
                fingerprint=print_,
                tokens=" ".join(each.list_tokens()),
            )
            for place, print_, each in some
        )
        progress("search", start + len(some), len(new))
