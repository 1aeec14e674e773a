"""Statements are added, never changed: the database refuses."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FROZEN = (
    "section", "key", "about", "answer", "place_id", "level", "starts", "ends", "asserted_by_id",
    "visibility", "state", "replaces_id", "change_set_id",
)  # fmt: skip
REFUSAL = "a statement is never changed; add one that replaces it"

SQLITE = (
    f"CREATE TRIGGER statement_frozen BEFORE UPDATE OF {', '.join(FROZEN)} ON atlas_statement "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER statement_kept BEFORE DELETE ON atlas_statement "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION refuse_statement_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
    "END $$",
    f"CREATE TRIGGER statement_frozen BEFORE UPDATE OF {', '.join(FROZEN)} OR DELETE "
    "ON atlas_statement FOR EACH ROW EXECUTE FUNCTION refuse_statement_change()",
)


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def permit(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER statement_frozen ON atlas_statement")
        schema_editor.execute("DROP FUNCTION refuse_statement_change()")
    else:
        schema_editor.execute("DROP TRIGGER statement_frozen")
        schema_editor.execute("DROP TRIGGER statement_kept")


class Migration(migrations.Migration):
    dependencies = [("atlas", "0001_initial")]
    operations = [migrations.RunPython(forbid, permit)]
