from django.apps import AppConfig


class ApplyingConfig(AppConfig):
    name = "gongkai.applying"
    label = "applying"
    verbose_name = "网上申请"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from gongkai.applying import finding, limits  # noqa: F401  (what is found, and what is checked, registers itself)
        from gongkai.applying.addresses import address_of_entry, entrances
        from gongkai.applying.models import Draft, DraftFile
        from gongkai.applying.services import telling
        from gongkai.cases.desk import log_entries
        from gongkai.cases.models import Happening, Message
        from gongkai.cases.services import letters
        from gongkai.pages import showing
        from gongkai.persons import vault

        vault.named_in(Draft, "sealed", "receipt")
        vault.named_in(DraftFile, "vault")
        showing.ENTRANCES.append(entrances)
        log_entries.PUBLIC_AT.append(address_of_entry)
        letters.AFTER_SERVED.append(telling.served)
        for model, told in ((Happening, telling.happened), (Message, telling.written)):
            post_save.connect(told, sender=model, dispatch_uid=f"applying.{told.__name__}")
