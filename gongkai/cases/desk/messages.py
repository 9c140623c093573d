"""Words between the applicant and the office, on the page of a case."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages as shown

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, case_body, url_of
from gongkai.cases.enums import Side
from gongkai.cases.models import Case
from gongkai.cases.services import messages
from gongkai.office.deeds import user_of

MOST: Final = 50
"""How many are shown, the last ones."""


class SayForm(forms.Form):
    text = forms.CharField(
        label="给申请人留言",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="申请人凭查询码或者账号在网上看到。告知补正、延期、答复等要出具文书，不能用留言代替",
    )


class Say(CaseDeed):
    """Write to the applicant; what he wrote has been read then."""

    page_title = "给申请人留言"
    form_class = SayForm
    button = "发送"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def do(self, values: dict[str, Any]) -> str:
        messages.say(self.case, values["text"], side=Side.BODY, by=self.by)
        messages.mark_read(self.case, side=Side.BODY, by=self.by)
        return "已发送"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#messages"


@needs(Right.REGISTER, body=case_body)
@require_POST
def read(request: HttpRequest, case: int) -> HttpResponseBase:
    """That the office has read what the applicant wrote."""
    found = get_object_or_404(Case.objects.select_related("body"), pk=case)
    try:
        count = messages.mark_read(found, side=Side.BODY, by=user_of(request))
    except ValidationError as refusal:
        shown.error(request, "；".join(refusal.messages))
    else:
        shown.success(request, f"{count}条留言已标为已读")
    return redirect(f"{url_of(found)}#messages")


def panel(at: Stand) -> Panel | None:
    """What was written, the first at the top; a case without a word has a line only."""
    every = list(at.case.messages.select_related("by").order_by("-pk")[: MOST + 1])
    waiting = [each for each in every if each.side == Side.APPLICANT and each.read_at is None]
    context = {
        "messages": every[MOST - 1 :: -1] if len(every) > MOST else every[::-1],
        "more": len(every) > MOST,
        "unread": len(waiting),
        "form": SayForm(),
        "say_url": reverse("cases_say", args=[at.case.pk]),
        "is_valid": at.case.voided_at is None,
    }
    return Panel("留言", "cases/panels/messages.html", context)


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/messages/say/", Say.as_view(), name="cases_say"),
    path("cases/<int:case>/messages/read/", read, name="cases_messages_read"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = (panel,)
