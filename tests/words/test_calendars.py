"""A phase as a calendar file: read back by another program, its lines as RFC 5545 asks for."""

from datetime import UTC, datetime

from contest.words.calendars import Event, calendar

OPENS = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")


def test_every_line_is_short_ends_as_it_should_and_is_whole_again_when_unfolded():
    title = "Le vote ouvre ; « Le goût d’après », et tout ça " * 4
    file = calendar(
        [Event("a-0", OPENS, title, "https://contest.example/fr/x/vote")], made_at=OPENS, product="Patatras"
    )
    assert file.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    assert "\n" not in file.replace("\r\n", "")
    lines = unfolded(file)
    escaped = title.replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}" in lines
    assert [line for line in lines if line.startswith(("UID", "DTSTART", "DTEND"))] == [
        "UID:a-0",
        "DTSTART:20261204T080000Z",
        "DTEND:20261204T081500Z",
    ]


def test_nothing_that_is_typed_makes_a_line_of_its_own():
    file = calendar([Event("a", OPENS, "x\r\nBEGIN:VALARM\nz\r\\", "https://e.example")], made_at=OPENS, product="P")
    assert [line for line in unfolded(file) if "VALARM" in line] == ["SUMMARY:x\\nBEGIN:VALARM\\nz\\\\"]
