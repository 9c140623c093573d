"""The log is searched by the kind of what a deed was done to."""

from django.db import migrations, models

from gongkai.audit.models import KindOf


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_indexes_of_searches")]

    operations = [
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(KindOf("subject"), models.F("at"), models.F("number"), name="audit_deed_by_kind"),
        ),
    ]
