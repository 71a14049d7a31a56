"""The WSGI application, put together from its routes. Nothing here knows what they do."""

from flask import Flask

from service.names.defang import defang
from service.services import Services
from service.web import (
    appealpages,
    appeals,
    check,
    checkpage,
    context,
    errors,
    exports,
    feeds,
    hashes,
    health,
    helppages,
    html,
    language,
    lists,
    log,
    moderation,
    pages,
    peer,
    publicpages,
    report_page,
    reports,
    safebrowsing,
    signin,
    stats,
    taxii,
)
from service.web.bodies import Bodies
from service.web.hooks import Hooks
from service.web.incoming import InMemory
from service.web.limits import BODY_BYTES
from service.web.shortcut import ShortCut

API = (
    *(check, hashes, lists, exports, peer, log, feeds, stats, reports, appeals, health, pages),
    *(safebrowsing, taxii),
)
"""What programs ask: every route of these stands in the OpenAPI description."""

PAGES = (
    html,
    checkpage,
    publicpages,
    helppages,
    report_page,
    appealpages,
    signin,
    moderation,
)
"""What people open in a browser, and what these pages load."""


def create_app(services: Services) -> Flask:
    """Return the application over these services."""
    app = Flask("service.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.request_class = InMemory
    app.url_map.merge_slashes = False  # one address for each thing, and no redirect to guess by
    made = context.make(services)
    context.install(app.extensions, made)
    for module in (*API, *PAGES):
        app.register_blueprint(module.routes)
    app.jinja_env.filters["defang"] = defang
    language.install(app)
    helppages.install(app)
    errors.install(app)
    hooks = Hooks(services.settings, made.requests)
    hooks.install(app)
    short_cut = ShortCut(app.wsgi_app, made, hooks)
    app.wsgi_app = Bodies(short_cut, services.settings.trusted_proxies)  # type: ignore[method-assign]
    return app
