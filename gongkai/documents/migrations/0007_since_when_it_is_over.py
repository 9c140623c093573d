"""Since when a document is no longer in force: known from its term, from what repealed it, or from when it was marked."""

from datetime import timedelta

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OVER = ("repealed", "lapsed", "superseded")


def since_when(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    links, deeds = apps.get_model("documents", "Link").objects, apps.get_model("audit", "Deed").objects
    for item in apps.get_model("documents", "Item").objects.filter(effect__in=OVER):
        ended_by = links.filter(other=item, relation__in=("repeals", "supersedes")).select_related("item").first()
        marked = deeds.filter(deed="变更有效性", subject=f"documents.item:{item.pk}").order_by("-number").first()
        if item.effect == "lapsed" and item.expires_on is not None:
            item.ended_on = item.expires_on + timedelta(days=1)
        elif ended_by is not None:
            item.ended_on = ended_by.item.effective_on or ended_by.item.formed_on
        elif marked is not None:
            item.ended_on = marked.at.date()
        item.save(update_fields=["ended_on"])


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("documents", "0006_no_back_dating")]
    operations = [
        migrations.AddField(
            model_name="item",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="失效日期"),
        ),
        migrations.RunPython(since_when, migrations.RunPython.noop),
    ]
