"""What each setting may be, and what to type when it is not."""

import ipaddress
import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from contest.settings.reading import ROOT, Reader

POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
HOW_TO_MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
SHORTEST_SECRET, FEWEST_CHARACTERS = 32, 12


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. `tls`: from the first byte; else STARTTLS, but on this machine itself."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool

    @property
    def starttls(self) -> bool:
        """Whether the connection must be turned into an encrypted one before anything is said."""
        return not self.tls and not is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(read: Reader) -> str:
    """Host and port to listen on."""
    value = read.text("CONTEST_BIND", "127.0.0.1:8000")
    host, _, port = value.rpartition(":")
    named = re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9a-f:.]+\]", host)
    if not named or not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        read.wrong(f"CONTEST_BIND is {value!r}: type host:port, as in 127.0.0.1:8000.")
        return "127.0.0.1:8000"
    return value


def public_url(read: Reader, bind: str) -> str:
    """The address people open; by default the one listened on."""
    if read.production and not read.text("CONTEST_PUBLIC_URL"):
        read.wrong("CONTEST_PUBLIC_URL is missing: type the address people open, as in https://contest.example.org.")
    value = read.text("CONTEST_PUBLIC_URL", _address_of(bind)).rstrip("/").lower()
    parts = read.url("CONTEST_PUBLIC_URL", value)
    if parts is None:
        return _address_of(bind)
    if "@" in value:
        read.wrong("CONTEST_PUBLIC_URL carries a user name: leave out everything up to the @.")
    elif not re.fullmatch(r"https?://[^/?#]+", value) or not parts.hostname:
        read.wrong(f"CONTEST_PUBLIC_URL is {value!r}: type scheme and host only, as in https://contest.example.org.")
    elif read.production and parts.scheme != "https" and not is_loopback(parts.hostname):
        read.wrong(f"CONTEST_PUBLIC_URL is {value!r}: in production type an address that begins with https://.")
    default_port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return value.removesuffix(default_port)  # as browsers write an Origin


def _address_of(bind: str) -> str:
    """What to open for a bound address: 0.0.0.0 is for listening, not for opening."""
    host, _, port = bind.rpartition(":")
    return f"http://{'127.0.0.1' if host in {'0.0.0.0', '[::]'} else host}:{port}"  # noqa: S104 - compared only


def database_url(read: Reader, data: Path) -> str:
    """The database, as SQLAlchemy names it; by default a file in the data folder."""
    value = read.text("DATABASE_URL")
    parts = read.url("DATABASE_URL", value)
    if not value or parts is None:
        return f"sqlite:///{data / 'contest.sqlite3'}"
    if parts.scheme in POSTGRESQL:
        return f"postgresql+psycopg:{value.partition(':')[2]}"
    path = parts.path.removeprefix("/")
    if parts.scheme == "sqlite" and not parts.netloc and path and path != ":memory:" and not parts.query:
        return f"sqlite:///{ROOT / path}"
    # The value is not repeated: it may hold a password.
    read.wrong(
        f"DATABASE_URL begins with {parts.scheme or 'nothing'!r}, which cannot be used: "
        "type sqlite:////path/to/contest.sqlite3 or postgresql://user:password@host:5432/database."
    )
    return f"sqlite:///{data / 'contest.sqlite3'}"


def processes(read: Reader, database_url: str) -> int:
    """How many web processes; SQLite has one writer and gets one."""
    processes = read.number("CONTEST_PROCESSES", 1, 1, 64)
    if processes > 1 and database_url.startswith("sqlite:"):
        read.wrong(f"CONTEST_PROCESSES is {processes}: type 1 on SQLite, or set DATABASE_URL to PostgreSQL.")
    return processes


def secret_key(read: Reader) -> str:
    """What signs short-lived things; empty when one is to be made and kept."""
    value = read.text("CONTEST_SECRET_KEY")
    if read.production and not value:
        read.wrong(f"CONTEST_SECRET_KEY is missing: make one with  {HOW_TO_MAKE_ONE}")
    elif read.production and _is_weak(value):
        read.wrong(f"CONTEST_SECRET_KEY is too easy to guess: make one with  {HOW_TO_MAKE_ONE}")
    return value


def fallbacks(read: Reader) -> tuple[str, ...]:
    """Earlier secret keys whose signatures still count."""
    values = read.items("CONTEST_SECRET_KEY_FALLBACKS")
    if read.production and any(_is_weak(value) for value in values):
        read.wrong("CONTEST_SECRET_KEY_FALLBACKS holds a key that is too easy to guess: remove it from the list.")
    return values


def _is_weak(secret: str) -> bool:
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS


def mail(read: Reader) -> MailServer | None:
    """The mail server, or None: kept in the database and shown on a local page."""
    value = read.text("CONTEST_MAIL", "" if read.production else "local")
    if value == "local" and not read.production:
        return None
    return _mail_server(read, "CONTEST_MAIL", value, "" if read.production else "local, or ")


def mail_second(read: Reader) -> MailServer | None:
    """The mail server for what the first does not take; None where there is one only."""
    value = read.text("CONTEST_MAIL_SECOND")
    return _mail_server(read, "CONTEST_MAIL_SECOND", value, "") if value else None


def _mail_server(read: Reader, name: str, value: str, or_else: str) -> MailServer | None:
    parts = read.url(name, value)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        read.wrong(f"{name} must name a mail server: type {or_else}smtp://user:password@host:587 or smtps://...:465.")
        return None
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
    )


def mail_from(read: Reader) -> str:
    """The address mails come from."""
    value = read.text("CONTEST_MAIL_FROM", "" if read.production else "bonjour@patatras.example")
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,]+", parseaddr(value)[1]):
        read.wrong(f"CONTEST_MAIL_FROM is {value!r}: type the address mails come from, as in contest@example.org.")
    return value


def reply_address(read: Reader) -> str:
    """The address whose tagged forms (local+tag@domain) take answers to our mails; empty: the campaign's own does."""
    value = read.text("CONTEST_REPLY_ADDRESS")
    if value and not re.fullmatch(r"[A-Za-z0-9._-]{1,14}@[^@\s<>,]+\.[^@\s<>,]+", value):
        read.wrong(
            f"CONTEST_REPLY_ADDRESS is {value!r}: type an address with at most 14 letters before the @, as in "
            "reply@contest.example.org; its server must deliver reply+anything@ there too."
        )
    return value.lower()


def inner_hosts(read: Reader) -> frozenset[str]:
    """Hosts of one's own network that alarms may be posted to, also without encryption; none by default."""
    hosts = read.items("CONTEST_INNER_HOSTS")
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9.-]+", host):
            read.wrong(f"CONTEST_INNER_HOSTS holds {host!r}: type names in small letters, no port, no scheme.")
    return frozenset(hosts)


def trusted_hosts(read: Reader, public_url: str) -> tuple[str, ...]:
    """The hosts a request may name; the public one always."""
    hosts = [urlsplit(public_url).hostname or "", *read.items("CONTEST_TRUSTED_HOSTS")]
    for host in hosts[1:]:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", host):
            read.wrong(f"CONTEST_TRUSTED_HOSTS holds {host!r}: type names in small letters, no port, no scheme.")
    return tuple(dict.fromkeys(hosts if read.production else [*hosts, "localhost", "127.0.0.1"]))
