"""Other systems state figures by themselves: their credentials, and by which of them a figure was stated.

A column that may be null is added on SQLite without making the table anew: the guards of declarations stay.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from gongkai.audit.guards import Guard, differ, guarding

GIVEN = "body_id system rows digest valid_until made_by_id made_at"
GUARDS = (
    Guard("filings_credential_kept", "filings_credential", "UPDATE", differ(GIVEN), "a credential is not changed"),
    Guard(
        "filings_credential_over",
        "filings_credential",
        "UPDATE",
        "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL",
        "a credential does not come back",
    ),
    Guard("filings_credential_stays", "filings_credential", "DELETE", "", "a credential is not deleted"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0001_initial"),
        ("filings", "0004_old_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("system", models.CharField(max_length=50, verbose_name="系统名称")),
                ("rows", models.JSONField(default=list, verbose_name="可以填报")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("valid_until", models.DateField(verbose_name="有效期至")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发给时间")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="bodies.body",
                        verbose_name="机关",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发给人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口凭据",
                "verbose_name_plural": "接口凭据",
                "ordering": ("-pk",),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="credential_revoked_by_somebody",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="declaration",
            name="credential",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="filings.credential",
                verbose_name="接口凭据",
            ),
        ),
        guarding(*GUARDS),
    ]
