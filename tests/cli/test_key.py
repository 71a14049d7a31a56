"""`mynah key`: shows the key, makes the next, and switches."""

from base64 import b64decode
from pathlib import Path

from service.lists.handover import leads
from service.lists.manifest import key_id
from tests.helpers.command_line import Mynah


def test_a_key_is_shown_made_and_switched(mynah: Mynah) -> None:
    before = mynah.json("key")
    assert key_id(b64decode(before["public_key"])) == before["key_id"]
    assert before["handovers"] == []
    refused = mynah.run("key", "switch")
    assert (refused.exit_code, "mynah key next" in refused.stderr) == (2, True)
    assert mynah.run("key", "next").exit_code == 0
    assert mynah.run("key", "next").exit_code == 2
    waiting = mynah.json("key")
    assert waiting["public_key"] == before["public_key"]
    done = mynah.run("key", "switch", "--days", "30")
    after = mynah.json("key")
    assert after["public_key"] == waiting["next_public_key"]
    assert after["key_id"] in done.stdout
    (statement,) = after["handovers"]
    assert (statement["from"], statement["to"]) == (before["public_key"], after["public_key"])
    moment = 1_795_500_000
    assert not leads([statement], after["public_key"], before["public_key"], moment)


def test_a_person_sees_the_same_and_no_secret(mynah: Mynah) -> None:
    mynah.run("key", "next")
    shown, facts = mynah.run("key").stdout, mynah.json("key")
    folder = Path(mynah.env["MYNAH_DATA_DIR"])
    assert facts["public_key"] in shown
    assert facts["next_public_key"] in shown
    for name in ("signing.key", "next.key"):
        assert (folder / name).read_text().strip() not in shown
