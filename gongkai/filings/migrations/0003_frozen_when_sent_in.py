"""A report is frozen when it is sent in, with what it was counted of; what was found in it is kept for lists."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from gongkai.audit.guards import Guard, guarding

GUARDS = (
    Guard("filings_sent_in_kept", "filings_sentin", "UPDATE", "", "what was sent in is not changed"),
    Guard("filings_sent_in_stays", "filings_sentin", "DELETE", "", "what was sent in is not deleted"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0002_kept_as_published"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="filing", name="checked", field=models.JSONField(null=True)),
        migrations.AddField(model_name="filing", name="counted_before", field=models.JSONField(null=True)),
        migrations.CreateModel(
            name="SentIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("data", models.JSONField()),
                ("trace", models.JSONField(default=dict)),
                ("behind", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="送审时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="送审人",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent_in", to="filings.filing"
                    ),
                ),
            ],
            options={
                "verbose_name": "送审的年度报告",
                "verbose_name_plural": "送审的年度报告",
                "ordering": ("filing", "round"),
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("filing", "round"), name="sent_in_round")],
            },
        ),
        guarding(*GUARDS),
    ]
