"""A draw of side prizes among voters that anybody can run again from what is published. Never of the main prize.

The list is the tickets, 64 hexadecimal digits each, sorted, a line each. With `digest` the SHA-256 of its bytes, in
hexadecimal digits, and source and value tidied (Unicode NFC, runs of white space one space, none at the ends):

    seed  = SHA-256(digest + "\\n" + source + "\\n" + value), in UTF-8
    order = tickets by HMAC-SHA256(seed, ticket), the smallest first

The first n win, the next n stand ready. `static/draw.py` does the same in a few lines of its own. After RFC 3797,
which draws from public values too, with MD5 and for a list of people.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contest.rules.objections import Objection

MOST_PRIZES = 100
LONGEST_PRIZE, LONGEST_SOURCE, LONGEST_VALUE = 120, 200, 120
# Where a manager may say that the rules allow it: ISO 3166, the European Economic Area, Switzerland, United Kingdom.
COUNTRIES = frozenset(
    {
        *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU"),
        *("IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


@dataclass(frozen=True)
class Terms:
    """What is drawn: how many prizes, each the same, in words by language; where; and by which public source."""

    number: int
    prizes: Mapping[str, str]
    countries: tuple[str, ...]
    source: str


def tidy(text: str) -> str:
    """A text as it goes into the seed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def terms(number: str, prizes: Mapping[str, str], countries: str, source: str) -> Terms:
    """What was typed. A number that is none becomes 0."""
    asked = number.strip()
    return Terms(
        int(asked) if re.fullmatch(r"[0-9]{1,4}", asked) else 0,
        {lang: tidy(text) for lang, text in prizes.items()},
        tuple(dict.fromkeys(code.upper() for code in re.findall(r"[^\s,;]+", countries))),
        tidy(source),
    )


def setting_objections(wanted: Terms | None, *, by_mail: bool, begun: bool) -> tuple[Objection, ...]:
    """Every reason against it; `wanted` None to draw nothing. `by_mail`: voters of this vote confirm an address."""
    if begun:
        return (Objection("draw_begun"),)
    if wanted is None:
        return ()
    found = [] if by_mail else [Objection("draw_without_mail")]
    if not 1 <= wanted.number <= MOST_PRIZES:
        found.append(Objection("draw_number", "number", {"most": MOST_PRIZES}))
    texts = [(f"prize_{lang}", text, LONGEST_PRIZE) for lang, text in wanted.prizes.items()]
    for field, text, longest in [*texts, ("source", wanted.source, LONGEST_SOURCE)]:
        if not text:
            found.append(Objection("field_missing", field))
        elif len(text) > longest:
            found.append(Objection("field_too_long", field, {"longest": longest}))
    if not wanted.countries:
        found.append(Objection("field_missing", "countries"))
    elif unknown := [code for code in wanted.countries if code not in COUNTRIES]:
        found.append(Objection("draw_country", "countries", {"codes": ", ".join(unknown)[:60]}))
    return tuple(found)


def wish_objections(*, set_up: bool, over: bool) -> tuple[Objection, ...]:
    """Why a voter cannot take part, or leave, any more. `over`: the result is closed, or the list frozen."""
    if not set_up:
        return (Objection("draw_none"),)
    return (Objection("draw_over"),) if over else ()


def freezing_objections(*, set_up: bool, closed: bool) -> tuple[Objection, ...]:
    """Every reason against freezing the list."""
    if not set_up:
        return (Objection("draw_none"),)
    return () if closed else (Objection("result_not_closed"),)


def drawing_objections(
    value: str, again: str, *, frozen: bool, tickets: int, drawn_by: str | None
) -> tuple[Objection, ...]:
    """Every reason against drawing by this value, typed twice. `drawn_by`: the value by which it was drawn before."""
    if drawn_by is not None:
        return () if value == drawn_by else (Objection("draw_done", facts={"value": drawn_by}),)
    if not frozen:
        return (Objection("draw_not_frozen"),)
    if not tickets:
        return (Objection("draw_empty"),)
    if not value:
        return (Objection("field_missing", "value"),)
    if len(value) > LONGEST_VALUE:
        return (Objection("field_too_long", "value", {"longest": LONGEST_VALUE}),)
    return () if value == again else (Objection("draw_value_differs", "again"),)


def listed(tickets: Iterable[str]) -> str:
    """The list as it is frozen and published."""
    return "".join(f"{ticket}\n" for ticket in sorted(set(tickets)))


def digest(file: str) -> str:
    """What is published of the list before the value of the source is known."""
    return hashlib.sha256(file.encode()).hexdigest()


def seed(list_digest: str, source: str, value: str) -> bytes:
    """What the order follows from."""
    return hashlib.sha256("\n".join((list_digest, tidy(source), tidy(value))).encode()).digest()


def order(by: bytes, tickets: Iterable[str]) -> list[str]:
    """All tickets, in the order in which they are drawn."""
    return sorted(tickets, key=lambda ticket: hmac.digest(by, ticket.encode(), "sha256"))


def told(number: int, passed: Sequence[bool]) -> int:
    """How many places have been told that they win: as many as there are prizes, and one more for each passed on."""
    return min(len(passed), number + sum(passed))
