"""Sentences that are their English, and can be said in another language."""

import copy
import json
import pickle
from datetime import UTC, date, datetime
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from service.language.said import Said, counted, together
from service.language.tags import BY_TAG
from service.language.words import ENGLISH, Words


def words(tag: str, **texts: str | tuple[str, ...]) -> Words:
    """A language with these texts alone."""
    catalogue = Catalog(tag.replace("-", "_"), fuzzy=False)
    for name, text in texts.items():
        id = SENTENCES[name]
        catalogue.add((id, FEW[name]) if name in FEW else id, text)
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Words(BY_TAG[tag], GNUTranslations(file))


SENTENCES = {
    "most": "up to %(most)s by %(day)s",
    "why": "it is wrong: %(why)s",
    "dots": "there is no host",
    "wait": "%(n)s minute",
}
FEW = {"wait": "%(n)s minutes"}


def test_it_is_its_english_wherever_a_text_is_wanted() -> None:
    said = Said(SENTENCES["most"], most=8192, day=date(2026, 3, 3))
    assert json.dumps(said) == '"up to 8,192 by 3 March 2026"'
    assert ENGLISH.say(said) == said
    assert ENGLISH.minute(datetime(2026, 3, 3, 6, 5, tzinfo=UTC)) == "3 March 2026, 06:05 UTC"


def test_it_is_said_with_numbers_and_days_of_the_language() -> None:
    vietnamese = words("vi", most="tới %(most)s, %(day)s")
    said = Said(SENTENCES["most"], most=8192, day=date(2026, 3, 3))
    assert vietnamese.say(said) == "tới 8.192, 3 tháng 3, 2026"


def test_a_sentence_inside_another_is_said_as_well_and_may_stand_elsewhere() -> None:
    hindi = words("hi", why="%(why)s, गलत", dots="कोई होस्ट नहीं")
    assert hindi.say(Said(SENTENCES["why"], why=Said(SENTENCES["dots"]))) == "कोई होस्ट नहीं, गलत"
    both = together(Said(SENTENCES["dots"]), "50 % <b>")
    assert both == "there is no host 50 % <b>"
    assert hindi.say(both) == "कोई होस्ट नहीं 50 % <b>"


def test_a_value_is_a_text_and_never_a_place_for_others() -> None:
    assert Said("%(a)s", a="%(b)s 100%") == "%(b)s 100%"
    assert words("th").say(Said("%(a)s", a="%(b)s 100%")) == "%(b)s 100%"


@pytest.mark.parametrize(
    ("n", "english", "hindi"), [(1, "1 minute", "1 मिनट"), (5, "5 minutes", "5 मिनटों")]
)
def test_a_number_decides_the_form(n: int, english: str, hindi: str) -> None:
    said = counted(SENTENCES["wait"], FEW["wait"], n)
    assert said == english
    assert words("hi", wait=("%(n)s मिनट", "%(n)s मिनटों")).say(said) == hindi


def test_what_nobody_translated_is_said_in_english() -> None:
    assert words("km").say(counted(SENTENCES["wait"], FEW["wait"], 2)) == "2 minutes"


def test_it_can_be_copied_and_kept() -> None:
    said = Said(SENTENCES["most"], most=2, day="x")
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - ours
        assert (again, again.msgid, again.values) == (said, said.msgid, said.values)
