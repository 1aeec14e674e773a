"""What somebody is writing, read together with what is on record: which drafts are whole, what is
wrong with the others, and how they become part of the atlas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from weft.core.atlas import SECTIONS, Atlas, AtlasError, Problem
from weft.core.atlas.build import Builder
from weft.core.atlas.build import Draft as Reading
from weft.core.atlas.problems import Where
from weft.core.atlas.records import Fact, Record
from weft.core.atlas.references import Path
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import Edit, publish
from weft.web.atlas.facts import View, read_view, read_whole
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.writing import Change, Stamp, apply_changes, wait_for_others
from weft.web.contributing.documents import attach
from weft.web.contributing.models import Draft, Interview


@dataclass(frozen=True)
class Papers:
    """The drafts of a person, each with its record or with what is wrong with it."""

    drafts: tuple[Draft, ...]
    records: Mapping[int, Record]  # pk of a draft -> the record it makes
    problems: Mapping[int, tuple[Problem, ...]]  # by pk; the column of each is the field


def save_draft(
    person: User,
    section: str,
    data: dict[str, Any],
    actor: str | None,
    base: Record | None = None,
    draft: Draft | None = None,
    interview: Interview | None = None,
) -> Draft:
    """Keep what somebody typed. A new fact is stated by the actor for whom the person writes; there
    is one draft of each record that is on record."""
    data = {name: value for name, value in data.items() if value not in (None, "", [], {})}
    key = base.id if base else (draft.key if draft else data.get("id", ""))
    if base is None and actor and issubclass(SECTIONS[section], Fact):
        data["asserted_by"] = actor
    if base is not None:
        data["id"] = base.id
    values = {
        "actor_id": actor, "data": data, "interview": interview,
        "base": base.model_dump(mode="json", exclude_defaults=True) if base else None,
    }  # fmt: skip
    if draft is not None:
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save()
        return draft
    if key:
        return Draft.objects.update_or_create(
            person=person, section=section, key=key, defaults=values
        )[0]
    return Draft.objects.create(person=person, section=section, **values)


def read_papers(person: User, view: View, drafts: Iterable[Draft] | None = None) -> Papers:
    """All drafts of a person together with what that person sees: they may name each other."""
    found = tuple(Draft.objects.filter(person=person) if drafts is None else drafts)
    builder = _begin(found, view)
    try:
        atlas = builder.build()
    except AtlasError as error:
        wrong = _sort_problems(found, error.problems)
        good = [each for each in found if each.pk not in wrong]
        # What is right is right beside what is wrong, unless it names it.
        rest = read_papers(person, view, good) if wrong and good else Papers((), {}, {})
        return Papers(found, rest.records, {**rest.problems, **wrong})
    return Papers(found, _find_records(builder, found, atlas), {})


def _begin(drafts: Sequence[Draft], view: View) -> Builder:
    sections: dict[str, list[Any]] = {}
    places: dict[tuple[str, int], Draft] = {}
    for each in drafts:
        records = sections.setdefault(each.section, [])
        places[each.section, len(records)] = each
        records.append(dict(each.data))

    def locate(section: str, index: int, path: Path) -> Where:
        draft = places.get((section, index))
        field = ".".join(str(step) for step in path)
        return Where(file=str(draft.pk) if draft else "", column=field)

    return Builder([Reading(sections=sections, locate=locate, unit="form")], known=view.known)


def _sort_problems(
    drafts: Sequence[Draft], problems: Sequence[Problem]
) -> dict[int, tuple[Problem, ...]]:
    """By draft; what belongs to none belongs to all."""
    sorted_: dict[int, list[Problem]] = {}
    for each in problems:
        meant = [int(each.where.file)] if each.where.file else [x.pk for x in drafts]
        for pk in meant:
            sorted_.setdefault(pk, []).append(each)
    return {pk: tuple(found) for pk, found in sorted_.items()}


def _find_records(builder: Builder, drafts: Sequence[Draft], atlas: Atlas) -> dict[int, Record]:
    """The record of each draft, told by where it stands."""
    places = {
        builder.locate(_address(section, each)).file: each for section, each in atlas.list_records()
    }
    return {each.pk: places[str(each.pk)] for each in drafts if str(each.pk) in places}


def _address(section: str, record: Record) -> str:
    return f"{section}/{record.id}" if section in ("places", "sources") else record.id


def list_cited(person: User, data: Mapping[str, Any]) -> list[Draft]:
    """The drafts of documents that a record cites: they are published with it."""
    cited = {each.get("source") for each in data.get("sources", ())}
    return [
        each
        for each in Draft.objects.filter(person=person, section="sources", base__isnull=True)
        if cited & set(read_titles(each.data))
    ]


def read_titles(data: Mapping[str, Any]) -> list[str]:
    """The words of a title, in all languages, and the id."""
    title = data.get("title") or {}
    words = title.values() if isinstance(title, Mapping) else [title]
    return [*(str(each) for each in words), str(data.get("id", ""))]


def list_edits(papers: Papers) -> list[tuple[Draft, Edit]]:
    """The complete drafts as edits."""
    edits = []
    for draft in papers.drafts:
        if (record := papers.records.get(draft.pk)) is not None:
            base = SECTIONS[draft.section].model_validate(draft.base) if draft.base else None
            edits.append((draft, Edit(draft.section, record.id, base, record)))
    return edits


def publish_drafts(person: User, drafts: Sequence[Draft], reason: str = "") -> list[ChangeSet]:
    """Make drafts count, all of them or none, and throw them away; one change set for each actor
    that the person writes for. Raises AtlasError for what is wrong with them, and what
    `atlas.actions.publish` raises."""
    with transaction.atomic():
        wait_for_others()
        there = dict(Draft.objects.filter(person=person).values_list("pk", "changed_at"))
        drafts = [each for each in drafts if there.get(each.pk) == each.changed_at]
        papers = read_papers(person, read_view(read_for(person)), drafts)
        if papers.problems:
            raise AtlasError([each for found in papers.problems.values() for each in found])
        groups: dict[str | None, list[Edit]] = {}
        for draft, edit in list_edits(papers):
            groups.setdefault(draft.actor_id, []).append(edit)
        written, given = [], dict[tuple[str, str], str]()
        for actor, edits in groups.items():
            stamp = Stamp(Kind.PUBLISHED, person, actor, reason)
            if change_set := publish(person, edits, stamp, given=given):
                written.append(change_set)
        written += _attach_all(person, papers, given, written)
        Draft.objects.filter(pk__in=[each.pk for each in drafts]).delete()
    return written


def _attach_all(
    person: User, papers: Papers, given: Mapping[tuple[str, str], str], written: list[ChangeSet]
) -> list[ChangeSet]:
    """Let the files of drafts belong to their documents: to a new one, or to one that the person
    may change. The change set of what is nothing but a file."""
    more: list[ChangeSet] = []
    for draft in papers.drafts:
        if not draft.files:
            continue
        key = papers.records[draft.pk].id
        if draft.base is not None:
            source = read_whole().source_by_id[key]
            if not may(person, "atlas.change", describe_matter(read_whole(), source)):
                raise PermissionDenied("atlas.change")
        if not written and not more:
            values = {"kind": Kind.PUBLISHED, "made_by": person, "actor_id": draft.actor_id}
            more.append(ChangeSet.objects.create(public=False, **values))
        attach(given.get(("sources", key), key), draft.files, (written or more)[0])
    return more


def show_with_drafts(view: View, papers: Papers) -> Atlas:
    """What a person sees, as if the complete drafts counted already."""
    changes = [Change(edit.section, edit.key, None, edit.mine) for _, edit in list_edits(papers)]
    return apply_changes(view.atlas, changes)
