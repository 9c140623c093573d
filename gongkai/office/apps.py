from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "gongkai.office"
    label = "office"
    verbose_name = "工作台"

    def ready(self) -> None:
        from gongkai.office import labels, reminders  # noqa: F401  (what reminds registers itself)
        from gongkai.office.jobs import telling  # noqa: F401  (it listens)

        labels.put()
