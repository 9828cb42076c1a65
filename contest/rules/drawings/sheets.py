"""What an entry is drawn on: a packet of crisps, or a printed poster; a campaign's look says which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from contest.rules.drawings.film import WINDOW, Window
from contest.rules.drawings.packet import dashed_packet_svg, packet_svg
from contest.rules.drawings.poster import POSTER_WINDOW, dashed_poster_svg, poster_svg


class Sheet(StrEnum):
    """The figures there are; `look["figure"]` names one."""

    PACKET = "packet"
    POSTER = "poster"

    @property
    def window(self) -> Window:
        """Where a photograph belongs beneath the drawing."""
        return WINDOW if self is Sheet.PACKET else POSTER_WINDOW


def sheet_of(look: Mapping[str, Any]) -> Sheet:
    """What a campaign's entries are drawn on; a look that names none we have means packets."""
    named = look.get("figure", Sheet.PACKET)
    return Sheet(named) if named in tuple(Sheet) else Sheet.PACKET


def drawn_svg(sheet: Sheet, name: str, *, foot: str, number: str = "", photo: bool = False, brand: str) -> str:
    """An entry on its sheet, as `packet_svg` and `poster_svg` draw it; a poster has no foot."""
    if sheet is Sheet.PACKET:
        return packet_svg(name, foot=foot, number=number, photo=photo, brand=brand)
    return poster_svg(name, number=number, photo=photo, brand=brand)


def dashed_svg(sheet: Sheet, text: str, *, ink: str, accent: str) -> str:
    """The sheet that waits for an idea, as `dashed_packet_svg` draws it."""
    draw = dashed_packet_svg if sheet is Sheet.PACKET else dashed_poster_svg
    return draw(text, ink=ink, accent=accent)
