"""Proposes a recipe for a file: what each column is by its head and by its cells, with how sure
that is and why; for the page and the terminal, where a person corrects."""

from collections.abc import Sequence
from typing import Literal

import duckdb

from weft.core.observatory.recipe import ColumnRule, Recipe, Role
from weft.core.observatory.registry import Registry
from weft.core.observatory.saying import Saying
from weft.core.terms import fold
from weft.store.assistant.knowing import choose_recipe, find_recipe, update_recipe
from weft.store.assistant.saying import (
    Draft,
    choose_layout,
    guess_constants,
    list_missing,
)
from weft.store.assistant.values import Profile, are_paired, list_pairs, profile_columns
from weft.store.assistant.vocabulary import (
    OTHERS,
    TOTAL,
    find_code,
    find_longest,
    is_total,
    read_head,
    read_words,
)
from weft.store.assistant.wide import propose_wide, read_settings
from weft.store.proposal import ColumnGuess, Proposal, tell_doubt, tell_why
from weft.store.readers.heads import is_missing
from weft.store.readers.looking import Look
from weft.store.readers.own import propose_own
from weft.store.readers.raw import Raw

_ONCE = ("value", "unit", "measure", "flag", "confidentiality", "source", "area", "area_name")
_CODED = ("sex", "age", "origin")
_LONGEST_CODES = 3_000


def propose(
    raw: Raw,
    connection: duckdb.DuckDBPyConnection,
    registry: Registry,
    look: Look | None = None,
    known: Sequence[Recipe] = (),
) -> Proposal:
    """A recipe to begin with. One that is known (last year's) comes first, then those that Weft
    brings along; else heads and cells decide. What is not certain is in the notes."""
    if own := propose_own(raw, connection):
        return own
    if recipe := choose_recipe(raw, known):
        updated = update_recipe(recipe, raw)
        return Proposal(
            updated.recipe,
            _describe_rules(updated.recipe, updated.renamed, tell_why("before")),
            tuple(updated.changes or [tell_doubt("unchanged")]),
        )
    if saved := find_recipe(raw):
        return Proposal(
            saved[1], _describe_rules(saved[1], {}, tell_why("saved", recipe=saved[0])),
            (tell_doubt("saved", recipe=saved[0]),),
        )  # fmt: skip
    return _propose_anew(raw, connection, registry, look)


def _describe_rules(
    recipe: Recipe, renamed: dict[str, str], why: Saying
) -> tuple[ColumnGuess, ...]:
    return tuple(
        ColumnGuess(
            renamed.get(each.column, each.column), each.role, each.name,
            0.8 if each.column in renamed else 0.99,
            tell_why("renamed", head=each.column) if each.column in renamed else why,
        )
        for each in recipe.columns
    )  # fmt: skip


def _propose_anew(
    raw: Raw, connection: duckdb.DuckDBPyConnection, registry: Registry, look: Look | None
) -> Proposal:
    draft = Draft()
    profiles = profile_columns(raw, connection, registry)
    for each in profiles:
        _guess_column(draft, each)
    _guess_figures(draft, profiles)
    _pair_columns(draft, profiles, connection, raw)
    _keep_one(draft, profiles)
    _find_area(draft, profiles)
    rules = tuple(_write_rule(draft, each, connection, raw, profiles, registry) for each in profiles
                  if not (draft.wide and each.column.label in draft.wide.columns))  # fmt: skip
    guess_constants(draft, raw, look, registry, rules)
    recipe = Recipe(
        kind=_find_kind(look),
        layout=choose_layout(draft, look), columns=rules, wide=draft.wide,
        constants=draft.constants, totals=draft.totals,
        missing=list_missing(profiles, draft),
    )  # fmt: skip
    order = [each.column.name for each in profiles]
    guesses = tuple(draft.guesses[name] for name in order if name in draft.guesses)
    return Proposal(recipe, guesses, tuple(draft.notes))


