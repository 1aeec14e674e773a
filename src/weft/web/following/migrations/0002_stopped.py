"""Whether somebody stopped all mails."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="digest",
            name="stopped",
            field=models.BooleanField(default=False),
        ),
    ]
