from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OperateConfig(AppConfig):
    name = "gongkai.operate"
    label = "operate"
    verbose_name = "运行"

    def ready(self) -> None:
        from gongkai.operate.metrics import watch_database

        connection_created.connect(watch_database, dispatch_uid="gongkai.operate")