def _find_kind(look: Look | None) -> Literal["table", "datapackage", "geojson"]:
    if look and look.packaged:
        return "datapackage"
    return "geojson" if look and look.kind == "geojson" else "table"


def _guess_column(draft: Draft, profile: Profile) -> None:
    """What one column is, figures apart."""
    column, head = profile.column, read_head(profile.column.label)
    said = head.score if head else 0.0
    shown = ", ".join(profile.words[:3])
    options: list[tuple[float, Role, str | None, Saying]] = []
    if head and (head.role != "value" or profile.is_numeric):
        options.append((said * 0.8, head.role, head.name, tell_why("head", word=head.word)))  # type: ignore[arg-type]

    def agree(role: str, name: str | None = None) -> float:
        return 0.35 * said if head and (head.role, head.name) == (role, name) else 0.0

    if profile.years > 0.9 or (profile.periods > 0.9 and profile.figures < 0.9):
        options.append((0.62 + agree("period"), "period", None, tell_why("periods", found=shown)))
    if profile.sexes > 0.9 and len(profile.words) > 1 and not (
        profile.figures > 0.5 and not agree("breakdown", "sex")):  # fmt: skip
        options.append(
            (0.62 + agree("breakdown", "sex"), "breakdown", "sex", tell_why("sexes", found=shown))
        )
    if profile.ages > 0.8 and profile.figures < 0.5:
        options.append(
            (0.6 + agree("breakdown", "age"), "breakdown", "age", tell_why("ages", found=shown))
        )
    if profile.places > 0.3 and profile.figures < 0.8:
        score = 0.35 + 0.3 * profile.places + agree("area")
        if head and head.name == "origin":
            score = 0.3
        options.append((score, "area", None, tell_why("places", found=shown)))
    if profile.countries > 0.6 and profile.figures < 0.5:
        score = 0.5 + agree("breakdown", "origin")
        options.append((score, "breakdown", "origin", tell_why("countries", found=shown)))
        if agree("area"):
            options.append((0.55 + agree("area"), "area", None, tell_why("countries", found=shown)))
    if not profile.words:
        options = [(0.9, "note", None, tell_why("empty"))]
    if options:
        score, role, name, why = max(options, key=lambda each: each[0])
        if role == "breakdown" and name == "age" and profile.ages < 0.3:
            score *= 0.6
        draft.guess(column, role, name, score, why)
    else:
        draft.guess(column, "note", None, 0.3, tell_why("nothing", found=shown))


def _guess_figures(draft: Draft, profiles: Sequence[Profile]) -> None:
    """The columns of figures: one, or many that are years, sexes, measures."""
    numeric = [
        each
        for each in profiles
        if each.is_numeric and draft.guesses[each.column.name].role in ("value", "note", "measure")
        and not _is_named_note(each)
    ]  # fmt: skip
    # Figures under a head such as "Refugees" or "Women" or "Italy" were not seen as figures.
    numeric += [
        each for each in profiles
        if each.is_numeric and each not in numeric and not _is_named_note(each)
        and draft.guesses[each.column.name].confidence < 0.75
        and not (draft.guesses[each.column.name].role == "period" and each.years > 0.5)
    ]  # fmt: skip
    # A column that is all gaps or years by chance stands among others like it.
    numeric.sort(key=profiles.index)
    if len(numeric) > 1 and (found := propose_wide(numeric)):
        wide, why = found
        draft.wide = wide
        for each in numeric:
            head = each.column.label
            if head in wide.columns:
                draft.guess(each.column, "value", None, 0.85, why[head])
            else:
                draft.guess(each.column, "note", None, 0.4, tell_why("no_more"))
                draft.note("of_what", head=head)
        return
    if numeric:
        best = max(numeric, key=lambda each: (
            "unit" not in read_settings(each.column.label), _says_value(each), profiles.index(each)
        ))  # fmt: skip
        draft.guess(
            best.column, "value", None, 0.9 if _says_value(best) else 0.7, tell_why("figures")
        )
        for each in numeric:
            if each is not best:
                draft.guess(each.column, "note", None, 0.4, tell_why("other_figures"))
                draft.note("more_figures", head=each.column.label)
    else:
        draft.note("no_figures")


