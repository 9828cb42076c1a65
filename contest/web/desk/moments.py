"""Moments as forms of the desk hold them: wall time of the campaign's zone, to the second."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from contest.rules.objections import Objection, Refused

# Outside of these somebody mistyped; at the calendar's ends there is no moment in UTC.
YEARS = range(1970, 2200)


def typed(moment: datetime, zone: str) -> str:
    """A moment as `<input type="datetime-local">` holds it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S")


def untouched(text: str, moment: datetime, zone: str) -> bool:
    """Whether a field still holds a moment as `typed` filled it in; browsers leave a second out that is zero."""
    filled = typed(moment, zone)
    return text in {filled, filled.removesuffix(":00")}


def read(text: str, zone: str, field: str) -> datetime:
    """The moment somebody typed; of an hour that comes twice the first. Errors: Refused with moment_invalid."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused([Objection("moment_invalid", field)]) from error
    if local.tzinfo is not None or local.year not in YEARS:
        raise Refused([Objection("moment_invalid", field)])
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
