"""The application for a WSGI server such as granian: `service.wsgi:app`, set by the environment."""

import os

from flask import Flask

from service.app import create_app
from service.config import BadSetting, from_env
from service.services import build

_BULK_SECONDS = 5.0  # a worker that waits longer for Redis keeps others waiting


def _from_environment() -> Flask:
    try:
        settings = from_env(os.environ)
        if settings.redis_url is None:
            accepted = "the Redis to use (`mynah serve` starts one of its own)"
            raise BadSetting("MYNAH_REDIS_URL", "", accepted)
    except BadSetting as problem:
        raise SystemExit(str(problem)) from None
    return create_app(build(settings, bulk_seconds=_BULK_SECONDS, writes_snapshots=True))


app = _from_environment()
