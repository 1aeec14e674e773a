"""Searching 100,000 entries for a common word, a rare one and a beginning, beside bare FTS5."""

import os
import random
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks._measuring import run_fresh
from weft.core.atlas import Atlas
from weft.core.terms import list_codes

ENTRIES = 100_000
WORDS = 40  # in the note of each record
VOCABULARY = 30_000
ROUNDS = 7
AIM = 2.0  # times bare FTS5 that ranks its hits, where there are many; few cost next to nothing

Row = tuple[str, str, int, float, dict[str, float]]


def make_atlas(entries: int = ENTRIES) -> Atlas:
    """An invented country: towns with an actor, three competences and a mechanism each, whose
    notes are made of words as frequent as words are (Zipf): "mo" is in most, others in few."""
    draw = random.Random(1)  # noqa: S311
    words = [_spell(n) for n in range(VOCABULARY)]
    weights = [1 / (n + 2) for n in range(VOCABULARY)]

    def write_note() -> str:
        return " ".join(draw.choices(words, weights, k=WORDS))

    towns = entries // 6
    areas, roles = list_codes("areas"), list_codes("roles")
    return Atlas.model_validate(
        {
            "places": [{"id": "land", "name": "Land", "levels": ["national"]}]
            + [
                {"id": f"town-{n}", "name": f"{_spell(n)} town", "levels": ["local"]}
                | {"parent": "land"}
                for n in range(towns)
            ],
            "actors": [
                {"id": f"city-{n}", "name": f"City of {_spell(n)}", "kind": "government"}
                | {"place": f"town-{n}", "note": {"en": write_note()}}
                for n in range(towns)
            ],
            "competences": [
                {"id": f"c-{n}", "holder": f"city-{n // 3}", "area": areas[n % len(areas)]}
                | {"role": roles[n % len(roles)], "basis": "de_jure"}
                | {"note": {"en": write_note()}}
                for n in range(3 * towns)
            ],
            "mechanisms": [
                {"id": f"m-{n}", "name": f"Table {n}", "kind": "exchange", "areas": ["housing"]}
                | {"members": [{"actor": f"city-{n}"}, {"actor": f"city-{towns - 1 - n}"}]}
                | {"note": {"en": write_note()}}
                for n in range(towns)
            ],
        }
    )


def _spell(number: int) -> str:
    """A word for a number, longer for larger ones: mo, bo, ... mobo."""
    syllables = [first + second for first in "mbdfgklnprstvz" for second in "oaeiu"]
    word = ""
    while number >= 0:
        word = syllables[number % len(syllables)] + word
        number = number // len(syllables) - 1
    return word


def main() -> None:
    """Print milliseconds and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, entries, rows = run_fresh(_run, folder)
    print(f"  {entries:,} entries written in {seconds:.0f} s of the processor")
    for name, term, total, ours, bare in rows:
        against = "; ".join(
            f"{1000 * each:.2f} ms {what} (ratio {ours / each:.1f})" for what, each in bare.items()
        )
        print(f"  {name} '{term}': {total:,} hits in {1000 * ours:.1f} ms; bare FTS5: {against}")
    print(f"  aim: at most {AIM:g} times what ranks, as ours does, for words of many entries")


def _run(folder: str) -> tuple[float, int, list[Row]]:
    os.environ |= {"WEFT_LOCAL": "yes", "WEFT_FOLDER": folder, "DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "weft.web.settings"
    import django  # noqa: PLC0415  # needs the lines above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from weft.web.atlas.facts import Version, View  # noqa: PLC0415
    from weft.web.atlas.search.entries import Entry  # noqa: PLC0415
    from weft.web.atlas.search.finding import PAGE, search  # noqa: PLC0415
    from weft.web.atlas.search.indexing import update_index  # noqa: PLC0415

    call_command("migrate", verbosity=0, skip_checks=True)
    atlas = make_atlas()
    start = time.process_time()
    with transaction.atomic():
        update_index(Atlas(), atlas, lambda *_: None)
    seconds = time.process_time() - start
    view = View(atlas, Version("", ""), {})

    def ask(sql: str, *values: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    rows = []
    for name, term, bare in (
        ("common word", "mo", '"tmo"'),
        ("word of most", "land", '"tland"'),
        ("rare word", _spell(VOCABULARY - 1), f'"t{_spell(VOCABULARY - 1)}"'),
        ("beginning", "mobo", '"tmobo"*'),
        ("two words", "mo ba", '"tmo" AND "tba"'),
    ):
        match = "FROM atlas_entry_words WHERE atlas_entry_words MATCH %s"
        count = f"SELECT COUNT(*) {match}"
        first = f"SELECT rowid {match} LIMIT {PAGE}"
        ranked = f"SELECT rowid {match} ORDER BY rank LIMIT {PAGE}"
        rows.append(
            (
                name,
                term,
                search(view, term).total,
                _measure(lambda term=term: search(view, term)),
                {
                    "for the first 20": _measure(lambda bare=bare, sql=first: ask(sql, bare)),
                    "for these and how many": _measure(
                        lambda bare=bare, sqls=(first, count): [ask(sql, bare) for sql in sqls]
                    ),
                    "ranked by bm25": _measure(lambda bare=bare, sql=ranked: ask(sql, bare)),
                },
            )
        )
    return seconds, Entry.objects.count(), rows


def _measure(call: Callable[[], Any]) -> float:
    """Seconds of the fastest of some runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
