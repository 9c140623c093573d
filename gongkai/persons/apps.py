from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "gongkai.persons"
    label = "persons"
    verbose_name = "申请人"

    def ready(self) -> None:
        from gongkai.persons import checks  # noqa: F401