def _is_named_note(profile: Profile) -> bool:
    head = read_head(profile.column.label)
    return bool(head and head.role in ("note", "flag", "area", "area_name") and head.score > 0.7)


def _says_value(profile: Profile) -> bool:
    head = read_head(profile.column.label)
    return bool(head and head.role == "value")


def _pair_columns(
    draft: Draft, profiles: Sequence[Profile], connection: duckdb.DuckDBPyConnection, raw: Raw
) -> None:
    """Codes and names side by side: one of them is the dimension, the others are its words."""
    free = [each for each in profiles if _can_be_paired(draft, each)]
    done: set[str] = set()
    for at, one in enumerate(free):
        mine = draft.guesses[one.column.name]
        if one.column.name in done or mine.role == "note":
            continue
        group = [one]
        for other in free[max(0, at - 2) : at + 4]:
            theirs = draft.guesses[other.column.name]
            same = (theirs.role, theirs.name) == (mine.role, mine.name) or theirs.role == "note"
            areas = {mine.role, theirs.role} <= {"area", "area_name"}
            apart = other is one or other.column.name in done
            # One row an area: all columns of words agree then, whatever they are.
            unique = theirs.role == "note" and len(other.words) > 0.9 * len(one.words) > 50
            if not apart and (same or areas) and not unique and (
                are_paired(connection, raw, one.column, other.column)):  # fmt: skip
                group.append(other)
        if len(group) > 1:
            _settle_group(draft, group)
            done |= {each.column.name for each in group}


def _can_be_paired(draft: Draft, profile: Profile) -> bool:
    role = draft.guesses[profile.column.name].role
    if role not in ("area", "area_name", "breakdown", "period", "measure", "note"):
        return False
    return bool(profile.words) and not (
        role == "note" and (profile.is_numeric or _is_named_note(profile))
    )


def _settle_group(draft: Draft, group: Sequence[Profile]) -> None:
    """Codes that are known come before codes that are not, and words after both."""
    guesses = [draft.guesses[each.column.name] for each in group]
    best = max(guesses, key=lambda each: (each.role != "note", each.confidence))
    role: Role = "area" if best.role == "area_name" else best.role
    code = max(group, key=_codeness)
    wordy = max((each for each in group if each is not code), key=_wordiness)
    for each in group:
        if each is code:
            others = ", ".join(one.column.label for one in group if one is not code)
            why = tell_why("shortest", why=best.why, found=others)
            draft.guess(each.column, role, best.name, best.confidence, why)
            continue
        beside: Role = "area_name" if role == "area" and each is wordy else "label"
        why = tell_why("words", head=code.column.label)
        draft.guess(each.column, beside, None, best.confidence, why)


def _wordiness(profile: Profile) -> float:
    words = profile.words[:200]
    return sum(map(len, words)) / max(len(words), 1)


def _codeness(profile: Profile) -> float:
    """How much the words of a column look like codes, standard ones before others."""
    words = profile.words[:200]
    short = sum(len(each) <= 6 for each in words) / max(len(words), 1)
    return short + profile.countries + profile.places + profile.sexes


