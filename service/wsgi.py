"""The application for a WSGI server such as granian: `service.wsgi:app`, set by the environment."""

import os

from service.app import create_app
from service.config import from_env
from service.services import build

app = create_app(build(from_env(os.environ), writes_snapshots=True))
