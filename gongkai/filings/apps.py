from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "gongkai.filings"
    label = "filings"
    verbose_name = "年度报告和统计"

    def ready(self) -> None:
        from gongkai.cases.desk.parts import MORE_PANELS
        from gongkai.filings import reminders  # noqa: F401  (what waits)
        from gongkai.filings.desk.moving import moved

        MORE_PANELS.append(moved)
