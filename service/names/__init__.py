"""Names of places on the web: their one spelling, the expressions they are looked up by, hashes.

Pure: no I/O (but the packaged public suffix snapshot at first use), no clock, no framework.
`extension/common/canonical-url.js` and `hash.js` are the twins; `tests/vectors/` holds them equal.
"""
