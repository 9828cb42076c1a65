"""Where a link is passed on: the networks we know, each with a number of its own, and the labels staff add."""

from enum import StrEnum

from contest.rules.objections import Objection

# So many stand in the open; the others are behind "more".
SHOWN = 4
LONGEST_LABEL = 40


class LabelKind(StrEnum):
    """What a label stands for."""

    PRESS = "press"
    INFLUENCER = "influencer"
    PACK = "pack"
    TV = "tv"
    POSTER = "poster"
    OTHER = "other"


class Network(StrEnum):
    """A way to pass a link on."""

    WHATSAPP = "whatsapp"
    FACEBOOK = "facebook"
    MAIL = "mail"
    COPY = "copy"
    X = "x"
    LINKEDIN = "linkedin"
    TELEGRAM = "telegram"
    PINTEREST = "pinterest"
    REDDIT = "reddit"
    BLUESKY = "bluesky"
    THREADS = "threads"
    MASTODON = "mastodon"
    QR = "qr"
    SHEET = "sheet"
    CAPTION = "caption"


# What stands in the code; never given anew, since links live on in what people wrote.
CHANNELS: dict[Network, int] = {
    Network.FACEBOOK: 1,
    Network.X: 2,
    Network.LINKEDIN: 3,
    Network.WHATSAPP: 4,
    Network.TELEGRAM: 5,
    Network.PINTEREST: 6,
    Network.REDDIT: 7,
    Network.BLUESKY: 8,
    Network.THREADS: 9,
    Network.MASTODON: 10,
    Network.MAIL: 11,
    Network.COPY: 12,
    Network.QR: 13,
    Network.SHEET: 14,
    Network.CAPTION: 15,
}
NETWORKS: dict[int, Network] = {number: network for network, number in CHANNELS.items()}
# Channels from here on are a campaign's labels, in the order in which they were made.
FIRST_LABEL = 16
# And those from here on are its widgets' (`widgets`): no campaign makes that many labels.
FIRST_WIDGET = 1 << 16
# No links: the share sheet is shown where the system has one; Instagram and TikTok take a picture and a caption.
NO_LINKS = frozenset({Network.SHEET, Network.CAPTION})
PICKED_FROM = tuple(network for network in Network if network not in NO_LINKS)
FIRST_SHOWN = PICKED_FROM[:SHOWN]


def label_number(channel: int) -> int | None:
    """Which label a channel is, from 1; None for a network, a widget or an unknown one."""
    return channel - FIRST_LABEL + 1 if FIRST_LABEL <= channel < FIRST_WIDGET else None


def tidy_label(typed: str) -> str:
    """A label as it is kept: spaces evened out."""
    return " ".join(typed.split())


def label_objections(typed: str, known: frozenset[str]) -> list[Objection]:
    """What speaks against the name of a label beside the `known` ones of others (folded)."""
    label = tidy_label(typed)
    if not label:
        return [Objection("field_missing", "label")]
    if len(label) > LONGEST_LABEL:
        return [Objection("field_too_long", "label", {"longest": LONGEST_LABEL})]
    if label.casefold() in known:
        return [Objection("label_taken", "label")]
    return []
