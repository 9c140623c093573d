"""The library of policies, its rows and all that is counted for it, from an index alone."""

from django.conf import settings
from django.db import migrations, models

from gongkai.documents.models.release import YearOf


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("documents", "0004_standard_directories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                models.F("kind"),
                models.F("body"),
                models.F("effect"),
                YearOf("formed_on"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.F("formed_on"),
                models.F("id"),
                condition=models.Q(("live", True)),
                name="release_library",
            ),
        ),
    ]
