"""Marks on findings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("atlas", "0004_contributions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(max_length=40)),
                ("finding", models.CharField(max_length=60)),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("wrong", "wrong"),
                            ("handled", "handled"),
                            ("not_ours", "not ours"),
                            ("open", "open again"),
                        ],
                        max_length=20,
                        verbose_name="this finding is",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="Why")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.actor",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "area"], name="mark_setting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("word__in", ["wrong", "handled", "not_ours", "open"])),
                        name="mark_word_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="mark_has_reason"
                    ),
                ],
            },
        ),
    ]
