"""Places, actors, sources, statements and change sets: the first tables."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("origin", models.CharField(max_length=200)),
                ("head", models.JSONField(default=dict)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("record", models.JSONField()),
                ("level", models.CharField(max_length=40)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.changeset",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="atlas.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("record", models.JSONField()),
                ("kind", models.CharField(max_length=40)),
                ("visibility", models.CharField(max_length=20)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="atlas.actor",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.changeset",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actors",
                        to="atlas.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="atlas.changeset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("record", models.JSONField()),
                ("grade", models.CharField(max_length=1)),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.changeset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("about", models.CharField(max_length=1000)),
                ("answer", models.JSONField()),
                ("level", models.CharField(blank=True, max_length=40)),
                ("starts", models.DateField(null=True)),
                ("ends", models.DateField(null=True)),
                ("visibility", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="published",
                        max_length=20,
                    ),
                ),
                ("actors", models.ManyToManyField(related_name="statements", to="atlas.actor")),
                (
                    "asserted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.actor",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="atlas.changeset",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="atlas.place",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="atlas.statement",
                    ),
                ),
                ("sources", models.ManyToManyField(related_name="statements", to="atlas.source")),
            ],
        ),
        migrations.CreateModel(
            name="StatementArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(max_length=40)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="atlas.statement",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin", ""), _negated=True), name="change_set_has_origin"
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["level", "kind"], name="place_level_kind"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("key")), _negated=True),
                name="place_not_in_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "level__in",
                        (
                            "supranational",
                            "national",
                            "regional",
                            "metropolitan",
                            "local",
                            "neighbourhood",
                        ),
                    )
                ),
                name="place_level_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    ("latitude", None),
                    ("longitude", None),
                    _connector="OR",
                ),
                name="place_on_earth",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(fields=["kind"], name="actor_kind"),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("key")), _negated=True),
                name="actor_not_in_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ("public", "network", "place", "own"))),
                name="actor_visibility_known",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["section", "key"], name="revision_record"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("change_set", "section", "key"), name="revision_once_a_change"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("section__in", ["places", "actors", "sources"])),
                name="revision_section_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", ("A", "B", "C", "D"))), name="source_grade_known"
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["about"], name="statement_about"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["section", "state"], name="statement_section_state"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["place", "level"], name="statement_place_level"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["starts", "ends"], name="statement_period"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        (
                            "actors",
                            "competences",
                            "mechanisms",
                            "policies",
                            "resources",
                            "reports",
                            "zones",
                            "disputes",
                            "surveys",
                        ),
                    ),
                    models.Q(("section", "actors"), _negated=True),
                ),
                name="statement_section_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts", None),
                    ("ends", None),
                    ("starts__lt", models.F("ends")),
                    _connector="OR",
                ),
                name="statement_period_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ("public", "network", "place", "own"))),
                name="statement_visibility_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "withdrawn"])),
                name="statement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", models.F("id")), _negated=True),
                name="statement_not_its_own_follower",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None), ("state", "published")),
                fields=("key",),
                name="statement_one_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("replaces",),
                name="statement_one_follower",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementarea",
            constraint=models.UniqueConstraint(
                fields=("area", "statement"), name="statement_area_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementarea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "area__in",
                        (
                            "reception",
                            "housing",
                            "health",
                            "education",
                            "language",
                            "employment",
                            "social_protection",
                            "documents",
                            "participation",
                            "anti_discrimination",
                            "culture",
                            "security",
                            "data",
                            "diaspora",
                            "integration",
                        ),
                    )
                ),
                name="statement_area_known",
            ),
        ),
    ]
