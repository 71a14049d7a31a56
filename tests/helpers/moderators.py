"""A moderator at a test client: signs in, reads a page's forms, and sends them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.casework import Role
from service.services import Services


class Page(HTMLParser):
    """What a page holds: its forms' fields, its links, and whether anything in it could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self._form: dict[str, str] | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self._form = self.forms.setdefault(given.get("id") or given.get("action", ""), {})
        counts = given.get("type") != "checkbox" or "checked" in given
        if self._form is not None and "name" in given and tag == "input" and counts:
            self._form[given["name"]] = given.get("value", "")
        if self._form is not None and tag == "select":
            self._select = given.get("name", "")
        if tag == "option" and self._form is not None and self._select:
            first = self._select not in self._form
            if first or "selected" in given:
                self._form[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""


@dataclass
class Moderator:
    """One person with a browser of their own."""

    client: FlaskClient
    secret: str
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> TestResponse:
        return self.post("/moderation/sign-in", token=self.secret, next="/moderation")

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, /, **fields: Any) -> TestResponse:
        return self.client.post(path, data=fields, headers=self.headers)

    def page(self, path: str) -> Page:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    def case(self, id: str) -> dict[str, dict[str, str]]:
        """The forms of a case's page."""
        return self.page(f"/moderation/cases/{id}").forms

    def rule(self, id: str, action: str, /, **fields: str) -> TestResponse:
        """Fill in one form of a case's page, and send it."""
        form = self.case(id)["confirm" if action == "confirm" else action]
        return self.post(f"/moderation/cases/{id}", **{**form, "action": action, **fields})

    def proof(self) -> str:
        """What the forms of this session carry."""
        return self.page("/moderation").forms["/moderation/sign-out"]["csrf"]


def moderator(app: Flask, services: Services, name: str, role: Role = Role.MODERATOR) -> Moderator:
    """A person with a new token, who has not signed in yet."""
    secret, _ = services.tokens.create(name, role)
    return Moderator(app.test_client(), secret)


def cookies(answer: TestResponse) -> list[str]:
    """The cookies that an answer sets."""
    return answer.headers.getlist("Set-Cookie")


def visible(text: str) -> str:
    """A page's words."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


REASON = "A false exchange"


def shown(moderator: Moderator, id: str) -> str:
    """The words of a case's page."""
    return visible(moderator.get(f"/moderation/cases/{id}").text)
