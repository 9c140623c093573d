from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongkai.cases"
    label = "cases"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from django.db.models import Q

        from gongkai.cases import after, archive, consulting_reminders, ledger, paperwork, reminders  # noqa: F401  (jobs, and what waits)
        from gongkai.cases.models import Case, Paper, Practice, RecordCorrection
        from gongkai.cases.services import consulting, course, disclosure_log, giving, letters
        from gongkai.persons import vault
        from gongkai.persons.services import CONCERNED

        vault.named_in(Paper, "vault")
        vault.named_in(Practice, "seal")
        letters.AFTER_SERVED.extend((consulting.served, giving.served))
        course.AFTER_TAKEN_OUT.extend((giving.not_answered, disclosure_log.not_answered))

        cases = Case.objects
        CONCERNED.append(lambda who: Q(pk__in=cases.filter(Q(applicant=who) | Q(agent=who)).values("body")))
        corrections = RecordCorrection.objects
        CONCERNED.append(lambda applicant: Q(pk__in=corrections.filter(applicant=applicant).values("body")))
