"""Pictures of QR codes, made of the modules in `tests/vectors/qr-codes.json`."""

import base64
import io
import json

from PIL import Image

from tests.helpers.vectors import vectors

_MARGIN = 4  # modules of quiet around a code


def modules(text: str) -> list[str]:
    """Return the rows of the text's code: `#` for a dark module, `.` for a light one."""
    rows: list[str] = next(case["rows"] for case in vectors("qr-codes") if case["text"] == text)
    side = len(rows) + 2 * _MARGIN
    around = ["." * side] * _MARGIN
    return [*around, *[row.center(side, ".") for row in rows], *around]


def png(text: str, scale: int = 4) -> bytes:
    """Return the code as a PNG of `scale` pixels a module."""
    rows = modules(text)
    image = Image.new("L", (len(rows), len(rows)), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == "#":
                image.putpixel((x, y), 0)
    body = io.BytesIO()
    side = len(rows) * scale
    image.resize((side, side), Image.Resampling.NEAREST).save(body, "PNG")
    return body.getvalue()


def data_url(text: str, scale: int = 4) -> str:
    """Return the PNG as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png(text, scale)).decode()


def svg(text: str) -> str:
    """Return the code as an SVG of one path, as pages draw it."""
    rows = modules(text)
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module == "#"]
    path = "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)
    side = len(rows)
    return (
        f"<svg width=200 height=200 viewBox='0 0 {side} {side}' shape-rendering=crispEdges>"
        f"<path fill=#fff d='M0 0h{side}v{side}H0z'/><path d='{path}'/></svg>"
    )


def drawing(text: str, canvas: str) -> str:
    """Return a script that draws the code on the canvas of that expression, 4 pixels a module."""
    return f"""(() => {{
      const rows = {json.dumps(modules(text))}, canvas = {canvas}, context = canvas.getContext('2d');
      canvas.width = canvas.height = 4 * rows.length;
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = '#000';
      rows.forEach((row, y) => [...row].forEach((m, x) => m === '#' && context.fillRect(4 * x, 4 * y, 4, 4)));
    }})()"""
