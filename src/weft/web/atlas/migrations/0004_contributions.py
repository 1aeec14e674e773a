"""Change sets with an author, withdrawals, documents, and records that are gone or moved."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# SQLite makes a table anew when its constraints change, and forgets its triggers.
triggers = importlib.import_module("weft.web.atlas.migrations.0002_append_only")


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(triggers.permit, triggers.forbid),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("old", models.CharField(max_length=200, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="changeset",
            name="change_set_has_origin",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_one_first",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_one_follower",
        ),
        migrations.AddField(
            model_name="actor",
            name="gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="changeset",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="atlas.actor",
            ),
        ),
        migrations.AddField(
            model_name="changeset",
            name="kind",
            field=models.CharField(
                choices=[
                    ("loaded", "loaded from a file in a terminal"),
                    ("imported", "imported from a file"),
                    ("published", "stated"),
                    ("position", "a position taken"),
                    ("withdrawn", "withdrawn"),
                    ("restored", "an earlier state restored"),
                    ("undone", "an earlier change undone"),
                    ("merged", "two records of one actor merged"),
                ],
                default="loaded",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="changeset",
            name="public",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="changeset",
            name="reason",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="changeset",
            name="undoes",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="atlas.changeset",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="source",
            name="gone",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="changeset",
            name="origin",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="statement",
            name="state",
            field=models.CharField(
                choices=[("published", "Published"), ("withdrawn", "Withdrawn")],
                default="published",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["key"], name="statement_key"),
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", ""), _negated=True),
                    models.Q(("kind__in", ["loaded", "imported"]), _negated=True),
                    _connector="OR",
                ),
                name="change_set_has_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "loaded",
                            "imported",
                            "published",
                            "position",
                            "withdrawn",
                            "restored",
                            "undone",
                            "merged",
                        ],
                    )
                ),
                name="change_set_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "undone")),
                fields=("undoes",),
                name="change_set_undone_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["published", "withdrawn"])),
                name="statement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)), fields=("key",), name="statement_one_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("replaces",), name="statement_one_follower"),
        ),
        migrations.AddField(
            model_name="document",
            name="change_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="atlas.changeset",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="atlas.source",
            ),
        ),
        migrations.AddField(
            model_name="moved",
            name="change_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="atlas.changeset"
            ),
        ),
        migrations.AddField(
            model_name="moved",
            name="new",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="atlas.actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("source", "sha256"), name="document_once_a_source"
            ),
        ),
        migrations.RunPython(triggers.forbid, triggers.permit),
    ]
