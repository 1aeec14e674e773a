"""Makes the tables of measures and definitions in docs/reference from the packs, for a test."""

from weft.core.observatory.definitions import GROUPS, read_definitions
from weft.core.observatory.measures import read_measures, read_suppliers
from weft.core.terms import label, list_codes

_STANCES = {"counted": "yes", "left_out": "no", "partly": "in part", "unknown": "not stated"}


def make_rows(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |" for line in lines
    )


def describe_measures() -> str:
    """A table of the measures in files, and one of those that are computed."""
    counted, derived = [], []
    for key, each in read_measures().items():
        names, formula = [f"`{key}`", each.label.read("en")], each.formula.read("en")
        if each.kind == "derived":
            derived.append([*names, formula, each.unit, each.denominator or "", each.citation])
        else:
            counted.append([*names, each.when or "", formula, each.unit, each.citation])
    return "\n\n".join(
        (
            "### In files",
            make_rows(["key", "measure", "when", "what is counted", "unit", "source"], counted),
            "### Computed",
            make_rows(["key", "measure", "formula", "unit", "denominator", "source"], derived),
        )
    )


def describe_needs() -> str:
    """Which measures each field of policy needs, and who could supply them."""
    rows = []
    for area in list_codes("areas"):
        needed = [
            f"`{key}`" + (f" by {', '.join(each.areas[area])}" if each.areas[area] else "")
            for key, each in read_measures().items()
            if area in each.areas
        ]
        rows.append([label("areas", area), "; ".join(needed)])
    suppliers = [
        [
            f"`{key}`",
            *(
                "; ".join(read_suppliers()[one].read("en") for one in each.suppliers.get(level, ()))
                for level in ("local", "regional", "national")
            ),
        ]
        for key, each in read_measures().items()
        if each.suppliers
    ]
    return "\n\n".join(
        (
            make_rows(["area", "measures needed"], rows),
            make_rows(["measure", "at a city", "at a region", "at a State"], suppliers),
        )
    )


def describe_definitions() -> str:
    """What each definition counts, how the rules see it, and whether it counts some groups."""
    texts, groups = [], []
    for key, each in read_definitions().items():
        texts.append(
            [f"`{key}`", each.label.read("en"), each.counts.read("en"), each.leaves_out.read("en")]
        )
        stay = f"{each.months} months" if each.months else "none set"
        stances = [_STANCES[each.groups[group]] for group in GROUPS]
        groups.append([f"`{key}`", each.criterion, stay, *stances])
    rules = [
        [f"`{key}`", f"{each.un.text} ({each.un.citation})",
         f"{each.eurostat.text} ({each.eurostat.citation})"]
        for key, each in read_definitions().items()
    ]  # fmt: skip
    heads = [each.replace("_", " ").replace("native born", "native-born") for each in GROUPS]
    return "\n\n".join(
        (
            make_rows(["key", "definition", "counts", "leaves out"], texts),
            "Whom it counts of some groups:",
            make_rows(["key", "decided by", "shortest stay", *heads], groups),
            "How the international rules see it:",
            make_rows(["key", "United Nations", "European Union"], rules),
        )
    )
