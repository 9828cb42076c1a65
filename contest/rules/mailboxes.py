"""Mail addresses: whether one has the shape of an address, and the form in which two are the same person's.

Shape only: whether a domain takes mail is for the doors to ask.
"""

import re
import unicodedata

from contest.rules.objections import Objection

LONGEST, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63
# The unquoted local part of RFC 5322, and letters of any script (RFC 6531).
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
# One provider under two names, to which dots in the local part mean nothing.
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def tidy(address: str) -> str:
    """The address as it is written to: NFKC, without the spaces that come with pasting."""
    return unicodedata.normalize("NFKC", address).strip().strip("\u200b\ufeff")


def canonical(address: str) -> str:
    """The form in which addresses of one mailbox are equal. Errors: ValueError for what is not an address.

    NFKC, lower case, the `+tag` cut, gmail's dots taken out, the domain in its ASCII form (RFC 3490).
    """
    local, _, domain = tidy(address).lower().rpartition("@")
    domain = _ascii(domain)
    if not _is_address(local, domain):
        raise ValueError("not a mail address")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of an address as mail servers know it (RFC 5890), in small letters. Errors: UnicodeError for none."""
    return address.rpartition("@")[2].encode("idna").decode().lower()


def objections(address: str, field: str = "address") -> tuple[Objection, ...]:
    """What speaks against an address: that it is missing, or that it is none."""
    if not tidy(address):
        return (Objection("address_missing", field),)
    try:
        canonical(address)
    except ValueError:
        return (Objection("address_malformed", field),)
    return ()


def _ascii(domain: str) -> str:
    """The domain's ASCII form; empty when it has none."""
    try:
        return domain.removesuffix(".").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_address(local: str, domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(local) + 1 + len(domain) <= LONGEST
        and len(local.encode()) <= LONGEST_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and len(labels) >= 2
        and all(len(label) <= LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
