"""What the press is given: whom to call; what the files of a press kit, of certificates and posters are called."""

import json
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from contest.rules import mailboxes
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind

LONGEST = {"name": 80, "phone": 40, "address": mailboxes.LONGEST}
# A number as people write one: "+32 2 555 01 23", "02/555.01.23 (9-17 h)".
_PHONE = re.compile(r"[+(]?\d[\d\s().,/–-]*(?:\([^()<>]*\))?")
MOST_KIT_BYTES = 20 * 1024 * 1024

# The families that papers are set in, and how far their lines stand apart (em): `themes.FONTS`, as files of letters.
FACES: dict[str, tuple[str, float]] = {
    "bricolage": ("Bricolage Grotesque", 0.2),
    "fraunces": ("Fraunces", 0.28),
    "baloo": ("Baloo 2", 0.22),
    "system": ("Instrument Sans", 0.3),
}
# A poster is drawn for A4; on A3 everything is larger by the same share.
UNITS = {"a4": 1.0, "a3": 297 / 210}

SET_AS = 1
"""Changes when the setting does, so that papers that are there are set again."""


class Size(StrEnum):
    """How large a poster is."""

    A4 = "a4"
    A3 = "a3"


class Call(StrEnum):
    """What a poster calls upon whoever reads it to do."""

    LOOK = "look"
    SUBMIT = "submit"
    VOTE = "vote"


CALLS: dict[PhaseKind, Call] = {PhaseKind.SUBMISSION: Call.SUBMIT, PhaseKind.VOTE: Call.VOTE}


def tidy(typed: Mapping[str, str]) -> dict[str, str]:
    """A contact as it is kept: spaces evened out, the address as mailboxes have it."""
    found = {name: " ".join(typed.get(name, "").split()) for name in LONGEST}
    return found | {"address": mailboxes.tidy(found["address"])}


def objections(contact: Mapping[str, str]) -> list[Objection]:
    """What speaks against a contact (as `tidy` gave it); a name is needed, and one way to reach it."""
    found = [
        Objection("field_too_long", name, {"longest": longest})
        for name, longest in LONGEST.items()
        if len(contact[name]) > longest
    ]
    if not contact["name"]:
        found.append(Objection("field_missing", "name"))
    if not contact["phone"] and not contact["address"]:
        found.append(Objection("press_unreachable", "phone"))
    if contact["phone"] and not _PHONE.fullmatch(contact["phone"]):
        found.append(Objection("phone_malformed", "phone"))
    return found + (list(mailboxes.objections(contact["address"])) if contact["address"] else [])


def runs_back(text: str) -> bool:
    """Whether a text is read from right to left: its first letter with a direction says so (UAX 9, P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one in {"R", "AL"} for one in directions if one in {"L", "R", "AL"}), False)


def calls_of(kinds: frozenset[PhaseKind]) -> tuple[Call, ...]:
    """What posters may call upon people to do while phases of these kinds run or are to come."""
    return (Call.LOOK, *(call for kind, call in CALLS.items() if kind in kinds))


def digest_of(document: Mapping[str, object]) -> str:
    """Twelve hexadecimal digits over all that is set."""
    said = json.dumps([SET_AS, document], sort_keys=True, ensure_ascii=False)
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def folder_of(campaign_id: UUID, position: int) -> str:
    """Where kit and certificates of the announcement of a phase lie, below the media folder."""
    return f"{campaign_id.hex}/press/announcement-{position}"


def certificate_stem(number: int, lang: str) -> str:
    """How the file of an idea's certificate in a language begins; its digest follows."""
    return f"certificate-{number}-{lang}-"


def posters_of(campaign_id: UUID, label: int, call: Call) -> str:
    """Where a label's posters lie, below the media folder."""
    return f"{campaign_id.hex}/press/posters-{label}-{call}"


def poster_stem(lang: str, size: Size) -> str:
    """How the file of a poster begins; its digest follows."""
    return f"poster-{lang}-{size}-"


def poster_file(lang: str, size: Size, paper: Mapping[str, object]) -> str:
    """What the file of this poster is called: another content has another name."""
    return f"{poster_stem(lang, size)}{digest_of(paper)}.pdf"


KIT_STEM = "kit-"
