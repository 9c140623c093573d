"""Nothing is published with an earlier day than its own (单项否决: 倒填发布日期), but a correction, which keeps the day of
what it corrects, and what was public elsewhere before, as was stated and reviewed with it (`Origin`)."""

from django.db import migrations

from gongkai.audit.guards import Guard, guarding

DATED = """NEW.published_at <> NEW.released_at
    AND NOT EXISTS (SELECT 1 FROM documents_release r
        WHERE r.id = NEW.corrects_id AND r.item_id = NEW.item_id AND r.published_at = NEW.published_at)
    AND NOT EXISTS (SELECT 1 FROM documents_origin o
        WHERE o.item_id = NEW.item_id AND o.published_at = NEW.published_at)"""
SAID = "not released: the day of publication is not its own"


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_index_of_the_library")]
    operations = [guarding(Guard("documents_release_dated", "documents_release", "INSERT", DATED, SAID))]
