"""What a file would make of the atlas as one person sees it: what is new, what is changed, what is
left out because it is others', and what is wrong.

Preview and writing both go by it.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from weft.core.atlas import FACT_SECTIONS, Atlas, AtlasError, Fact, Problem
from weft.core.atlas.build import Builder
from weft.core.atlas.combining import SHARED
from weft.core.atlas.differing import Entry, compare
from weft.core.atlas.facts import Place
from weft.core.atlas.files import read_upload
from weft.core.atlas.records import Record
from weft.core.atlas.references import Path
from weft.web.accounts.models import User
from weft.web.accounts.permissions import list_mandates, may
from weft.web.accounts.readers import read_for
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.matters import is_involved, may_change
from weft.web.atlas.writing import Change, apply_changes
from weft.web.contributing.importing.stating import Stated, state_facts

OFTEN = 500  # records between two reports
REMEMBERED = 2_000_000  # bytes of the largest file whose plan is remembered

Report = Callable[[str, int, int], None]
# What a plan depends on beside the file: what the person may do, and what the person sees.
Basis = tuple[object, ...]

# Why a record, or part of it, stays as it is.
STATED, READ, KEPT, AUTHOR = "stated", "read", "kept", "author"

# The newest plan of this process: who has seen a preview soon writes it.
_LAST: dict[Hashable, "Plan"] = {}


@dataclass(frozen=True)
class Item:
    """One record of a file that is not on record just so."""

    section: str
    key: str
    kind: str  # new, changed, contested
    before: Record | None
    after: Record | None  # as it is to be written; None: nothing of it is
    said: Record  # as the file has it
    contests: tuple[str, ...] = ()  # facts that say otherwise
    likely: str | None = None  # a record that this one may be
    why: str = ""  # why what is said is not all written


@dataclass(frozen=True)
class Plan:
    """What a file would do, and on what that rests."""

    basis: Basis
    atlas: Atlas
    items: tuple[Item, ...] = ()
    unchanged: tuple[tuple[str, int], ...] = ()  # section, how many
    problems: tuple[Problem, ...] = ()

    @cached_property
    def changes(self) -> list[Change]:
        """What is written, in ids of the file and as the person sees it."""
        return [
            Change(each.section, each.key, each.before, each.after)
            for each in self.items
            if each.after is not None
        ]

    @cached_property
    def digest(self) -> str:
        """Another one for everything else that would be written."""
        seal = hashlib.blake2b(digest_size=16)
        for section, key, before, after in self.changes:
            for record in (before, after):
                words = record.model_dump_json(exclude_defaults=True) if record else ""
                seal.update(f"{section}/{key}/{words}\n".encode())
        return seal.hexdigest()


def find_basis(person: User) -> Basis:
    """What a plan of this person rests on now. Ask it of a person who was just loaded."""
    return _describe_basis(person, read_view(read_for(person)))


def _describe_basis(person: User, view: View) -> Basis:
    mandates = sorted((x.role, x.actor_id or "", x.place_id or "") for x in list_mandates(person))
    return (person.is_active, tuple(mandates), view.version.token)


def make_plan(person: User, actor: str | None, name: str, content: bytes, report: Report) -> Plan:
    """Read a file and hold it against what is on record, as the person sees it."""
    view = read_view(read_for(person))
    basis = _describe_basis(person, view)
    key = (person.pk, actor, name, hashlib.sha256(content).digest())
    if (kept := _LAST.get(key)) is not None and kept.basis == basis:
        return kept
    plan = _make(_Planning(person, actor, view, report), basis, name, content)
    _LAST.clear()
    if len(content) <= REMEMBERED and not plan.problems:
        _LAST[key] = plan
    return plan


def _make(planning: "_Planning", basis: Basis, name: str, content: bytes) -> Plan:
    try:
        return planning.plan(basis, name, content)
    except AtlasError as error:
        return Plan(basis, Atlas(), problems=error.problems)


class _Planning:
    """One comparison of a file with what a person sees and may do."""

    def __init__(self, person: User, actor: str | None, view: View, report: Report) -> None:
        self.person, self.actor, self.view, self.report = person, actor, view, report
        self.builder = Builder(())
        self.problems: list[Problem] = []
        self.stated = Stated(Atlas(), {})
        self.after = Atlas()

    def plan(self, basis: Basis, name: str, content: bytes) -> Plan:
        """Raises AtlasError for what cannot be read."""
        known = self.view.atlas
        self.report("reading", 0, 0)
        drafts = read_upload(name, content)
        self.report("checking", 0, 0)
        self.builder = Builder(drafts, known=self.view.known)
        incoming = self.builder.build()
        self.report("comparing", 0, 0)
        self.stated = state_facts(incoming, known, self.actor)
        found = compare(known, self.stated.atlas)
        self._demand_actor()
        entries = [
            *(("new", each) for each in found.new),
            *(("contested", each) for each in found.contested),
            *(("changed", each) for each in found.changed),
        ]
        wanted = [Change(x.section, x.id, x.before, x.after) for _, x in entries]
        self.after = apply_changes(known, wanted)
        unchanged: dict[str, int] = {}
        for each in found.unchanged:
            unchanged[each.section] = unchanged.get(each.section, 0) + 1
        items = []
        for number, (kind, entry) in enumerate(entries):
            if number % OFTEN == 0:
                self.report("comparing", number, len(entries))
            items.append(self._judge(kind, entry))
        return Plan(
            basis, self.stated.atlas, tuple(items), tuple(unchanged.items()),
            tuple(sorted(self.problems, key=lambda each: each.where)),
        )  # fmt: skip

    def _demand_actor(self) -> None:
        """The person may have lost a mandate since the file was brought."""
        allowed = may(self.person, "atlas.contribute")
        if self.actor is not None:
            allowed = may(self.person, "atlas.speak_for", self.actor)
        if not allowed:
            message = _("You may no longer write for whom you brought this file.")
            self.problems.append(Problem("not-yours", "error", message))

    def _judge(self, kind: str, entry: Entry) -> Item:
        before, said = entry.before, entry.after
        if before is None:
            self._check_new(entry)
            after: Record | None = said
            why = ""
        else:
            after, why = self._settle(entry, before)
        self._check_positions(entry)
        return Item(
            entry.section, entry.id, kind, before, after, said, entry.others, entry.likely, why
        )

    def _check_new(self, entry: Entry) -> None:
        """A new record that the person may not add: others may need it, so nothing is written."""
        record = entry.after
        if self._may_change(entry.section, None, record):
            return
        column: Path = ()
        if isinstance(record, Place):
            message = _(
                "a new place is added by whoever keeps the place around it; ask its steward, then "
                "bring this file again"
            )
        elif isinstance(record, Fact) and record.asserted_by:
            column = ("asserted_by",)
            message = _(
                "you do not speak for '%(actor)s'; leave asserted_by empty, or write the name of "
                "an actor for whom you speak"
            ) % {"actor": record.asserted_by}
        else:
            message = _(
                "what nobody in particular states is added by whoever keeps the place; leave it "
                "out, or bring the file for an actor for whom you speak"
            )
        self._complain(entry, column, message)

    def _settle(self, entry: Entry, before: Record) -> tuple[Record | None, str]:
        """What a record on record becomes, and why it is not all that the file says."""
        said = entry.after
        after: Record = said
        own: Record = before
        why = ""
        if isinstance(before, Fact) and isinstance(said, Fact):
            if said.asserted_by != before.asserted_by:
                after, why = said.model_copy(update={"asserted_by": before.asserted_by}), AUTHOR
            own = before.model_copy(update={"positions": said.positions})
        if after != own and not self._may_change(entry.section, before, after):
            after, why = own, self._explain(entry.section, before)
        return (None if after == before else after), why

    def _explain(self, section: str, before: Record) -> str:
        if section in SHARED:
            return KEPT
        return STATED if isinstance(before, Fact) and before.asserted_by else READ

    def _may_change(self, section: str, before: Record | None, after: Record) -> bool:
        change = Change(section, after.id, before, after)
        return may_change(self.person, self.view.atlas, self.after, change)

    def _check_positions(self, entry: Entry) -> None:
        """Each actor's word is its own: only who speaks for it brings it."""
        said, before = entry.after, entry.before
        if not isinstance(said, Fact):
            return
        there = before.positions if isinstance(before, Fact) else ()
        for number, each in enumerate(said.positions):
            if each in there:
                continue
            if not may(self.person, "atlas.speak_for", each.actor):
                message = _("you do not speak for '%(actor)s'; it takes its own position")
            elif not is_involved(self.after, each.actor, said):
                message = _("'%(actor)s' is not involved in this fact and takes no position on it")
            else:
                continue
            path: Path = ("positions", self._find_row(said, number), "actor")
            self._complain(entry, path, message % {"actor": each.actor})

    def _find_row(self, said: Fact, number: int) -> int:
        """Which of the positions in the file one is: what is on record stands before them."""
        own = self.stated.atlas.facts[said.id].positions
        return own.index(said.positions[number])

    def _complain(self, entry: Entry, path: Path, message: str) -> None:
        key = self.stated.old_ids.get(entry.id, entry.id)
        address = key if entry.section in FACT_SECTIONS else f"{entry.section}/{key}"
        where = self.builder.locate(address, path)
        self.problems.append(Problem("not-yours", "error", message, where, (entry.id,)))
