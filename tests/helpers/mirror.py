"""The whole mirror of feeds, for the tests that read it: a directory named by MYNAH_FEED_MIRROR."""

import os
from pathlib import Path

import pytest


def mirror_root() -> Path:
    """Find the mirror, or skip the test that asks: the mirror is no part of the repository."""
    named = os.environ.get("MYNAH_FEED_MIRROR", "")
    if not named or not Path(named).is_dir():
        pytest.skip("MYNAH_FEED_MIRROR names no directory, so no feed mirror can be read")
    return Path(named)
