"""What a view may reach: the services, and what this process remembers between requests."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from service.services import Services
from service.web.counts import GenerationCounts
from service.web.downloads import Downloads
from service.web.exportfiles import ExportFiles
from service.web.manifests import Manifests
from service.web.metrics import Requests
from service.web.overtime import OverTime
from service.web.rendering import Renderer
from service.web.taxiifiles import TaxiiFiles
from service.web.threatlists import ThreatLists

_KEY = "mynah"


@dataclass(frozen=True)
class Context:
    """One per application."""

    services: Services
    renderer: Renderer
    counts: GenerationCounts
    manifests: Manifests
    requests: Requests
    over_time: OverTime
    export_files: ExportFiles
    taxii_files: TaxiiFiles
    downloads: Downloads
    threat_lists: ThreatLists


def make(services: Services) -> Context:
    """Return a context with nothing remembered yet."""
    export_files = ExportFiles(services.settings.data_dir)
    return Context(
        services=services,
        renderer=Renderer(),
        counts=GenerationCounts(services.generations),
        manifests=Manifests(services),
        requests=Requests(),
        over_time=OverTime(services.history, services.clock),
        export_files=export_files,
        taxii_files=TaxiiFiles(services.settings.data_dir, export_files),
        downloads=Downloads(),
        threat_lists=ThreatLists(services.generations),
    )


def install(extensions: dict[str, object], context: Context) -> None:
    """Put the context where `context()` finds it."""
    extensions[_KEY] = context


def context() -> Context:
    """Return the context of the application that answers this request."""
    return cast(Context, current_app.extensions[_KEY])


def services() -> Services:
    """Return the services of the application that answers this request."""
    return context().services
