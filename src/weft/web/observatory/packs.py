"""The figures that come with Weft (packs/figures), brought into the site as any other file is."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from weft.core.observatory.disclosure.policy import Policy
from weft.core.terms.vocabulary import LOADER
from weft.store.recipe_io import read_recipe
from weft.web.observatory.actions import make_version, publish, save_dataset
from weft.web.observatory.facts import find_store
from weft.web.observatory.models import Version

FOLDER = Path(str(files("weft.packs"))) / "figures"


def read_datasets() -> dict[str, dict[str, Any]]:
    """The datasets of the packs by key: packs/figures/datasets.yaml."""
    text = (FOLDER / "datasets.yaml").read_text("utf-8")
    found: dict[str, dict[str, Any]] = yaml.load(text, LOADER)  # noqa: S506
    return found


def load_figures(without: frozenset[str] = frozenset()) -> list[Version]:
    """Bring and publish them, `without` those that are there; each is a version like any other."""
    return [_load(key, each) for key, each in read_datasets().items() if key not in without]


def _load(key: str, each: dict[str, Any]) -> Version:
    dataset = save_dataset(
        None,
        key,
        Policy.model_validate(each["policy"]),
        title=each["title"],
        note=each.get("note"),
        publisher=each["publisher"],
        source=each["citation"],
        address=each.get("url", ""),
        licence=each["licence"],
    )
    recipe = read_recipe(FOLDER / each["recipe"])
    return publish(None, make_version(None, dataset, FOLDER / each["file"], recipe))


def forget_unknown() -> None:
    """Take away what lies in the store and belongs to no version: of a database that is gone."""
    store, known = find_store(), set(Version.objects.values_list("token", flat=True))
    for home in store.folder.iterdir() if store.folder.is_dir() else ():
        for token in store.list_tokens(home.name):
            if token not in known:
                store.remove(home.name, token)
