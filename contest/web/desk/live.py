"""What a list of the desk answers when its module asks what is new: small, and with a tag."""

from collections.abc import Mapping

from flask import Response, jsonify, request

# How often a list asks, in seconds; said in each answer, so that a crowd can be slowed.
ASKS_EVERY = 8


def answer(counts: Mapping[str, str], notes: Mapping[str, str]) -> Response:
    """Counts by filter, and by line who is at it (empty: nobody else); unchanged, it is not sent again (304)."""
    lines = {line: {"note": note} for line, note in notes.items()}
    response = jsonify(interval=ASKS_EVERY, counts=dict(counts), lines=lines)
    response.add_etag()
    response.make_conditional(request)
    return response
