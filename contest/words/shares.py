"""What the ways to pass something on are called: brands by their own name, the others in each language."""

from contest.rules.shares import NETWORKS, LabelKind, Network
from contest.rules.shares import caption as composed
from contest.words.catalogues import N_, gettext

BRANDS: dict[Network, str] = {
    Network.WHATSAPP: "WhatsApp",
    Network.FACEBOOK: "Facebook",
    Network.X: "X",
    Network.LINKEDIN: "LinkedIn",
    Network.TELEGRAM: "Telegram",
    Network.PINTEREST: "Pinterest",
    Network.REDDIT: "Reddit",
    Network.BLUESKY: "Bluesky",
    Network.THREADS: "Threads",
    Network.MASTODON: "Mastodon",
}
LABELS: dict[Network, str] = {
    Network.MAIL: N_("E-mail"),
    Network.COPY: N_("Copy the link"),
    Network.QR: N_("QR code"),
    Network.SHEET: N_("Share…"),
    Network.CAPTION: N_("Instagram, TikTok"),
}
# As a source of visits they are called by what happened, not by what one may do.
SOURCES: dict[Network, str] = LABELS | {Network.COPY: N_("Copied link"), Network.SHEET: N_("Share menu of a device")}
KINDS: dict[LabelKind, str] = {
    LabelKind.PRESS: N_("Press"),
    LabelKind.INFLUENCER: N_("Influencer"),
    LabelKind.PACK: N_("Pack"),
    LabelKind.TV: N_("Television or radio"),
    LabelKind.POSTER: N_("Poster"),
    LabelKind.OTHER: N_("Something else"),
}


def label_kind(lang: str, kind: LabelKind) -> str:
    """What a label stands for."""
    return gettext(lang, KINDS[kind])


def label(lang: str, network: Network) -> str:
    """What stands on the link that passes something on this way."""
    return BRANDS.get(network) or gettext(lang, LABELS[network])


def caption(lang: str, *, title: str, campaign: str, brand: str, text: str, link: str) -> str:
    """The caption to copy for a picture of an idea (`title`), or of the campaign where `title` is its name."""
    lead = campaign if title == campaign else gettext(lang, N_("“%(title)s”, %(campaign)s"))
    if title != campaign:
        lead %= {"title": title, "campaign": campaign}
    # The scheme is not typed by anybody.
    shown = gettext(lang, N_("See it and pass it on: %(link)s")) % {"link": link.partition("://")[2]}
    return composed(lead, text, shown, (brand, campaign))


def source(lang: str, channel: int, labels: dict[int, str]) -> str:
    """What a channel is called in figures; `labels` are the campaign's own names by channel."""
    network = NETWORKS.get(channel)
    if network is not None:
        return BRANDS.get(network) or gettext(lang, SOURCES[network])
    return labels.get(channel) or gettext(lang, N_("Unknown link"))
