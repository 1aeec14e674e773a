"""Two who publish, bring, drop or revoke figures of one dataset at once: both end consistent, and
what is published second is protected knowing the first."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.web.filebase import at_once, share
from tests.web.observatory.exits import Figures, read_exit
from tests.web.observatory.scene_figures import (
    CITY,
    FIRST,
    KEY,
    OPEN_KEY,
    PROTECTED,
    PUBLISHED,
    SECOND,
    Counts,
    bring,
    make_dataset,
    put,
)
from tests.web.packs import read_pack
from tests.web.reading import forget
from weft.store.protecting import protect_version
from weft.web.atlas.actions import load_atlas
from weft.web.observatory import actions
from weft.web.observatory.actions import (
    NotPublishableError,
    drop_version,
    publish,
    revoke,
    save_dataset,
)
from weft.web.observatory.exporting import write_dataset
from weft.web.observatory.facts import find_files, find_store, read_catalogue
from weft.web.observatory.models import Dataset, Version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def town(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.FOLDER = tmp_path
    with share(tmp_path):
        forget()
        load_atlas(read_pack("cities/tangier"), "cities/tangier")
        yield
    forget()


def fresh(version: Version) -> Version:
    """As another request has it."""
    return Version.objects.select_related("dataset").get(pk=version.pk)


def read_public(version: Version) -> Figures:
    import io  # noqa: PLC0415

    from weft.web.observatory.facts import describe_edition  # noqa: PLC0415

    out, again = io.BytesIO(), fresh(version)
    write_dataset(describe_edition(again, again.dataset), "data.csv", out)
    return read_exit("data.csv", out.getvalue())


def protect_beside(version: Version, *before: Version) -> bytes:
    """The public file of a version that is published after some others."""
    out = find_files(version).public.with_name("expected")
    protect_version(
        find_files(version).observations, PROTECTED, out, parents=actions._list_parents(),
        before=tuple(find_files(each).public for each in before),
        key=actions._make_key(version.dataset),
    )  # fmt: skip
    return out.read_bytes()


def test_of_two_versions_published_at_once_the_second_is_protected_knowing_the_first() -> None:
    """Which alone would be published otherwise: so the order is known from what came of it."""
    dataset = make_dataset()
    one, other = put(dataset, FIRST), put(dataset, SECOND)
    alone = {each.pk: protect_beside(each) for each in (one, other)}
    found = at_once(*(partial(publish, None, fresh(each)) for each in (one, other)))
    assert [type(each) for each in found] == [Version, Version]
    first, second = sorted(map(fresh, (one, other)), key=lambda x: str(x.published_at))
    assert find_files(first).public.read_bytes() == alone[first.pk]
    assert find_files(second).public.read_bytes() == protect_beside(second, first)
    assert find_files(second).public.read_bytes() != alone[second.pk]
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.number == 2


def test_two_datasets_of_one_body_published_at_once_know_each_other_too() -> None:
    """Two tables of one register can be subtracted from each other."""
    by_origin: Counts = {cell: n for cell, n in FIRST.items() if cell[2] == "_T" or cell[0] == CITY}
    one, other = put(make_dataset(), FIRST), put(make_dataset(key=OPEN_KEY), by_origin)
    found = at_once(*(partial(publish, None, fresh(each)) for each in (one, other)))
    assert [type(each) for each in found] == [Version, Version]
    mine, theirs = read_public(one), read_public(other)
    shared = mine.keys() & theirs.keys()
    assert len(shared) > 30
    # What one withholds, the other does not tell.
    assert [x for x in shared if mine[x] is None] == [x for x in shared if theirs[x] is None]


def test_one_version_published_by_two_at_once_is_published_once() -> None:
    version = put(make_dataset())
    alone = protect_beside(version)
    found = at_once(*[partial(publish, None, fresh(version))] * 2)
    assert {type(each) for each in found} == {Version, NotPublishableError}
    assert find_files(version).public.read_bytes() == alone


def test_a_policy_changed_while_it_is_published_is_the_one_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The policy was that all is published already, and becomes stricter while it is read."""
    version = put(make_dataset(PUBLISHED))

    def protect_late(*words: Any, **named: Any) -> Any:
        found = protect_version(*words, **named)
        if not called:
            called.append(True)
            save_dataset(None, KEY, PROTECTED)
        return found

    called: list[bool] = []
    monkeypatch.setattr(actions, "protect_version", protect_late)
    done = publish(None, version)
    assert called
    assert done.protection["kind"] == "protected"
    assert None in read_public(version).values()


def test_two_files_brought_at_once_are_two_versions() -> None:
    dataset = make_dataset()
    found = at_once(
        *(partial(bring, Dataset.objects.get(pk=KEY), each) for each in (FIRST, SECOND))
    )
    assert sorted(each.number for each in found) == [1, 2]
    assert set(find_store().list_tokens(KEY)) == {each.token for each in found}
    assert dataset.versions.count() == 2


def test_what_is_dropped_while_it_is_published_is_the_one_or_the_other() -> None:
    version = put(make_dataset())
    found = at_once(
        partial(publish, None, fresh(version)), partial(drop_version, None, fresh(version))
    )
    kept = Version.objects.filter(pk=version.pk).first()
    if kept:
        assert kept.state == "published" and isinstance(found[1], NotPublishableError)
        assert find_files(kept).public.exists()
    else:
        assert not isinstance(found[0], Version)
        assert find_store().list_tokens(KEY) == ()


def test_a_version_revoked_by_two_at_once_is_revoked_once() -> None:
    version = publish(None, put(make_dataset()))
    found = at_once(*(partial(revoke, None, fresh(version), why) for why in ("One.", "Two.")))
    assert sorted(type(each).__name__ for each in found) == ["NotPublishableError", "Version"]
    assert fresh(version).reason in ("One.", "Two.")
