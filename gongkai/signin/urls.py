"""Signing in, signing out, one's own account. Of allauth's pages only those that are open here.

There is no sign-in by code, no confirmation of e-mail addresses that signs in, and no linking of identities: these
would be other doors.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as socialaccount
from django.urls import URLPattern, URLResolver, include, path, re_path

from gongkai.signin import views
from gongkai.signin.sso import views as sso

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="signin_account"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("mailbox/", views.mailbox, name="signin_mailbox"),
    path("mailbox/<str:token>/", views.confirm_mailbox, name="signin_confirm_mailbox"),
    path("second-factor/", views.second_factor, name="signin_second_factor"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sso/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/<slug:provider_id>/login/", sso.login, name="sso_login"),
    path("sso/<slug:provider_id>/callback/", sso.callback, name="sso_callback"),
]
