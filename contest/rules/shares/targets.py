"""Where each network takes a post that somebody else began: plain addresses, nobody's script."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from contest.rules.shares.networks import Network

# Every address counts as so much on X and Mastodon, however long it is.
SHORTENED = 23


@dataclass(frozen=True)
class Message:
    """What is passed on: a title, the campaign's words about it, the short link, a picture where there is one."""

    title: str
    text: str
    url: str
    picture: str = ""

    @property
    def words(self) -> str:
        """Title and text as one or two sentences."""
        stop = "" if self.title.endswith((".", "!", "?", "…")) else "."
        return f"{self.title}{stop} {self.text}".strip()


@dataclass(frozen=True)
class Target:
    """A network's address with {url}, {text}, {both}, {title}, and how many characters a post has there.

    `link` is what the link takes of them: a number, or None for its own length; 0 where it has a field of its own.
    """

    pattern: str
    longest: int
    link: int | None = 0


TARGETS: dict[Network, Target] = {
    Network.WHATSAPP: Target("https://wa.me/?text={both}", 700, None),
    Network.FACEBOOK: Target("https://www.facebook.com/sharer/sharer.php?u={url}", 0),
    Network.MAIL: Target("mailto:?subject={title}&body={both}", 1000, None),
    Network.X: Target("https://x.com/intent/post?text={text}&url={url}", 280, SHORTENED),
    Network.LINKEDIN: Target("https://www.linkedin.com/sharing/share-offsite/?url={url}", 0),
    Network.TELEGRAM: Target("https://t.me/share/url?url={url}&text={text}", 700),
    Network.PINTEREST: Target("https://www.pinterest.com/pin/create/button/?url={url}&description={text}", 500),
    Network.REDDIT: Target("https://www.reddit.com/submit?url={url}&title={text}", 300),
    Network.BLUESKY: Target("https://bsky.app/intent/compose?text={both}", 300, None),
    Network.THREADS: Target("https://www.threads.net/intent/post?text={both}", 500, None),
}
MASTODON = Target("https://{host}/share?text={both}", 500, SHORTENED)


def address(network: Network, message: Message) -> str:
    """Where a network takes the message; empty for a way that has no address (copy, QR, Mastodon, the share sheet)."""
    target = TARGETS.get(network)
    if target is None:
        return ""
    media = f"&media={_quoted(message.picture)}" if network is Network.PINTEREST and message.picture else ""
    # X counts what is not Latin twice.
    return _filled(target, message, weight if network is Network.X else len) + media


def post_on_mastodon(host: str, message: Message) -> str:
    """Where a Mastodon server takes the message; `host` as `server_of` gave it."""
    return _filled(MASTODON, message, len, host=host)


def shortened(text: str, longest: int, measure: Callable[[str], int] = len) -> str:
    """The text within a length, broken off after a whole word."""
    if measure(text) <= longest:
        return text
    kept = text
    while kept and measure(f"{kept}…") > longest:
        kept = kept.rpartition(" ")[0] if " " in kept else kept[:-1]
    return f"{kept.rstrip(' ,;:.–-')}…" if kept else ""


def _filled(target: Target, message: Message, measure: Callable[[str], int], **more: str) -> str:
    link = len(message.url) if target.link is None else target.link
    text = shortened(message.words, target.longest - link - 1, measure)
    return target.pattern.format(
        url=_quoted(message.url),
        text=_quoted(text),
        both=_quoted(f"{text} {message.url}"),
        title=_quoted(message.title),
        **more,
    )


def weight(text: str) -> int:
    """Characters as X counts them: what is not Latin takes two."""
    return sum(1 if ord(letter) < 4352 or 8192 <= ord(letter) <= 8247 else 2 for letter in text)


def _quoted(text: str) -> str:
    return quote(text, safe="")