def _keep_one(draft: Draft, profiles: Sequence[Profile]) -> None:
    """Of roles and breakdowns that only one column can have, the surest keeps it."""
    kept: dict[tuple[str, str | None], str] = {}
    for profile in sorted(profiles, key=lambda each: -draft.guesses[each.column.name].confidence):
        guess = draft.guesses[profile.column.name]
        key = (guess.role, guess.name)
        once = guess.role in _ONCE or guess.role in ("breakdown", "period")
        if draft.wide and guess.role == "value":
            continue
        if not once or key not in kept:
            kept[key] = profile.column.label
            continue
        if guess.role == "area" and ("area_name", None) not in kept:
            kept["area_name", None] = profile.column.label
            draft.guess(profile.column, "area_name", None, guess.confidence, guess.why)
            continue
        draft.guess(
            profile.column, "note", None, 0.4,
            tell_why("taken", role=guess.name or guess.role, head=kept[key]),
        )  # fmt: skip
        draft.note(
            "both", head=profile.column.label, other=kept[key], role=guess.name or guess.role
        )


def _find_area(draft: Draft, profiles: Sequence[Profile]) -> None:
    """Countries under a head that does not say "origin" are the areas, if nothing else is."""
    if any(each.role == "area" for each in draft.guesses.values()):
        return
    for profile in profiles:
        guess = draft.guesses[profile.column.name]
        head = read_head(profile.column.label)
        if guess.name == "origin" and not (head and head.name == "origin"):
            draft.guess(profile.column, "area", None, 0.5, guess.why)
            draft.note("countries", head=profile.column.label)
            return


def _write_rule(  # noqa: PLR0912  # one branch for what a column may be
    draft: Draft, profile: Profile, connection: duckdb.DuckDBPyConnection, raw: Raw,
    profiles: Sequence[Profile], registry: Registry,
) -> ColumnRule:  # fmt: skip
    guess = draft.guesses[profile.column.name]
    codes: dict[str, str] = {}
    beside = _list_labels(draft, profile, connection, raw, profiles)
    if guess.role == "measure":
        for word in profile.words[:_LONGEST_CODES]:
            said = find_longest(f"{beside.get(word, '')} . {word}", read_words().measures)
            if said:
                codes[word] = said[0]
            else:
                draft.note("counts", word=beside.get(word, word))
    if guess.role == "breakdown" and guess.name:
        own = []
        two = sum(len(each) == 2 for each in profile.words) > 0.5 * len(profile.words)
        for word in profile.words[:_LONGEST_CODES]:
            if is_missing(word) and not (two and word == "NA"):  # Namibia, among two letters
                continue
            code = find_code(guess.name, word) or find_code(guess.name, beside.get(word, ""))
            if code == TOTAL and is_total(word):
                draft.totals[guess.name] = (*draft.totals.get(guess.name, ()), word)
            elif code and code != word:
                codes[word] = code
            elif not code and guess.name in _CODED:
                own.append(word)
        if own:
            draft.note("own_words", role=guess.name, found=", ".join(own[:12]))
        if profile.blank:
            _say_blank(draft, profile, codes, beside)
    sums = [each for each in profile.words if is_total(each) and not registry.match(each).place]
    if guess.role == "area" and sums:
        draft.note("total", found=sums[0])
    return ColumnRule(column=profile.column.label, role=guess.role, name=guess.name, codes=codes)


def _list_labels(
    draft: Draft, profile: Profile, connection: duckdb.DuckDBPyConnection, raw: Raw,
    profiles: Sequence[Profile],
) -> dict[str, str]:  # fmt: skip
    """What the words of a column mean in the words of the column that says so."""
    told = tell_why("words", head=profile.column.label)
    for each in profiles:
        guess = draft.guesses[each.column.name]
        if guess.role == "label" and guess.why == told:
            pairs = list_pairs(connection, raw, profile.column, each.column)
            return {code or "": words for code, words in pairs if words}
    return {}


def _say_blank(
    draft: Draft, profile: Profile, codes: dict[str, str], beside: dict[str, str]
) -> None:
    """What an empty code means, where the words beside it say so."""
    guess = draft.guesses[profile.column.name]
    if fold(beside.get("", "")) in {fold(each) for each in read_words().others}:
        codes[""] = OTHERS
        draft.note("blank_others", role=guess.name or guess.role, found=beside[""])
        return
    draft.note("blank", role=guess.name or guess.role)
