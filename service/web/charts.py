"""Counts as pictures: SVG by pygal, without scripts or fonts of others, in both colour schemes."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, Final
from xml.etree import ElementTree

import pygal
from pygal.style import Style

# pygal leaves a finder for plug-ins behind, which Python 3.11 warns of at every later import; we
# have no plug-ins.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]

Number = Callable[[int], str]

_INK: Final = "#1b1a1e"
_STYLE: Final = Style(
    background="transparent",
    plot_background="transparent",
    foreground=_INK,
    foreground_strong=_INK,
    foreground_subtle="#6b6872",
    opacity=".9",
    colors=("#0b4fae", "#8c1d18", "#0b5d2a", "#7a4b00", "#5b2a86"),
    font_family="system-ui, sans-serif",
    label_font_size=15,
    major_label_font_size=15,
    value_font_size=15,
    legend_font_size=15,
    transition="0s",
)
# Seen by a browser that shows the picture on a dark page: text and lines turn light.
_DARK: Final = (
    "inline:@media (prefers-color-scheme: dark) { text { fill: #f4f2f6 !important; }"
    " .line, .guides { stroke: #8a8792 !important; }"
    " .reactive { fill: #a8c7fa !important; stroke: #a8c7fa !important; } }"
)
_WIDTH: Final = 720
_ROW: Final = 34  # pixels a bar takes with its label


def bars(counts: Sequence[tuple[str, int]], number: Number, most: int = 20) -> str:
    """Draw counts as bars that lie, the first on top; what is beyond `most` is left out.

    `number` writes a count as the reader's language does.
    """
    shown = counts[:most]
    chart = pygal.HorizontalBar(
        height=70 + _ROW * max(1, len(shown)),
        show_legend=False,
        show_x_labels=False,
        show_x_guides=False,
        **_common(number),
    )
    chart.x_labels = [f"{name}: {number(count)}" for name, count in reversed(shown)]
    chart.add("", [count for _, count in reversed(shown)])
    return _svg(chart)


def line(days: Sequence[str], values: Sequence[int], number: Number) -> str:
    """Draw a count over days."""
    chart = pygal.Line(
        height=320,
        show_legend=False,
        show_minor_x_labels=False,
        dots_size=3 if len(days) < 40 else 1,
        range=(0, max([*values, 1])),
        **_common(number),
    )
    chart.x_labels = list(days)
    chart.x_labels_major = [*days[:: max(1, len(days) // 4)]]
    chart.add("", list(values))
    return _svg(chart)


def _common(number: Number) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "style": _STYLE,
        "js": (),
        "css": ("file://style.css", "file://graph.css", _DARK),
        "truncate_label": -1,
        "value_formatter": lambda value: number(int(value or 0)),
        "no_data_text": "–",
    }


def _svg(chart: Any) -> str:
    """Write the picture without the script that pygal puts into each."""
    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return ElementTree.tostring(root, encoding="unicode")
