"""Single sign-on as a way to be a voter: what a provider must be, whom it lets in, the vote that waits meanwhile."""

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from contest.rules import mailboxes
from contest.rules.ballots import Trace
from contest.rules.objections import Objection
from contest.rules.papers import Paper

LONGEST_NAME, LONGEST_ADDRESS, MOST_DOMAINS = 60, 255, 20
# After a sign-on the voter may still be asked whether to move a vote that is in already: so long it is not asked anew.
PROVEN = timedelta(minutes=10)
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}")
LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "lan")


@dataclass(frozen=True)
class ProviderSettings:
    """A provider as it is set at the desk: what voters read, who it is, what we are to it, and for which domains.

    Without domains everybody may vote whom the provider lets in.
    """

    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A vote that was received and waits for its voter to sign on; the browser carries it, sealed.

    `trip` is a random word of this vote's own. `voter_key` and `proven_at` are there once somebody has signed on whose
    place holds another choice, for them to say whether to move it.
    """

    phase: UUID
    paper: Paper
    idempotency_key: str
    nonce_commitment: str
    lang: str
    trace: Trace
    received: datetime
    trip: str
    voter_key: str = ""
    proven_at: datetime | None = None

    @property
    def text(self) -> str:
        """What is sealed."""
        said = asdict(self) | {"paper": list(self.paper.choices), "phase": self.phase.hex}
        return json.dumps(said, default=datetime.isoformat, separators=(",", ":"))

    def proven(self, now: datetime) -> bool:
        """Whether its voter has signed on a moment ago."""
        return self.proven_at is not None and self.proven_at <= now < self.proven_at + PROVEN


def waiting(text: str) -> Waiting:
    """The vote of such a text. Errors: ValueError, KeyError, TypeError for a text of another make."""
    said = json.loads(text)
    proven_at = said["proven_at"]
    given: dict[str, Any] = {
        "phase": UUID(hex=said["phase"]),
        "paper": Paper(tuple(said["paper"])),
        "trace": Trace(**said["trace"]),
        "received": datetime.fromisoformat(said["received"]),
        "proven_at": datetime.fromisoformat(proven_at) if proven_at else None,
    }
    return Waiting(**said | given)


def settings_of(typed: Mapping[str, str]) -> ProviderSettings:
    """What was typed, tidied: a provider's address has no stroke at its end, domains stand in small letters."""
    domains = re.split(r"[\s,;]+", typed.get("domains", "").strip().lower())
    return ProviderSettings(
        name=" ".join(typed.get("name", "").split()),
        issuer=typed.get("issuer", "").strip(),
        client_id=typed.get("client_id", "").strip(),
        domains=tuple(sorted({domain.removeprefix("@") for domain in domains if domain})),
    )


def objections(
    wanted: ProviderSettings, *, stands: ProviderSettings | None, begun: bool, strict: bool
) -> tuple[Objection, ...]:
    """Every reason against these settings; `stands` are those so far.

    Once a vote with it has `begun` provider, client and domains stay: another provider, and with many a provider
    another client, calls the same person by another name, who could vote again. `strict`: as in production.
    """
    found = [
        *_about("name", wanted.name, LONGEST_NAME),
        *_about("client_id", wanted.client_id, LONGEST_ADDRESS),
        *_about("issuer", wanted.issuer, LONGEST_ADDRESS),
    ]
    if wanted.issuer and (key := issuer_fault(wanted.issuer, strict=strict)):
        found.append(Objection(key, "issuer"))
    if len(wanted.domains) > MOST_DOMAINS or not all(DOMAIN.fullmatch(domain) for domain in wanted.domains):
        found.append(Objection("sign_on_domains_malformed", "domains", {"most": MOST_DOMAINS}))
    if begun and stands is not None and _who(stands) != _who(wanted):
        found.append(Objection("sign_on_begun"))
    return tuple(found)


def issuer_fault(issuer: str, *, strict: bool) -> str:
    """What is wrong with a provider's address (OpenID Connect Discovery 1.0, 3): the objection's key, or nothing.

    `strict`: only https, and no machine of a network of one's own by its address or name; what a name leads to is
    looked at again where the connection is made.
    """
    try:
        parts = urlsplit(issuer)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "sign_on_issuer_malformed"
    if parts.scheme not in {"https", "http"} or not host or "@" in parts.netloc or parts.query or parts.fragment:
        return "sign_on_issuer_malformed"
    if not strict:
        return ""
    if parts.scheme != "https":
        return "sign_on_issuer_open"
    return "sign_on_issuer_private" if is_private(host) else ""


def is_private(host: str) -> bool:
    """Whether a host, by its name or number alone, is a machine of a network of one's own."""
    try:
        return not is_public(host)
    except ValueError:
        return "." not in host or host.endswith(tuple(f".{name}" for name in LOCAL_NAMES))


def is_public(address: str) -> bool:
    """Whether an address of the network is one that anybody reaches: not this machine, its link, a private range.

    Errors: ValueError for what is no address.
    """
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        # What an IPv4 address is wrapped in leads to it: mapped, 6to4, NAT64 (RFC 6052).
        wrapped = found.ipv4_mapped or found.sixtofour
        if found in ipaddress.ip_network("64:ff9b::/96"):
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = wrapped or found
    return found.is_global and not found.is_multicast


def lets_in(domains: Sequence[str], said: Mapping[str, Any]) -> bool:
    """Whether what a provider says of somebody is an address of one of these domains that it has verified.

    Some providers write "true" where the standard has a truth value (OpenID Connect Core 1.0, 5.1).
    """
    if not domains:
        return True
    if said.get("email_verified") not in (True, "true"):
        return False
    try:
        return mailboxes.domain_of(mailboxes.canonical(str(said.get("email", "")))) in domains
    except ValueError:
        return False


def _who(settings: ProviderSettings) -> tuple[str, str, tuple[str, ...]]:
    return settings.issuer, settings.client_id, settings.domains


def _about(field: str, text: str, most: int) -> list[Objection]:
    if not text:
        return [Objection("answer_missing", field)]
    return [Objection("answer_too_long", field, {"most": most})] if len(text) > most else []
