"""Widgets: pieces of a campaign on somebody else's page: which there are, how to ask for them, who may frame them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit


class Kind(StrEnum):
    """What a widget shows."""

    CAMPAIGN = "campaign"
    GALLERY = "gallery"
    ENTRY = "entry"
    LEADERBOARD = "leaderboard"
    WINNER = "winner"
    VOTE = "vote"
    SUBMIT = "submit"


class Theme(StrEnum):
    """Its colours: the system's choice of the visitor, or always one of the two."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Size(StrEnum):
    """How much room it takes."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


# Pixels that a page keeps free, whatever its width: what is longer scrolls within.
HEIGHTS: dict[Kind, dict[Size, int]] = {
    Kind.CAMPAIGN: {Size.SMALL: 220, Size.MEDIUM: 340, Size.LARGE: 400},
    Kind.GALLERY: {Size.SMALL: 420, Size.MEDIUM: 460, Size.LARGE: 550},
    Kind.ENTRY: {Size.SMALL: 300, Size.MEDIUM: 400, Size.LARGE: 520},
    Kind.LEADERBOARD: {Size.SMALL: 350, Size.MEDIUM: 450, Size.LARGE: 740},
    Kind.WINNER: {Size.SMALL: 320, Size.MEDIUM: 400, Size.LARGE: 520},
    Kind.VOTE: {Size.SMALL: 440, Size.MEDIUM: 560, Size.LARGE: 760},
    Kind.SUBMIT: {Size.SMALL: 560, Size.MEDIUM: 760, Size.LARGE: 980},
}
# As wide as a widget is useful, and where nothing is said.
WIDEST = 640
# Ideas that stand in it.
COUNTS: dict[Kind, dict[Size, int]] = {
    Kind.GALLERY: {Size.SMALL: 4, Size.MEDIUM: 8, Size.LARGE: 12},
    Kind.LEADERBOARD: {Size.SMALL: 3, Size.MEDIUM: 5, Size.LARGE: 10},
}
# What a frame tells the page around it: dispatched there as `contest:<name>`.
EVENTS = ("vote", "submit", "confirm", "share")
MOST_ORIGINS, LONGEST_ORIGIN = 20, 255
NONE = "'none'"
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_DEFAULT_PORTS = {"https": 443, "http": 80}


# Which of our pages is which widget, by its path.
_PLACES = (
    (Kind.ENTRY, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/entries/(?P<number>[1-9]\d{0,8})(/voted)?")),
    (Kind.GALLERY, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/entries")),
    (Kind.LEADERBOARD, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/results(/\d{1,4})?")),
    (Kind.WINNER, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/(winner|announcements/\d{1,4})")),
    (Kind.VOTE, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/vote(/\d{1,4})?")),
    (Kind.SUBMIT, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/submit")),
    (Kind.CAMPAIGN, re.compile(r"/(?P<lang>\w\w)/(?P<campaign>[\w-]+)/")),
)


@dataclass(frozen=True)
class Place:
    """A page of ours that is also a widget; `number` is an entry's, else 0."""

    kind: Kind
    lang: str
    campaign: str
    number: int = 0


@dataclass(frozen=True)
class Options:
    """How a widget is asked for; what is not known is as if it was not said."""

    theme: Theme = Theme.AUTO
    size: Size = Size.MEDIUM

    @property
    def query(self) -> str:
        """As an address carries them: only what is not usual; begins with `?` where there is something."""
        said = []
        if self.theme is not Theme.AUTO:
            said.append(f"theme={self.theme}")
        if self.size is not Size.MEDIUM:
            said.append(f"size={self.size}")
        return f"?{'&'.join(said)}" if said else ""


def options(asked: Mapping[str, str]) -> Options:
    """The options that an address asks for."""
    theme, size = asked.get("theme", ""), asked.get("size", "")
    return Options(
        Theme(theme) if theme in set(Theme) else Theme.AUTO,
        Size(size) if size in set(Size) else Size.MEDIUM,
    )


def origin_of(typed: str) -> str:
    """The origin of a page, as browsers write it, from its address; a host alone is meant as https.

    Encrypted pages only; this machine itself may do without, for trying things out. Errors: ValueError for what names
    no single origin (a pattern, another scheme, somebody's name in it).
    """
    typed = typed.strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    host, port = (parts.hostname or "").rstrip("."), parts.port
    if "@" in parts.netloc or parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(typed)
    if ":" not in host:
        host = _ascii(host)
    own = _is_own_machine(host)
    if (parts.scheme == "http" and not own) or not (own or "." in host):
        raise ValueError(typed)
    shown = f"[{host}]" if ":" in host else host
    found = f"{parts.scheme}://{shown}"
    found += f":{port}" if port is not None and port != _DEFAULT_PORTS[parts.scheme] else ""
    if len(found) > LONGEST_ORIGIN:
        raise ValueError(typed)
    return found


def _ascii(host: str) -> str:
    """A name as browsers send it (punycode). Errors: ValueError."""
    found = host if host.isascii() else host.encode("idna").decode()
    if not _HOST.fullmatch(found.lower()):
        raise ValueError(host)
    return found.lower()


def _is_own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def ancestors(origins: Iterable[str]) -> str:
    """The value of `frame-ancestors`: these origins exactly, or nobody."""
    return " ".join(origins) or NONE


def place_of(path: str) -> Place | None:
    """The widget that shows what a page of ours shows, by its path; None for a page that is none."""
    for kind, shape in _PLACES:
        if found := shape.fullmatch(path):
            parts = found.groupdict()
            return Place(kind, parts["lang"], parts["campaign"], int(parts.get("number") or 0))
    return None


def fitted(kind: Kind, size: Size, *, width: int | None, height: int | None) -> tuple[int, int]:
    """Width and height in pixels of a widget that has at most so much room (None: no bound)."""
    wide, high = WIDEST, HEIGHTS[kind][size]
    return min(wide, width or wide), min(high, height or high)
