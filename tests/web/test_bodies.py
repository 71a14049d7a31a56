"""What clients send slowly or without end: bodies, and how many of them at once."""

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.web.bodies import AT_ONCE, BUSY, OF_ONE_CLIENT, Bodies
from tests.helpers.wsgi import ask

POST = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/check", "CONTENT_TYPE": "application/json"}


class Waiting:
    """An application in which requests stay until they are let go."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.let_go = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        busy = BUSY in environ
        if not busy and environ["REQUEST_METHOD"] == "POST":
            self.inside.release()
            self.let_go.wait(30)
        start("503 Service Unavailable" if busy else "200 OK", [])
        return [b""]


def test_some_threads_are_left_to_requests_without_a_body() -> None:
    inner = Waiting()
    bodies = Bodies(inner, ())
    clients = [f"192.0.2.{n // OF_ONE_CLIENT}" for n in range(AT_ONCE)]
    threads = [
        threading.Thread(target=ask, args=(bodies, POST | {"REMOTE_ADDR": one}, b"{}"))
        for one in clients
    ]
    for thread in threads:
        thread.start()
        assert inner.inside.acquire(timeout=30)
    assert ask(bodies, POST | {"REMOTE_ADDR": "192.0.2.99"}, b"{}").status == 503
    assert ask(bodies, {"REMOTE_ADDR": "192.0.2.99"}).status == 200
    inner.let_go.set()
    for thread in threads:
        thread.join()
    assert ask(bodies, POST | {"REMOTE_ADDR": "192.0.2.99"}, b"{}").status == 200


def test_one_client_cannot_take_them_all() -> None:
    inner = Waiting()
    bodies = Bodies(inner, ())
    threads = [
        threading.Thread(target=ask, args=(bodies, POST | {"REMOTE_ADDR": "192.0.2.1"}, b"{}"))
        for _ in range(OF_ONE_CLIENT)
    ]
    for thread in threads:
        thread.start()
        assert inner.inside.acquire(timeout=30)
    assert ask(bodies, POST | {"REMOTE_ADDR": "192.0.2.1"}, b"{}").status == 503
    inner.let_go.set()
    assert ask(bodies, POST | {"REMOTE_ADDR": "192.0.2.2"}, b"{}").status == 200
    for thread in threads:
        thread.join()
    assert ask(bodies, POST | {"REMOTE_ADDR": "192.0.2.1"}, b"{}").status == 200


def test_what_is_not_read_is_told_so(app: Flask) -> None:
    answer = ask(app, POST | {BUSY: True}, b"")
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_body_without_a_length_is_never_cut_and_judged(client: FlaskClient) -> None:
    body = b'{"targets": ["scam.example"]}' + b" " * 1_048_576 + b"JUNK"
    reply = client.post(
        "/v1/check",
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        input_stream=BytesIO(body),
    )
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (413, "body")


@pytest.mark.parametrize("path", ["/report", "/v1/reports"])
def test_a_form_without_a_length_holds_no_more_text_than_one_with(
    client: FlaskClient, path: str
) -> None:
    kinds = {"/report": "application/x-www-form-urlencoded", "/v1/reports": "multipart/form-data"}
    head = b"--x\r\nContent-Disposition: form-data; name=story\r\n\r\n"
    text = b"story=" if path == "/report" else head
    reply = client.post(
        path,
        content_type=f"{kinds[path]}; boundary=x",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        input_stream=BytesIO(text + b"a" * 2_000_000 + b"\r\n--x--\r\n"),
    )
    assert reply.status_code == 413
    assert len(reply.data) < 100_000


def test_a_short_body_without_a_length_is_read(client: FlaskClient) -> None:
    reply = client.post(
        "/v1/check",
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        input_stream=BytesIO(b'{"targets": ["scam.example"]}'),
    )
    assert reply.json["results"][0]["status"] == "listed"
