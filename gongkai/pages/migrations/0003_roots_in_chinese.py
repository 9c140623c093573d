"""The page above all sites and the folder above all folders, which Wagtail names Root."""

from typing import Any

from django.db import migrations


def name(apps: Any, schema_editor: Any) -> None:
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root").update(
        title="根页面", draft_title="根页面"
    )
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(name="全部")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_without_welcome_page"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
