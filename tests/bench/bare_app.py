"""The least that Flask can do: one route that answers with a little JSON."""

from flask import Flask, Response, jsonify

app = Flask(__name__)


@app.get("/bare")
def bare() -> Response:
    """Answer."""
    return jsonify(listed=True)
