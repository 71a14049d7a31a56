"""What a terminal is shown of what feeds and strangers wrote."""

import pytest
from rich.console import Console

from service.cli.output import defang, plain, table
from service.cli.trouble import File, trouble

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b1A\u202egro.elpmaxe\u2028\r\n\udc80"


def drawn(columns: int) -> list[str]:
    screen = Console(width=columns, color_system=None)
    rows = [("a-feed-with-a-long-name-of-its-own", "123,456", "one word after another")]
    with screen.capture() as captured:
        screen.print(table(("feed", "entries", "state"), rows, right="entries"))
    return captured.get().splitlines()


def test_nothing_that_a_feed_says_moves_the_cursor() -> None:
    assert plain(HOSTILE).isprintable()
    assert defang(f"http://{HOSTILE}/").isprintable()
    assert trouble([File(HOSTILE, "failed", HOSTILE)]).isprintable()


@pytest.mark.parametrize("text", ["hxxps://some-site[.]example", "https://some-site.example"])
def test_what_is_defanged_already_stays_so(text: str) -> None:
    assert defang(text) == "hxxps://some-site[.]example"


def test_a_target_as_long_as_a_novel_is_cut() -> None:
    assert len(defang("https://a.example/" + "x" * 60_000)) == 160


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_narrow_screen_keeps_ids_and_numbers_whole(columns: int) -> None:
    lines = drawn(columns)
    assert all(len(line) <= columns for line in lines)
    assert lines[1].startswith("a-feed-with-a-long-name-of-its-own  123,456  one")


def test_markup_in_a_cell_is_text() -> None:
    screen = Console(width=80, color_system=None)
    with screen.capture() as captured:
        screen.print(table(("feed",), [("[bold]x[/bold] :skull:",)]))
    assert "[bold]x[/bold] :skull:" in captured.get()


def test_files_that_suffer_alike_are_counted_and_a_lone_one_is_named() -> None:
    files = [File(f"{n}.txt", "starting-list", "name-not-found: is on a host") for n in range(3)]
    files += [File("x.csv", "refused", "shrank: x.csv has 3"), File("y.csv", "published", "")]
    said = "3 files failed: is on a host; x.csv refused: shrank: x.csv has 3"
    assert trouble(files) == said
