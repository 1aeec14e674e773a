"""How an atlas is kept: places, actors and sources as rows, every other fact as a statement that
is added and never changed.

The types of `weft.core` say what a record is; the columns beside each record are what the database
must find, join or hold together.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from weft.core.atlas import FACT_SECTIONS
from weft.core.terms import list_codes

KEY = 200  # characters of an id, as in weft.core.atlas.records


class Kind(models.TextChoices):
    """How a change came about."""

    LOADED = "loaded", _("loaded from a file in a terminal")
    IMPORTED = "imported", _("imported from a file")
    PUBLISHED = "published", _("stated")
    POSITION = "position", _("a position taken")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RESTORED = "restored", _("an earlier state restored")
    UNDONE = "undone", _("an earlier change undone")
    MERGED = "merged", _("two records of one actor merged")


class ChangeSet(models.Model):
    """What was written at once: by whom and for which actor, why, and where it came from; of a
    file, what that says of itself (title, licence)."""

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.LOADED)
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor = models.ForeignKey("Actor", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    # Whether everybody sees a difference: the day of the data is that of the last such change.
    public = models.BooleanField(default=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    origin = models.CharField(max_length=200, blank=True)  # the name of a file: mc2cm, town.xlsx
    head = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin="") | ~Q(kind__in=[Kind.LOADED, Kind.IMPORTED]),
                name="change_set_has_origin",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="change_set_kind_known"),
            models.UniqueConstraint(
                fields=["undoes"], condition=Q(kind="undone"), name="change_set_undone_once"
            ),
        ]

    def list_keys(self, section: str) -> list[str]:
        """The records of a section that it changed."""
        rows = self.revisions if section in ("places", "actors", "sources") else self.statements
        return list(rows.filter(section=section).order_by("pk").values_list("key", flat=True))


class Record(models.Model):
    """A row that stands for one record of the core; its columns repeat what must be joined."""

    key = models.CharField(primary_key=True, max_length=KEY)
    record = models.JSONField()
    gone = models.BooleanField(default=False)  # no longer on record; earlier statements name it
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Place(Record):
    """A territory in the one registry of places."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.CharField(max_length=40)  # the most local of its levels
    kind = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("key")), name="place_not_in_itself"),
            models.CheckConstraint(
                condition=Q(level__in=list_codes("levels")), name="place_level_known"
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                | Q(latitude=None)
                | Q(longitude=None),
                name="place_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["level", "kind"], name="place_level_kind")]


class Actor(Record):
    """Somebody who acts. An office, never a private person."""

    kind = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="actors")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="offices")
    visibility = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("key")), name="actor_not_in_itself"),
            models.CheckConstraint(
                condition=Q(visibility__in=list_codes("visibilities")),
                name="actor_visibility_known",
            ),
        ]
        indexes = [models.Index(fields=["kind"], name="actor_kind")]


class Source(Record):
    """A document on which facts rest."""

    grade = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__in=list_codes("grades")), name="source_grade_known"
            ),
        ]


class Document(models.Model):
    """A file that somebody attached to a source; its content lies in the folder of documents under
    its hash. Who sees the source sees the file."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="documents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="document_once_a_source"),
        ]


class Moved(models.Model):
    """The id of an actor that was merged into another: its addresses lead there."""

    old = models.CharField(primary_key=True, max_length=KEY)
    new = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+")


class State(models.TextChoices):
    """What a statement does with the fact of its key: say what it is, or take it back."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Statement(models.Model):
    """One fact as somebody stated it. A correction is a new row that replaces this one; the
    database refuses to change what a row says (see the migrations).

    `key` is the fact's id, `about` what it answers (who, where, area, role, basis): statements
    about the same with different answers contest each other.
    """

    section = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY)
    about = models.CharField(max_length=1000)
    answer = models.JSONField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=40, blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)  # half-open: the first day on which it no longer holds
    asserted_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    visibility = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=State, default=State.PUBLISHED)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="statements")
    actors = models.ManyToManyField(Actor, related_name="statements")
    sources = models.ManyToManyField(Source, related_name="statements")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section__in=FACT_SECTIONS) & ~Q(section="actors"),
                name="statement_section_known",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(starts__lt=F("ends")),
                name="statement_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=list_codes("visibilities")),
                name="statement_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="statement_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(replaces=F("id")), name="statement_not_its_own_follower"
            ),
            # One line of statements for each fact: the first has no forerunner, and
            # each is replaced once.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(replaces=None),
                name="statement_one_first",
            ),
            models.UniqueConstraint(fields=["replaces"], name="statement_one_follower"),
        ]
        indexes = [
            models.Index(fields=["about"], name="statement_about"),
            models.Index(fields=["key"], name="statement_key"),
            models.Index(fields=["section", "state"], name="statement_section_state"),
            models.Index(fields=["place", "level"], name="statement_place_level"),
            models.Index(fields=["starts", "ends"], name="statement_period"),
        ]


class StatementArea(models.Model):
    """A policy area that a statement is about."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="areas")
    area = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "statement"], name="statement_area_once"),
            models.CheckConstraint(
                condition=Q(area__in=list_codes("areas")), name="statement_area_known"
            ),
        ]


class Revision(models.Model):
    """What a change set made of a place, an actor or a source: the record before and after."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="revisions")
    section = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY)
    before = models.JSONField(null=True)  # null: it was not there
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change_set", "section", "key"], name="revision_once_a_change"
            ),
            models.CheckConstraint(
                condition=Q(section__in=["places", "actors", "sources"]),
                name="revision_section_known",
            ),
        ]
        indexes = [models.Index(fields=["section", "key"], name="revision_record")]


from weft.web.atlas.search.entries import Entry  # noqa: E402, F401  # Django looks here
