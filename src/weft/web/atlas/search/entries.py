"""How the search index is kept: one row for each record that the public sees, the same columns on
every database; the migration adds what each database searches them with.
"""

from django.db import models
from django.db.models import Q

from weft.core.atlas import SECTIONS

KEY = 200  # characters of an id, as in weft.core.atlas.records


class Entry(models.Model):
    """What a record is found by.

    `id` is the record's place in the order of all results, so that a database that walks its rows
    in order may stop at the end of a page.
    """

    id = models.BigIntegerField(primary_key=True)
    section = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY)
    fingerprint = models.CharField(max_length=32)  # of the words it was made from
    tokens = models.TextField()  # with spaces between them

    class Meta:
        app_label = "atlas"
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(section__in=list(SECTIONS)), name="entry_section_known"
            ),
            models.CheckConstraint(condition=~Q(tokens=""), name="entry_has_tokens"),
        ]
