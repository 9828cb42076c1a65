"""A phase as a calendar file (RFC 5545): when it opens, and when it closes, each as an entry of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A line holds so many octets; a longer one goes on after a line break and a space (RFC 5545, 3.1).
OCTETS = 75
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Event:
    """One entry: `uid` stays the same when its moment moves, so that a calendar moves it too."""

    uid: str
    begins: datetime
    title: str
    address: str


def calendar(events: list[Event], *, made_at: datetime, product: str) -> str:
    """The file, in UTC, with the lines that RFC 5545 asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(product)}//contest//EN", "METHOD:PUBLISH"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{_moment(made_at)}",
            f"DTSTART:{_moment(event.begins)}",
            f"DTEND:{_moment(event.begins + LASTS)}",
            f"SUMMARY:{_text(event.title)}",
            f"DESCRIPTION:{_text(event.address)}",
            f"URL:{event.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Text with the signs escaped that mean something in a calendar (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """The line, broken where a piece would be longer than 75 octets, never inside a character."""
    pieces: list[str] = []
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > OCTETS - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
