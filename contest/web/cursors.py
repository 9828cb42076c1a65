"""Where a page of a long list begins, written into its address: a moment and a row."""

import base64
import binascii
import struct
from datetime import datetime, timedelta
from uuid import UUID

from flask import abort

from contest.db import EPOCH, MICROSECOND

CURSOR = struct.Struct(">q16s")
LANE = "0"


def written(at: datetime, last: UUID) -> str:
    """A place as an address carries it."""
    return base64.urlsafe_b64encode(CURSOR.pack((at - EPOCH) // MICROSECOND, last.bytes)).decode()


def written_in(lane: int, at: datetime, last: UUID) -> str:
    """The same of a list in which some go before all others (lane 0)."""
    return ("" if lane else LANE + ".") + written(at, last)


def read_in(cursor: str) -> tuple[datetime, UUID, int]:
    """The place and the lane of such an address. Errors: 404."""
    first, _, rest = cursor.rpartition(".")
    return (*read(rest), 0 if first == LANE else 1)


def read(cursor: str) -> tuple[datetime, UUID]:
    """The place an address names. Errors: 404 for what no page links to."""
    try:
        micros, last = CURSOR.unpack(base64.urlsafe_b64decode(cursor))
        return EPOCH + timedelta(microseconds=micros), UUID(bytes=last)
    except (binascii.Error, struct.error, ValueError, OverflowError):
        abort(404)
