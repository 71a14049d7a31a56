"""The stores' pictures: as the stores take them, the same views in each language, and small."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from tests.helpers.store_shots import SIZE, TAGS, VIEWS

STORE = Path(__file__).parents[2] / "docs" / "store"
MOST_BYTES = 1_500_000


def test_every_view_is_there_in_every_language_and_in_the_stores_size() -> None:
    numbered: Iterable[tuple[int, str]] = enumerate((view.__name__ for view in VIEWS), 1)
    names = {f"{number}-{view}-{tag}.png" for number, view in numbered for tag in TAGS}
    pictures = list(STORE.glob("*.png"))
    assert {picture.name for picture in pictures} == names, "make store-shots"
    for picture in pictures:
        with Image.open(picture) as opened:
            assert opened.size == SIZE, picture.name
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES
