"""The requests of a body and a year are counted from an index alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("cases", "0008_queue_of_all_bodies"),
        ("persons", "0001_applicants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_came",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("voided_at", None)),
                fields=["body", "came_on", "settled_on", "settled_as", "column"],
                name="case_counted",
            ),
        ),
    ]
