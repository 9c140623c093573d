"""Indexes that searches of the log are read from in order of time. SQLite builds the table anew for that."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

guards = import_module("gongkai.audit.migrations.0002_only_added")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_only_added"),
        ("bodies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guards.unguard, guards.guard),
        migrations.RemoveIndex(
            model_name="deed",
            name="audit_deed_at",
        ),
        migrations.RemoveIndex(
            model_name="deed",
            name="audit_deed_subject",
        ),
        migrations.RemoveIndex(
            model_name="deed",
            name="audit_deed_actor",
        ),
        migrations.AlterField(
            model_name="deed",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AlterField(
            model_name="deed",
            name="body",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bodies.body",
                verbose_name="机关",
            ),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["at", "number"], name="audit_deed_by_time"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["actor", "at", "number"], name="audit_deed_by_actor"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["body", "at", "number"], name="audit_deed_by_body"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["deed", "at", "number"], name="audit_deed_by_deed"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["subject", "at", "number"], name="audit_deed_by_subject"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["address", "at", "number"], name="audit_deed_by_address"),
        ),
        migrations.RunPython(guards.guard, guards.unguard),
    ]
