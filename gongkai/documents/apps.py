from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "gongkai.documents"
    label = "documents"
    verbose_name = "政府信息"

    def ready(self) -> None:
        import gongkai.documents.bulk.background
        import gongkai.documents.bulk.reminders  # noqa: F401  (what waits)
        from gongkai.documents import checks, finding, reminders  # noqa: F401  (what is found and what reminds register there)
