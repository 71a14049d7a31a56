"""Hypothesis strategies: texts that are, or nearly are, URLs and hosts."""

import unicodedata

from hypothesis import strategies as st

# Engines differ in the version of Unicode they know. These were changed or added by newer ones, so
# the oldest engine tested refuses what the newest maps; everything else must be read alike.
_NEWER = (
    "\u04c0\u10a0\u115f\u1160\u17b4\u17b5\u1806\u180e\u1e9e\u2061\u2062\u2063\u2132\u2183\u3164\uffa0"
    "\u206a\u206b\u206c\u206d\u206e\u206f\ufd40\U0002f868\U0002f874\U0002f91f\U0002f95f\U0002f9bf"
)
_NEWER_RANGES = ((0x10A0, 0x10C5), (0x1D173, 0x1D17A), (0x13460, 0x143FA), (0x16FF2, 0x16FF6))


def known_to_all(text: str) -> bool:
    """Tell whether every engine reads the characters of `text` by the same tables."""
    return not any(
        char in _NEWER
        or unicodedata.category(char) == "Cn"
        or any(low <= ord(char) <= high for low, high in _NEWER_RANGES)
        for char in text
    )


_ODD = st.sampled_from(
    [
        *"%.:/\\?#@[]&=+;,!$'()*~^|`{}<>\"_- \t\n\r\0\x01\x7f\x80\xff\xa0\xad",
        *"。．｡％／＠：𝗼①ﬁßſİıΣςﷺӓ\u200b\u200c\u200d\u202e\u2028\ufeff\ufffd💩",
        *("%2", "%25", "%2525", "%252e", "%2e", "%2E", "%2f", "%5c", "%3f", "%23", "%00", "%C3%BC"),
        *("..", "/.", "/../", "//", "xn--", "xn--a", "XN--MLAT-ZRA", "0x", "0x7f", "08", "255"),
        *("localhost", "evil", "com", "co.uk", "www.", ":80", ":99999", "user:pw@", "::ffff:"),
    ]
)
_ANY = st.characters(exclude_categories=["Cs", "Cn"]).filter(known_to_all)
_SURROGATES = st.sampled_from("\ud800\ud83d\udca9\udfff")  # a few: any pair may be a newer one
_PIECE = _ODD | st.from_regex(r"[a-zA-Z0-9.-]{1,8}", fullmatch=True) | _ANY | _SURROGATES
_PIECES = st.lists(_PIECE, max_size=10).map("".join)

_SCHEMES = st.sampled_from(
    ["", "http://", "https://", "HTTP:", "http:/", "http:\\\\", "//", "ws://", "http%3A//"]
)
_NUMBERS = st.lists(
    st.sampled_from(["0", "1", "010", "0x1F", "255", "256", "65536", "4294967295", "", "09"]),
    min_size=1,
    max_size=5,
).map(".".join)
_SHORTS = st.sampled_from(["", "0", "1", "ffff", "FFFF", "64", "ff9b", "0db8", "1.2.3.4", "g"])
_BRACKETS = st.lists(_SHORTS, min_size=1, max_size=9).map(lambda parts: f"[{':'.join(parts)}]")
_PLAIN = st.from_regex(r"([a-z0-9_-]{1,6}\.){0,7}[a-z][a-z0-9-]{0,5}", fullmatch=True)

host_texts = _PIECES | _NUMBERS | _BRACKETS | _PLAIN
_users = st.just("") | _PIECES.map(lambda text: f"{text}@")
_ports = st.sampled_from(["", "", ":", ":80", ":8080", ":65536", ":x"])
_paths = st.just("") | _PIECES.map(lambda text: f"/{text}")
_queries = st.just("") | _PIECES.map(lambda text: f"?{text}")
_fragments = st.just("") | _PIECES.map(lambda text: f"#{text}")

url_texts = (
    st.tuples(_SCHEMES, _users, host_texts, _ports, _paths, _paths, _queries, _fragments).map(
        "".join
    )
    | _PIECES
)
_good_hosts = _PLAIN | st.tuples(_PLAIN, _ODD, _PLAIN).map("".join) | _NUMBERS
browser_url_texts = st.tuples(  # most of these a browser opens
    st.sampled_from(["http://", "https:", "ws:/", "FTP:\\\\", "\thttp:///"]),
    st.sampled_from(["", "", "user:p%w@", "a@b:c@"]),
    _good_hosts,
    st.sampled_from(["", "", ":", ":8080"]),
    *(_paths, _paths, _queries, _fragments),
).map("".join)

url_texts |= browser_url_texts
plain_url_texts = st.from_regex(
    r"(https?://)?([a-z0-9_-]{1,6}\.){0,4}[a-z][a-z0-9-]{0,4}"
    r"(/[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9_~!$&'()*+,;=:@./-]{0,8}){0,5}/?"
    r"(\?[A-Za-z0-9_~!$&'()*+,;=:@./?-]{0,9})?",
    fullmatch=True,
)
