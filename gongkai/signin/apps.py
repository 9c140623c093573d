from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "gongkai.signin"
    label = "signin"
    verbose_name = "登录"

    def ready(self) -> None:
        from gongkai.signin import checks, receivers  # noqa: F401
