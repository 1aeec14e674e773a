"""The search index: entries, and with them what each database searches them with."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SECTIONS = [
    "places", "sources", "actors", "competences", "mechanisms", "policies", "resources",
    "reports", "zones", "disputes", "surveys",
]  # fmt: skip
# An index over the entries' own rows, which triggers keep in step: FTS5 stores no text twice.
# "ascii" splits at ASCII signs only, and tokens have none; the lengths of prefixes count a token's
# first letter, which says what it is, so these are the beginnings of two to four letters.
SQLITE = (
    "CREATE VIRTUAL TABLE atlas_entry_words USING fts5(tokens, content='atlas_entry', "
    "content_rowid='id', tokenize='ascii', detail=none, columnsize=0, prefix='3 4 5')",
    "CREATE TRIGGER entry_added AFTER INSERT ON atlas_entry BEGIN "
    "INSERT INTO atlas_entry_words(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER entry_removed AFTER DELETE ON atlas_entry BEGIN "
    "INSERT INTO atlas_entry_words(atlas_entry_words, rowid, tokens) "
    "VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER entry_changed AFTER UPDATE ON atlas_entry BEGIN "
    "INSERT INTO atlas_entry_words(atlas_entry_words, rowid, tokens) "
    "VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO atlas_entry_words(rowid, tokens) VALUES (new.id, new.tokens); END",
)
# The tokens as they are: PostgreSQL's parser never sees them.
POSTGRESQL = (
    "ALTER TABLE atlas_entry ADD COLUMN words tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
    "CREATE INDEX entry_words ON atlas_entry USING gin (words)",
)


def make_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make what the database searches with."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away; the triggers and the column go with the table."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE atlas_entry_words")


class Migration(migrations.Migration):
    dependencies = [("atlas", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("section", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=32)),
                ("tokens", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("section", "key"), name="entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("section__in", SECTIONS)), name="entry_section_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tokens", ""), _negated=True), name="entry_has_tokens"
                    ),
                ]
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
