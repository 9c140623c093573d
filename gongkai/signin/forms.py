"""What is asked for at the door."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, SignupForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from gongkai.signin import services


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "用户名或者邮箱"
        self.fields["login"].max_length = 254


class SignUpForm(SignupForm):
    """An account for an applicant."""

    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}), help_text="或者单位名称"
    )
    field_order = ("name", "username", "password1", "password2")


class ChangeForm(ChangePasswordForm):
    """Has a wrong present password counted as one at the door."""

    @sensitive_variables()
    def clean_oldpassword(self) -> str:
        present: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, present):
            raise get_adapter().validation_error("enter_current_password")
        return present


class ForgottenForm(forms.Form):
    """Asks for the account whose password was forgotten. `email` is what allauth's view calls it."""

    email = forms.CharField(
        label="用户名或者邮箱", max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )

    def save(self, request: HttpRequest) -> str:
        services.send_reset_letter(self.cleaned_data["email"], request)
        return self.cleaned_data["email"]  # type: ignore[no-any-return]


class _Code(BaseAuthenticateForm):
    """Has axes count codes as it counts passwords, and refuses one that was used already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "验证码或者恢复码"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    @sensitive_variables()
    def clean_code(self) -> str:
        credentials = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(context.request, credentials):
            context.request.axes_locked_out = True
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        if not services.use_code(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Code, AuthenticateForm):
    pass


class CodeAgainForm(_Code, ReauthenticateForm):
    pass


class _Named(forms.Form):
    """Says in Chinese what allauth calls by its field's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "名称"


class AddKeyForm(_Named, AddWebAuthnForm):
    pass


class RenameKeyForm(_Named, EditWebAuthnForm):
    pass
