"""What stands under a picture where no link can be sent along: on Instagram and TikTok, copied by hand.

Both take 2,200 characters at most, counted here as they count them, in units of UTF-16: an emoji is two. A link in
it is not pressed but read and typed, so it stands on a line of its own; what is cut where there is no room is the text.
"""

import re
import unicodedata
from collections.abc import Sequence

from contest.rules.shares.targets import shortened

LONGEST_CAPTION = 2200
LONGEST_LEAD, MOST_HASHTAGS = 400, 5


def caption(lead: str, text: str, link: str, names: Sequence[str]) -> str:
    """The caption: `lead` (what the picture is), the campaign's text, the line with the link, `names` as hashtags."""
    tags = " ".join(list(dict.fromkeys(filter(None, map(hashtag, names))))[:MOST_HASHTAGS])
    lead = shortened(lead, LONGEST_LEAD, length)
    around = _joined(lead, link, tags)
    left = LONGEST_CAPTION - length(around) - len("\n\n")
    return _joined(lead, shortened(text.strip(), max(0, left), length), link, tags)


def hashtag(name: str) -> str:
    """A name as one word behind a hash, each of its words with a capital; empty when no letter is left of it."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    tag = "".join(word[:1].upper() + word[1:] for word in words)
    return f"#{tag}" if any(letter.isalpha() for letter in tag) else ""


def length(text: str) -> int:
    """Characters as both networks count them."""
    return len(text.encode("utf-16-le")) // 2


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
