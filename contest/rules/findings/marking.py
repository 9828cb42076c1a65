"""Showing where something was noticed: a text cut into what is marked and what is not."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

AROUND = 36


class Piece(NamedTuple):
    """A part of a text, and whether it is marked."""

    text: str
    is_marked: bool


def texts_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers as texts by field, as the checks read them: tags stand in one line."""
    found = {}
    for field, answer in answers.items():
        text = ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else answer
        if isinstance(text, str) and text:
            found[field] = text
    return found


def pieces(text: str, places: Iterable[tuple[int, int]]) -> list[Piece]:
    """The text in pieces; places that overlap are one, what lies outside of the text is left out."""
    found, at = [], 0
    for begins, ends in sorted(places):
        start, end = max(begins, at), min(ends, len(text))
        if start >= end:
            continue
        found += [Piece(text[at:start], is_marked=False)] if start > at else []
        found.append(Piece(text[start:end], is_marked=True))
        at = end
    return [*found, Piece(text[at:], is_marked=False)] if at < len(text) or not found else found


def excerpt(text: str, start: int, end: int) -> list[Piece]:
    """The place with a few words around it, dots where the text goes on."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = text.rfind(" ", end, last) if " " in text[end:last] else last
    shown = pieces(text[first:last], [(start - first, end - first)])
    before = [Piece("… ", is_marked=False)] if first else []
    return [*before, *shown, *([Piece(" …", is_marked=False)] if last < len(text) else [])]
