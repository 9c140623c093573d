"""What somebody passes between the password and the page they wanted."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from gongkai.signin.second_factor import was_passed


class SecondFactorStage(AuthenticateStage):
    """Not asked where a single sign-on has asked for a second factor already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        return not (user and was_passed(request, user)) and super()._should_handle(request)
