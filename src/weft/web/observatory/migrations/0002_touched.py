"""When somebody last touched a file that waits: from then on it is kept for some days."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("observatory", "0001_datasets"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
