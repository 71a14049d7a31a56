"""The signed manifest."""

from base64 import b64decode, b64encode

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.lists.chain import Tip
from service.lists.manifest import BadSignature, ListInfo, build, key_id, sign, verify

SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
# RFC 8032, section 7.1, test 1: the public key of that seed.
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
LISTS = {
    "prefixes": ListInfo("20261124T031100Z", 5, "0" * 64, 45),
    "hosts": ListInfo("20261124T031100Z", 2, "f" * 64, 20, (("20261123T031100Z", 8),)),
}
TIP = Tip(7, "ab" * 32)
MANIFEST = build(LISTS, 1_795_489_860, 1_796_094_660, 900, "https://mynah.example", TIP)


def test_the_manifest_names_each_list_with_its_deltas() -> None:
    assert MANIFEST["published_at"] == "2026-11-24T03:11:00Z"
    assert MANIFEST["expires_at"] == "2026-12-01T03:11:00Z"
    assert MANIFEST["next_update_seconds"] == 900
    hosts, prefixes = MANIFEST["lists"]
    url = "https://mynah.example/v1/lists/hosts"
    assert hosts == {
        "name": "hosts",
        "version": "20261124T031100Z",
        "entries": 2,
        "sha256": "f" * 64,
        "url": f"{url}/20261124T031100Z",
        "bytes": 20,
        "deltas": [
            {
                "from": "20261123T031100Z",
                "url": f"{url}/20261123T031100Z..20261124T031100Z",
                "bytes": 8,
            }
        ],
    }
    assert prefixes["name"] == "prefixes"
    assert prefixes["deltas"] == []


def test_the_signature_is_ed25519_over_canonical_json_without_itself() -> None:
    signed = sign(MANIFEST, SEED)
    assert signed["key_id"] == key_id(PUBLIC) == "21fe31dfa154a261"
    assert b64decode(signed["public_key"]) == PUBLIC
    body = rfc8785.dumps({name: signed[name] for name in signed if name != "signature"})
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(b64decode(signed["signature"]), body)
    assert signed == sign(dict(reversed(MANIFEST.items())), SEED)
    verify(signed, PUBLIC)


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": "2036-12-01T03:11:00Z"},
        {"lists": []},
        {"more": 1},
        {"key_id": "0000000000000000"},
        {"signature": ""},
        {"signature": "not base64"},
        {"signature": None},
        {"signature": b64encode(bytes(64)).decode()},
    ],
    ids=str,
)
def test_a_changed_manifest_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadSignature):
        verify(sign(MANIFEST, SEED) | change, PUBLIC)


def test_another_key_and_no_signature_are_refused() -> None:
    with pytest.raises(BadSignature):
        verify(sign(MANIFEST, bytes(32)), PUBLIC)
    with pytest.raises(BadSignature):
        verify(MANIFEST, PUBLIC)
