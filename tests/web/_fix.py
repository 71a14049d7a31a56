"""x"""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote
import pytest
from flask import Flask
from redis import Redis
from service.casework import AppealState, CaseState, Loss, Personal, Role
from service.model import Category, Verb
from service.moderation.criteria import criteria
from service.names.defang import defang
from service.services import Services
from service.web.queue import PAGE_SIZE
from tests.conftest import Clock
from tests.helpers.casefile import PAGE, SITE, WALLET, CaseFile
from tests.helpers.moderators import Moderator, Page, moderator, visible
from tests.moderation.test_desk import appeal


REASON = "A false exchange"



@pytest.fixture
def file(services: Services) -> CaseFile:
    return CaseFile(services.moderation)



@pytest.fixture
def ann(app: Flask, services: Services) -> Moderator:
    made = moderator(app, services, "Ann")
    made.sign_in()
    return made



@pytest.fixture
def ben(app: Flask, services: Services) -> Moderator:
    made = moderator(app, services, "Ben")
    made.sign_in()
    return made



def shown(ann: Moderator, id: str) -> str:
    """The words of a case's page."""
    return visible(ann.get(f"/moderation/cases/{id}").text)

