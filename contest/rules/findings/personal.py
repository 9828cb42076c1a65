"""What leads to a person (telephone, mail, address, account, register numbers), and links out of the contest."""

import re
from collections.abc import Callable, Iterator

from contest.rules.findings.facts import Facts, Finding, Rule

WEIGHTS = {"phone": 35, "mail": 35, "address": 25, "account": 40, "register": 45}
LINK = 20

_MAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?(?:\(at\)|\[at\]|\{at\})\s?)[\w-]+(?:\.[\w-]+)*"
    r"(?:\.|\s?[(\[](?:dot|punt|point)[)\]]\s?|\s(?:dot|punt|point)\s)[a-z]{2,}"
    r"|[\w.+-]{1,64}\s(?:at|arobase|apenstaartje)\s[\w-]+\s(?:dot|punt|point)\s[a-z]{2,6}\b",
    re.IGNORECASE,
)
# Digits in groups, with what people write between them; which of them are numbers of a telephone is counted below.
_DIGITS = re.compile(
    r"(?<![\w,.])(?:\+|00)?\(?\d(?:[\s./()\u00a0\u202f-]{0,3}\d){7,13}(?![\d%€])(?!\s?(?:g|gr|kg|ml|cl|€)\b)"
)
_NATIONAL = re.compile(r"0(?:4\d{8}|[1-9]\d{7,8})")
# Belgium 8 or 9 digits after the code, France 9, the Netherlands 9.
_ABROAD = re.compile(r"(?:\+|00)(?:32\(?0?\)?[1-9]\d{7,8}|3[13]\(?0?\)?[1-9]\d{8}|352\d{6,9}|49\d{7,11}|44\d{9,10})")
_DATES = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\s*-\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4})?|\d{4}\s?[-–]\s?\d{4}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0.-]?[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE)
_REGISTER = re.compile(r"\b\d{2}[. ]?[01]\d[. ]?[0-3]\d[ -]?\d{3}[. -]?\d{2}\b")
_NUMBER = r"\d{1,3}\s?[a-eA-E]?(?:\s?(?:bis|ter))?"
_LATER = r"(?!\s?(?:%|ans?\b|jaar|uur|heures?|years?|minut|gr?\b|kg|fois|keer|times))(?![\d/])"
_NAMED = r"[A-ZÀ-Þ][\w’'-]*"
_ADDRESSES = (
    # "12, rue de la Station", "rue de la Station 12"
    re.compile(
        rf"\b{_NUMBER},?\s(?:rue|avenue|av\.|boulevard|bd|chaussée|chemin|quai|allée|impasse|venelle)\s[^\n.,;!?]{{3,40}}"
    ),
    re.compile(
        rf"\b(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]haussée|[Cc]hemin|[Qq]uai|[Aa]llée|[Ii]mpasse|[Pp]lace)\s"
        rf"(?:[^\W\d][\w’'-]*,?\s){{1,6}}?(?:n°\s?)?{_NUMBER}\b{_LATER}"
    ),
    # "Kerkstraat 12"
    re.compile(
        rf"\b[A-ZÀ-Þ][\w’'-]*(?:\s[\w’'-]+)?(?:straat|laan|weg|plein|steenweg|dreef|kaai|kade|gracht|singel|lei|baan)"
        rf"\s(?:nr\.?\s?)?{_NUMBER}\b{_LATER}"
    ),
    # "12 Church Street"
    re.compile(rf"\b{_NUMBER},?\s(?:{_NAMED}\s){{1,3}}(?:Street|Road|Lane|Avenue|Drive|Close|Square|St|Rd)\b"),
    # A Dutch postcode: "3512 AB".
    re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b(?!\w)"),
)
_ENDINGS = "be|nl|fr|lu|com|org|net|eu|io|info|shop|store|online|site|app|biz|xyz|tv|gg|brussels|vlaanderen|gent"
_IN_LINK = r"[^\s<>\"”»)]*[^\s<>\"”»).,;:!?]"
_LINK = re.compile(
    rf"(?:https?|hxxps?)://{_IN_LINK}|\bwww\.{_IN_LINK}"
    rf"|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_ENDINGS})\b(?:/{_IN_LINK})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@])@[a-z][\w.]{2,29}\b", re.IGNORECASE)


def look(facts: Facts) -> Iterator[Finding]:
    """What leads to a person; of two that overlap, the first kind of the list."""
    return (
        Finding(Rule.PERSONAL, WEIGHTS[kind], field, start, end, {"kind": kind})
        for field, text in facts.texts.items()
        for kind, start, end in _places(text)
    )


def look_for_links(facts: Facts) -> Iterator[Finding]:
    """Addresses of the web and names in social networks; what belongs to a mail address is none."""
    for field, text in facts.texts.items():
        mails = [match.span() for match in _MAIL.finditer(text)]
        for kind, pattern in (("link", _LINK), ("handle", _HANDLE)):
            for match in pattern.finditer(text):
                if not _within(match.span(), mails):
                    yield Finding(Rule.LINK, LINK, field, *match.span(), {"kind": kind})


def is_account(text: str) -> bool:
    """Whether this is an IBAN whose check digits are right (ISO 13616: modulo 97 is 1)."""
    told = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not 15 <= len(told) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in told[4:] + told[:4])) % 97 == 1


def is_register_number(text: str) -> bool:
    """Whether this is a Belgian national register number: its last two digits are 97 less the rest modulo 97."""
    digits = re.sub(r"\D", "", text)
    rest, check = digits[:9], int(digits[9:])
    return check in (97 - int(rest) % 97, 97 - int(f"2{rest}") % 97)


def is_telephone(text: str) -> bool:
    """Whether these digits are a telephone number of Belgium, France, the Netherlands or a neighbour."""
    if _DATES.fullmatch(text.strip()):
        return False
    bare = re.sub(r"[^\d+()]", "", text)
    told = re.sub(r"[()]", "", bare)
    if told.startswith(("+", "00")):
        return _ABROAD.fullmatch(told) is not None
    return _NATIONAL.fullmatch(told) is not None and len(set(told)) > 2


def _always(text: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("mail", _MAIL, _always),
    ("account", _ACCOUNT, is_account),
    ("register", _REGISTER, is_register_number),
    ("phone", _DIGITS, is_telephone),
    *(("address", pattern, _always) for pattern in _ADDRESSES),
)


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    taken: list[tuple[int, int]] = []
    for kind, pattern, holds in _KINDS:
        for match in pattern.finditer(text):
            if holds(match[0]) and not _within(match.span(), taken):
                taken.append(match.span())
                yield kind, *match.span()


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
