"""Which merge of two actors moved a mandate."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_cache"),
        ("atlas", "0004_contributions"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="merged_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="atlas.changeset",
            ),
        ),
    ]
