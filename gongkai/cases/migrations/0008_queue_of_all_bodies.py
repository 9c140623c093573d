"""The queue of somebody who looks after many bodies: by limit, whatever the body."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("cases", "0007_reminders_and_the_same_again"),
        ("persons", "0001_applicants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_on", None), ("voided_at", None)),
                fields=["next_due_on", "id", "body"],
                name="case_queue_of_all",
            ),
        ),
    ]
