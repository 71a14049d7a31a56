"""What every page for people has, and the files it loads."""

import pytest
from flask.testing import FlaskClient


def test_the_style_sheet_and_scripts_are_sent_with_a_tag(client: FlaskClient) -> None:
    for path, kind in (("/style.css", "text/css"), ("/assets/leave.js", "text/javascript")):
        reply = client.get(path)
        assert (reply.status_code, reply.mimetype) == (200, kind)
        again = client.get(path, headers={"If-None-Match": reply.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["none.js", "..%2Fhtml.py", "__init__.py", "%00"])
def test_nothing_else_of_ours_is_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_a_page_may_load_only_what_is_ours(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/report?targets=%C2", "/report", "/appeals"])
def test_a_query_that_is_no_text_is_refused_or_read_but_no_error_of_ours(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path, environ_overrides={"QUERY_STRING": "targets=\xc2"})
    assert (reply.status_code, reply.json["errors"][0]["field"]) == (400, "query")
    assert client.get(path).status_code == 200
