"""A browser without a screen: it opens pages, fills in the form that it finds there, and sends what the form would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

HOST = "127.0.0.1"


class Unexpected(Exception):
    """A page did not do what it was to do. `str(error)` says which, and what stood there."""


class Browser:
    """The browser of one person. Tokens against forgery are demanded of it as of any other."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME=HOST)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in on the page for it."""
        answer = self.fill(reverse("account_login"), {"login": username, "password": password})
        if "_auth_user_id" not in self.client.session:
            raise Unexpected(f"{username} was not let in: {said(answer)}")

    def open(self, url: str) -> Any:
        answer = self.client.get(url, follow=True)
        if answer.status_code != 200:
            raise Unexpected(f"{url} answers {answer.status_code}: {said(answer)}")
        return answer

    def fill(
        self,
        url: str,
        values: Mapping[str, Any],
        *,
        button: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        """Open a page, fill in its form and send it; the page that answers. What the form has stays as it is where
        nothing is given; a field that it lacks cannot be filled in. `button` is its name, or name=value."""
        return self.send(self.open(url), values, button=button, files=files)

    def send(
        self,
        opened: Any,
        values: Mapping[str, Any],
        *,
        button: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        """Fill in and send the form of a page that is open already."""
        url = opened.request["PATH_INFO"]
        form = _form(html.fromstring(opened.content), {*values, *(files or {})}, url)
        sent: dict[str, Any] = _values(form)
        sent |= {name: _spelled(value) for name, value in values.items()}
        sent |= {name: SimpleUploadedFile(*file) for name, file in (files or {}).items()}
        if button:
            name, _, value = button.partition("=")
            sent[name] = value or "1"
        action = form.get("action") or url
        answer = self.client.post(action, sent, follow=True)
        if answer.status_code != 200:
            raise Unexpected(f"{action} answers {answer.status_code}: {said(answer)}")
        return answer

    def press(self, url: str, action: str) -> Any:
        """Open a page and press a button on it that has a form of its own, by where that form goes."""
        page = html.fromstring(self.open(url).content)
        found = [form for form in page.forms if form.get("action") == action]
        if not found:
            raise Unexpected(f"{url} has no button to {action}")
        answer = self.client.post(action, _values(found[0]), follow=True)
        if answer.status_code != 200:
            raise Unexpected(f"{action} answers {answer.status_code}: {said(answer)}")
        return answer


def _form(page: Any, names: set[str], url: str) -> Any:
    for form in page.forms:
        if names <= set(form.inputs.keys()) and form.method == "POST":
            return form
    raise Unexpected(f"{url} has no form with {', '.join(sorted(names))}")


def _values(form: Any) -> dict[str, Any]:
    """What a browser would send: repeated names as lists, no files, no buttons."""
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    for field in form.inputs:
        if getattr(field, "type", "") == "file":
            found.pop(field.name, None)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _spelled(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(each) for each in value]
    return str(value)


def said(answer: Any) -> str:
    """What a page says against something: its errors, otherwise its beginning."""
    if not answer.content:
        return ""
    page = html.fromstring(answer.content)
    errors = page.xpath("//*[contains(@class, 'error')]//text() | //*[@role='alert']//text()")
    text = " ".join(" ".join(errors or page.xpath("//body//text()")).split())
    return text[:400]
