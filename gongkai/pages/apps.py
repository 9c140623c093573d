from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "gongkai.pages"
    label = "pages"
    verbose_name = "网站"

    def ready(self) -> None:
        from gongkai.pages import deeds, editing, reminders, signals  # noqa: F401  (what reminds registers itself)
        from gongkai.pages.records import public  # noqa: F401  (it tells the back office where the public sees an item)

        editing.answer_for_wagtail()
        signals.connect()
        deeds.connect()
