"""The words of a mail in HTML, without what it quotes.

Not by Python's parser: what opens and never ends takes it the square of its length, and it stops at marked sections.
Here each character is looked at a few times, whatever it is part of.
"""

import html
import re

# What is between tags; comments; what holds no tags; tags, with ">" in quotes or with quotes left open; the rest.
PIECE = re.compile(
    r"(?P<text>[^<]+)"
    r"|<!(?=--).*?(?:-->|\Z)"
    r"|<(?P<raw>style|script|title)(?:\s[^<>]*)?(?<!/)>.*?(?:</(?P=raw)\b[^<>]*>|\Z)"
    r"|<(?P<end>/?)(?P<tag>[a-z][a-z0-9:-]{0,30})"
    r"(?P<rest>(?:[\s/](?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*|[\s/][^<>]*)?)>"
    r"|<[!?/][^<>]*>"
    r"|(?P<sign><)",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"\s(id|class)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)", re.IGNORECASE)
BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote", "hr"})
SILENT = frozenset({"style", "script", "head", "title", "blockquote"})
# Below these Outlook puts what it quotes, beside them and not inside.
LAST = frozenset({"appendonsend", "divRplyFwdMsg"})


def words(text: str) -> str:
    """What somebody reads of it."""
    heard = _Words()
    for piece in PIECE.finditer(text):
        if said := piece["text"] or piece["sign"]:
            heard.hear(said)
        elif piece["end"]:
            heard.end(piece["tag"].lower())
        elif piece["tag"]:
            heard.start(piece["tag"].lower(), piece["rest"])
            if piece["rest"].endswith("/"):
                heard.end(piece["tag"].lower())
        if heard.over:
            break
    return "".join(heard.words)


class _Words:
    """What was heard so far."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.over = False
        # Inside which element nothing is heard, and how deep; others inside it may be left open.
        self._silent, self._depth = "", 0

    def start(self, tag: str, rest: str) -> None:
        """An element begins, with these attributes."""
        given = {found[1].lower(): found[2].strip("\"'") for found in ATTRIBUTE.finditer(rest)}
        self.over = self.over or given.get("id") in LAST
        if tag in BREAKS:
            self.words.append("\n")
        if tag == "body" and self._silent == "head":
            self._silent = ""
        if self._silent:
            self._depth += tag == self._silent
        elif tag in SILENT or "gmail_quote" in given.get("class", ""):
            self._silent, self._depth = tag, 1

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in {"p", "div"}:
            self.words.append("\n")
        if tag == self._silent:
            self._depth -= 1
            self._silent = self._silent if self._depth else ""

    def hear(self, text: str) -> None:
        """What stands between two tags."""
        if not self._silent:
            try:
                self.words.append(html.unescape(text))
            except ValueError:  # the number of a character, in thousands of digits
                self.words.append(text)
