"""Dates, times and numbers as each language writes them; moments are aware, `zone` is the campaign's by name.

Belgian habits: French "23 h 59", Dutch "23.59 uur"; groups of digits stand apart by U+00A0 in French, since
the narrow one is missing in many fonts.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

from contest.words.catalogues import translations

LOCALES = {lang: Locale(lang, territory) for lang, territory in (("fr", "BE"), ("nl", "BE"), ("en", "GB"))}
NBSP = "\u00a0"
MINUTE, HOUR, DAY = 60, 3600, 86400


def number(lang: str, value: int | Decimal) -> str:
    """12 418 in French, 12.418 in Dutch, 12,418 in English; of a decimal every digit: 7,25 or 7.25."""
    return format_decimal(value, locale=LOCALES[lang], decimal_quantization=False).replace("\u202f", NBSP)


def percent(lang: str, share: float) -> str:
    """A share (0 to 1) in per cent with one decimal: 12,5 % or 12.5%."""
    shown = format_decimal(round(share * 100, 1), format="0.0", locale=LOCALES[lang])
    return f"{shown}{'' if lang == 'en' else NBSP}%"


def decimal(lang: str, value: float) -> str:
    """A number with one digit after the point: 4,5 in French and Dutch, 4.5 in English."""
    return format_decimal(value, format="0.0", locale=LOCALES[lang])


def clock(lang: str, moment: datetime, zone: str) -> str:
    """The time of day: 23 h 59, 23.59 uur, 23:59."""
    local = moment.astimezone(ZoneInfo(zone))
    if lang == "fr":
        return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if local.minute else f"{local.hour}{NBSP}h"
    if lang == "nl":
        return f"{local.hour}.{local.minute:02d}{NBSP}uur"
    return f"{local.hour:02d}:{local.minute:02d}"


def day(lang: str, moment: datetime, zone: str) -> str:
    """A day with its year: 9 décembre 2026."""
    return _date(lang, moment, zone, "d MMMM y")


def short_day(lang: str, moment: datetime, zone: str) -> str:
    """A day without its year: 1er mars, 3 mei."""
    return _date(lang, moment, zone, "d MMMM")


def day_and_time(lang: str, moment: datetime, zone: str) -> str:
    """dimanche 25 avril, 23 h 59."""
    return f"{_date(lang, moment, zone, 'EEEE d MMMM')}, {clock(lang, moment, zone)}"


def exact(lang: str, moment: datetime, zone: str) -> str:
    """A moment to the minute with its year, for records: 25 avril 2026, 23 h 59."""
    return f"{day(lang, moment, zone)}, {clock(lang, moment, zone)}"


def whole(lang: str, moment: datetime, zone: str) -> str:
    """A moment with its day of the week and its year: mardi 3 mars 2026, 20 h."""
    return f"{_date(lang, moment, zone, 'EEEE d MMMM y')}, {clock(lang, moment, zone)}"


def span(lang: str, opens: datetime, closes: datetime, zone: str) -> str:
    """3 au 16 mai; 17 mai au 11 juin."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (opens, closes))
    if (first.year, first.month) == (last.year, last.month):
        begin = "1er" if lang == "fr" and first.day == 1 else str(first.day)
    else:
        begin = short_day(lang, opens, zone)
    end = short_day(lang, closes, zone)
    return translations(lang).gettext("%(first)s to %(last)s", first=begin, last=end)


def time_left(lang: str, left: timedelta) -> str:
    """How much time is left, in its largest unit: 12 jours, 3 heures, 40 minutes; at least one minute."""
    seconds = max(int(left.total_seconds()), MINUTE)
    if seconds >= 2 * DAY:
        days = seconds // DAY
        return translations(lang).ngettext("%(num)s day", "%(num)s days", days, num=number(lang, days))
    if seconds >= HOUR:
        hours = seconds // HOUR
        return translations(lang).ngettext("%(num)s hour", "%(num)s hours", hours, num=hours)
    minutes = seconds // MINUTE
    return translations(lang).ngettext("%(num)s minute", "%(num)s minutes", minutes, num=minutes)


def length(lang: str, time: timedelta) -> str:
    """A measured length in its natural unit: 40 seconds, 12 minutes, 3 hours, 2 days."""
    seconds = int(time.total_seconds())
    said = translations(lang)
    if seconds <= 2 * MINUTE:
        return said.ngettext("%(num)s second", "%(num)s seconds", seconds, num=seconds)
    if seconds <= 2 * HOUR:
        minutes = seconds // MINUTE
        return said.ngettext("%(num)s minute", "%(num)s minutes", minutes, num=minutes)
    if seconds <= 2 * DAY:
        hours = seconds // HOUR
        return said.ngettext("%(num)s hour", "%(num)s hours", hours, num=hours)
    days = seconds // DAY
    return said.ngettext("%(num)s day", "%(num)s days", days, num=days)


def waited(lang: str, length: timedelta) -> str:
    """How long something has waited, tersely: 41 min, 3 h 41, 2 d."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < HOUR:
        return f"{seconds // MINUTE}{NBSP}min"
    if seconds < 2 * DAY:
        unit = "u" if lang == "nl" else "h"
        return f"{seconds // HOUR}{NBSP}{unit}{NBSP}{seconds % HOUR // MINUTE:02d}"
    return f"{seconds // DAY}{NBSP}{'j' if lang == 'fr' else 'd'}"


def month(lang: str, moment: datetime, zone: str) -> str:
    """The month's name, for the scale of a chart."""
    names = get_month_names("wide", locale=LOCALES[lang])
    return str(names[moment.astimezone(ZoneInfo(zone)).month])


def _date(lang: str, moment: datetime, zone: str, pattern: str) -> str:
    """The day stays on the line of its month."""
    local = moment.astimezone(ZoneInfo(zone))
    first = "1er" if lang == "fr" and local.day == 1 else str(local.day)
    return format_date(local, pattern, locale=LOCALES[lang]).replace(f"{local.day} ", f"{first}{NBSP}", 1)
