"""Single sign-on as allauth finds it: a module of this name in an application."""

from gongkai.signin.sso.provider import SingleSignOn

provider_classes = [SingleSignOn]
