"""Three hundred broken files of each format end in an atlas or in errors that say where."""

import pytest

from tests.core.atlas.fuzz import KINDS, check_mutant, make_base, make_mutant
from tests.core.atlas.samples import make_town
from weft.core.atlas.atlas import SECTIONS


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_end_in_an_atlas_or_in_located_errors(kind: str) -> None:
    whole = sum(check_mutant(kind, make_mutant(kind, seed)) for seed in range(300))
    assert 0 < whole < 300  # some mutants are harmless, and not all are


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_the_same_mutant_again(kind: str) -> None:
    assert make_mutant(kind, 7) == make_mutant(kind, 7) != make_mutant(kind, 8)
    assert make_base(kind)


def test_the_file_that_is_broken_has_every_section() -> None:
    town = make_town()
    assert all(getattr(town, section) for section in SECTIONS)
