"""A real OpenID Connect provider (django-oauth-toolkit) in a process of its own: `python provider.py FOLDER`.

It prints its address once it listens on 127.0.0.1. `FOLDER/people.json` says who may sign in there and what is claimed
of them, `FOLDER/misdeed` what is wrong with the tokens; both are read anew each time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

FOLDER = Path(sys.argv[1])
CLIENTS = ("city-staff", "city-people", "city-strict")
SECRET = "a-secret-of-the-tests"
SIGN_IN = "<form method=post>{% csrf_token %}{{ form.as_p }}<button>ok</button></form>"


def configure(address: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    templates = {"registration/login.html": SIGN_IN}
    settings.configure(
        SECRET_KEY="of the tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", templates)]},
            }
        ],
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGIN_URL="/login/",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "OIDC_ISS_ENDPOINT": f"{address}/o",
            "PKCE_REQUIRED": True,
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "SCOPES": {"openid": "openid", "profile": "profile"},
        },
    )
    django.setup()


def people() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((FOLDER / "people.json").read_text("utf-8"))
    return found


def misdeed() -> str:
    file = FOLDER / "misdeed"
    return file.read_text("utf-8") if file.exists() else ""


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "of another sign-in"},
    "audience": {"aud": "another-client"},
    "audiences": {"aud": ["city-staff", "city-people", "another-client"], "azp": "another-client"},
    "issuer": {"iss": "http://127.0.0.1:1/another"},
    "expired": {"exp": 1_700_000_000},
}


def coded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def forged(token: str) -> str:
    """A token to which something was done after it was signed."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    if misdeed() == "signature":
        return f"{header}.{coded(claims | {'acr': 'forged'})}.{signature}"
    if misdeed() == "unsigned":
        return f"{coded({'alg': 'none', 'typ': 'JWT'})}.{payload}."
    if misdeed() == "our secret":
        body = f"{coded({'alg': 'HS256', 'typ': 'JWT'})}.{payload}"
        digest = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).digest()
        return f"{body}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    return token


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


server = make_server("127.0.0.1", 0, None, Threads, Quiet)
configure(f"http://127.0.0.1:{server.server_port}")

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


class Validator(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return people()[request.user.username]

    def get_id_token_dictionary(self, *arguments: Any) -> Any:
        claims, until = super().get_id_token_dictionary(*arguments)
        if misdeed() == "unsigned amr":
            claims.pop("amr", None)
        return claims | WRONG_CLAIMS.get(misdeed(), {}), until

    def finalize_id_token(self, *arguments: Any) -> str:
        return forged(super().finalize_id_token(*arguments))

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_userinfo_claims(request)
        return claims | ({"sub": "another"} if misdeed() == "userinfo" else {})


class SignIn(LoginView):
    def post(self, request: Any, *arguments: Any, **more: Any) -> Any:
        for name in people():
            if not User.objects.filter(username=name).exists():
                User.objects.create_user(name, password=name)
        return super().post(request, *arguments, **more)


urlpatterns = [path("login/", SignIn.as_view()), path("o/", include("oauth2_provider.urls"))]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    for client in CLIENTS:
        Application.objects.create(
            client_id=client,
            client_secret=SECRET,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
            redirect_uris=f"http://testserver/account/sso/{client}/callback/",
            algorithm=Application.RS256_ALGORITHM,
            skip_authorization=True,
        )
    server.set_app(get_wsgi_application())
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
