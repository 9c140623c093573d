"""Pages about one's own account, beside those of allauth."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from gongkai.access.models import User
from gongkai.signin import second_factor as factors
from gongkai.signin import services
from gongkai.signin.models import Mailbox


class MailboxForm(forms.Form):
    email = forms.EmailField(label="电子邮箱", widget=forms.EmailInput(attrs={"autocomplete": "email"}))


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What somebody may settle about their account."""
    user = _user(request)
    context = {
        "staff": factors.is_staff(user),
        "factors": factors.factors_of(user),
        "mailbox": Mailbox.objects.confirmed().filter(user=user).first(),
        "identities": SocialAccount.objects.filter(user=user).count(),
    }
    return render(request, "signin/account.html", context)


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where staff are sent who need a second factor and have none."""
    if factors.factors_of(_user(request)):
        return redirect("mfa_index")
    return render(request, "signin/second_factor.html")


@never_cache
@reauthentication_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """Where an applicant is written to about a forgotten password."""
    user = _user(request)
    if user.is_staff:
        messages.info(request, "工作人员的邮箱由安全管理员登记")
        return redirect("signin_account")
    if "remove" in request.POST:
        services.forget_mailbox(user)
        messages.success(request, "邮箱已删除")
        return redirect("signin_mailbox")
    form = MailboxForm(request.POST or None)
    if form.is_valid():
        if (refusal := ratelimit.consume_or_429(request, action="manage_email", user=user)) is not None:
            return refusal  # type: ignore[no-any-return]
        services.ask_to_confirm(user, form.cleaned_data["email"], request)
        messages.success(request, "确认邮件已经发出，请打开邮件里的链接完成登记")
        return redirect("signin_mailbox")
    context = {"form": form, "mailbox": Mailbox.objects.confirmed().filter(user=user).first()}
    return render(request, "signin/mailbox.html", context)


@never_cache
def confirm_mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the letter leads to. It is confirmed by a button, because some programs open every link."""
    found = services.mailbox_from(token)
    if found is None:
        return render(request, "signin/mailbox_confirm.html", {"found": None}, status=404)
    if request.method == "POST":
        try:
            services.confirm(found)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "邮箱已登记")
        return redirect("signin_account")
    return render(request, "signin/mailbox_confirm.html", {"found": found})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
