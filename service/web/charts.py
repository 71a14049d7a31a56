"""Counts as pictures: SVG by pygal, without scripts or fonts from elsewhere, in both colour schemes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pygal
from pygal.style import Style

_INK, _PAPER = "#1b1a1e", "#f8f6f2"
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
)
# Seen by a browser that shows the picture on a dark page: text and lines turn light.
_DARK: Final = (
    "inline:@media (prefers-color-scheme: dark) {{ {{ id }} text {{ fill: #f4f2f6; }}"
    " {{ id }} .axis .line, {{ id }} .axis .guides.line {{ stroke: #8a8792; }} }}"
)
_WIDTH: Final = 720
_ROW: Final = 34  # pixels a bar takes with its label


def bars(counts: Mapping[str, int], most: int = 20) -> bytes:
    """Draw counts as bars that lie, the first on top; what is beyond `most` is left out."""
    shown = list(counts.items())[:most]
    chart = pygal.HorizontalBar(
        height=70 + _ROW * max(1, len(shown)),
        show_legend=False,
        print_values=True,
        print_values_position="top",
        **_common(),
    )
    chart.x_labels = [name for name, _ in reversed(shown)]
    chart.add("", [count for _, count in reversed(shown)])
    return _svg(chart)


def line(days: Sequence[str], values: Sequence[int]) -> bytes:
    """Draw a count over days."""
    chart = pygal.Line(
        height=320,
        show_legend=False,
        show_minor_x_labels=False,
        dots_size=3 if len(days) < 40 else 1,
        range=(0, max([*values, 1])),
        **_common(),
    )
    chart.x_labels = list(days)
    chart.x_labels_major = [*days[:: max(1, len(days) // 4)]]
    chart.add("", list(values))
    return _svg(chart)


def _common() -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "style": _STYLE,
        "js": (),
        "css": ("file://style.css", "file://graph.css", _DARK),
        "explicit_size": True,
        "disable_xml_declaration": True,
        "value_formatter": lambda value: f"{int(value or 0):,}",
        "no_data_text": "–",
    }


def _svg(chart: Any) -> bytes:
    drawn: bytes = chart.render()
    return drawn
