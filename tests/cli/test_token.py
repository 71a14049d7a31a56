"""`mynah token`: printed once, listed without its text, taken back, and a link for one sign-in."""

import re

from tests.helpers.command_line import Mynah


def test_a_token_is_printed_once_and_listed_without_its_text(mynah: Mynah) -> None:
    done = mynah.run("token", "create", "--role", "moderator", "--name", "Ann")
    secret = done.stdout.strip()
    assert done.exit_code == 0
    assert re.fullmatch(r"mynah_moderator_[A-Za-z0-9_-]{43}", secret)
    listed = mynah.run("token", "list")
    assert "Ann" in listed.stdout
    assert "moderator" in listed.stdout
    assert secret[-10:] not in listed.stdout
    (row,) = mynah.json("token", "list")
    assert (row["name"], row["role"], row["revoked"]) == ("Ann", "moderator", False)
    assert secret not in str(row)


def test_a_name_is_one_persons_and_can_be_seen(mynah: Mynah) -> None:
    assert mynah.run("token", "create", "--role", "reader", "--name", "Ann").exit_code == 0
    for name in ("Ann", "", "  ", "x" * 41, "A\u202enn", "A\x07"):
        refused = mynah.run("token", "create", "--role", "reader", "--name", name)
        assert refused.exit_code == 2
        assert "--name" in refused.stderr
    assert mynah.run("token", "create", "--role", "owner", "--name", "Ben").exit_code == 2


def test_the_help_says_what_each_role_may_do(mynah: Mynah) -> None:
    words = mynah.run("token", "create", "--help").stdout
    for role in ("reader  ", "volunteer  ", "moderator  ", "admin  "):
        assert f"\n  {role}" in words
    assert "no reports are taken with it" in words


def test_a_token_is_taken_back(mynah: Mynah) -> None:
    mynah.run("token", "create", "--role", "reader", "--name", "Ann")
    assert mynah.run("token", "revoke", "Ann").exit_code == 0
    assert "revoked" in mynah.run("token", "list").stdout
    again = mynah.run("token", "revoke", "Ann")
    assert (again.exit_code, "no token in use" in again.stderr) == (2, True)


def test_a_link_is_for_moderators_and_has_its_secret_where_no_log_sees_it(mynah: Mynah) -> None:
    mynah.run("token", "create", "--role", "admin", "--name", "Ann")
    mynah.run("token", "create", "--role", "volunteer", "--name", "Vera")
    done = mynah.run("token", "link", "Ann")
    link = done.stdout.strip()
    assert "MYNAH_PUBLIC_URL is not set" in done.stderr
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/moderation/enter#[A-Za-z0-9_-]{43}", link)
    mynah.env["MYNAH_PUBLIC_URL"] = "https://warn.example"
    done = mynah.run("token", "link", "Ann")
    assert done.stdout.startswith("https://warn.example/moderation/")
    assert "guess" not in done.stderr
    assert mynah.run("token", "link", "Vera").exit_code == 2
    assert mynah.run("token", "link", "Nobody").exit_code == 2


def test_without_tokens_it_says_how_to_make_one(mynah: Mynah) -> None:
    assert "mynah token create" in mynah.run("token", "list").stdout
