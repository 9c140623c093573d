"""Single sign-on for allauth: its OpenID Connect neither checks signatures nor knows a nonce, so both are done here."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from requests import RequestException

from gongkai.signin.sso import configuration
from gongkai.signin.sso.tokens import NotBelieved, claims_of, nonce_for

NEEDED: Final = frozenset({"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"})


class Exchange(OAuth2Adapter):
    """The requests to a provider: its configuration, its keys, the tokens for a code, the claims."""

    verifier = ""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        self.provider_id = provider_id
        super().__init__(request)

    @cached_property
    def configured(self) -> configuration.Provider:
        return configuration.provider(self.provider_id)

    @cached_property
    def discovered(self) -> dict[str, Any]:
        """The provider's own description (OpenID Connect Discovery 1.0).

        Raises:
            OAuth2Error: it is missing, another's, or lacks something.
        """
        found = self._get(f"{self.configured.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer")).rstrip("/") != self.configured.issuer or not found.keys() >= NEEDED:
            raise OAuth2Error("discovery")
        return found

    @property
    def access_token_url(self) -> str:
        return self.discovered["token_endpoint"]  # type: ignore[no-any-return]

    @property
    def authorize_url(self) -> str:
        return self.discovered["authorization_endpoint"]  # type: ignore[no-any-return]

    @property
    def basic_auth(self) -> bool:
        return "client_secret_post" not in self.discovered.get("token_endpoint_auth_methods_supported", ())

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("sso_callback", args=[self.provider_id]))

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        self.verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier)  # type: ignore[no-any-return]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The identity behind the tokens.

        Raises:
            OAuth2Error: the ID token is missing, or, from NotBelieved, it or the other claims are not believed.
        """
        try:
            claims = claims_of(
                kwargs["response"].get("id_token", ""),
                keys=self._get(self.discovered["jwks_uri"]),
                issuer=self.discovered["issuer"],
                client_id=app.client_id,
                nonce=nonce_for(self.verifier),
            )
        except NotBelieved as error:
            raise OAuth2Error(str(error)) from error
        if "userinfo_endpoint" in self.discovered:
            more = self._get(self.discovered["userinfo_endpoint"], bearer=token.token)
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo") from NotBelieved("userinfo")
        else:
            more = {}
        login = self.get_provider().sociallogin_from_response(request, more | claims)
        login.signed = claims
        return login

    def _get(self, url: str, bearer: str = "") -> dict[str, Any]:
        """Raises OAuth2Error: the provider is away, or answers something else."""
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(url, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except RequestException as error:
            raise OAuth2Error(type(error).__name__) from error
        return found


class SingleSignOn(OAuth2Provider):
    """A provider of our configuration. Its claims go with the sign-in at hand, and are not kept."""

    id = "sso"
    name = "统一身份认证"
    package = "gongkai.signin.sso"
    account_class = ProviderAccount
    oauth2_adapter_class: ClassVar[type[Exchange]] = Exchange

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("sso_login", args=[self.app.provider_id])

    def get_oauth2_adapter(self, request: HttpRequest) -> Exchange:
        return self.oauth2_adapter_class(request, self.app.provider_id)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(configuration.provider(self.app.provider_id).scope)

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Nothing that the address bar says is handed to the provider."""
        return {}

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().redirect(request, *args, **kwargs)  # type: ignore[no-any-return]
        except OAuth2Error as error:
            return render_authentication_error(request, self, exception=error)  # type: ignore[no-any-return]

    def get_pkce_params(self) -> dict[str, str]:
        made: dict[str, str] = generate_code_challenge()
        return made | {"nonce": nonce_for(made["code_verifier"])}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get(configuration.provider(self.app.provider_id).claims.get("name", "name"))}
