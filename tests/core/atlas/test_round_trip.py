"""What was written reads back as the same atlas, in every format and however it is split."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from tests.core.atlas.strategies import atlases
from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.files import read_atlas, write_atlas
from weft.core.atlas.files.yaml_file import dump_record

# Atlases are large: shrinking one takes minutes, and the one found says enough.
PATIENT = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.xlsx", "a"])
@settings(PATIENT, max_examples=25)
@given(atlas=atlases())
def test_it_reads_back_what_it_wrote(name: str, atlas: Atlas) -> None:
    with TemporaryDirectory() as folder:
        assert read_atlas(write_atlas(atlas, Path(folder) / name)) == atlas


@settings(PATIENT, max_examples=15)
@given(atlas=atlases(largest=3))
def test_splitting_reordering_and_renaming_yaml_files_changes_nothing(atlas: Atlas) -> None:
    chance = random.Random(atlas.model_dump_json())  # noqa: S311  # repeatable, not secret
    pieces = [
        {section: [record]}
        for section, records in dump_record(atlas).items()
        if section in SECTIONS
        for record in records
    ]
    chance.shuffle(pieces)
    head = {key: value for key, value in dump_record(atlas).items() if key not in SECTIONS}
    files: list[dict[str, Any]] = [head, {}, {}]
    for piece in pieces:
        file = chance.choice(files)
        for section, records in piece.items():
            file.setdefault(section, []).extend(records)
    with TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            path = Path(folder) / f"{chance.random()}-{number}.yaml"
            path.write_text(yaml.safe_dump(file, allow_unicode=True), "utf-8")
        assert read_atlas(folder) == atlas
