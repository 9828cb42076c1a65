"""What a webmaster pastes to have a widget on a page: the element, a plain frame, and what else their system needs."""

from dataclasses import dataclass
from html import escape

from contest.rules import addresses
from contest.rules.widgets import HEIGHTS, Kind, Options, Place

# The page of ours that a widget shows, for who sees no frame.
PAGES = {
    Kind.CAMPAIGN: "campaign",
    Kind.GALLERY: "entries",
    Kind.ENTRY: "entry",
    Kind.LEADERBOARD: "results_now",
    Kind.WINNER: "winner",
    Kind.VOTE: "vote",
    Kind.SUBMIT: "submit",
}

# For the page's own analytics: an event bubbles from its element.
LISTENER = """document.addEventListener("contest:vote", (event) => {
  // event.detail: { campaign, kind, entry }
  dataLayer.push({ event: "contest_vote", ...event.detail });
});"""


@dataclass(frozen=True)
class Snippet:
    """One widget as it is pasted; `title` says what it is, to who hears it and to who sees no frame.

    `code` is that of a share link by which what comes of it is told apart; without one it is by the widget's kind.
    """

    public_url: str
    place: Place
    options: Options
    title: str
    code: str = ""

    @property
    def height(self) -> int:
        """The height that is kept free for it, in pixels."""
        return HEIGHTS[self.place.kind][self.options.size]

    @property
    def page(self) -> str:
        """The whole address of the page that it shows."""
        return self._absolute(PAGES[self.place.kind])

    @property
    def link(self) -> str:
        """What leads there where there is no frame: by the share link, where it has one."""
        if not self.code:
            return self.page
        there = addresses.absolute(self.public_url, "share_onward", code=self.code, lang=self.place.lang)
        return self.page.replace(self._absolute("campaign"), there, 1)

    @property
    def address(self) -> str:
        """The whole address of the frame."""
        query = self.options.query
        if self.code:
            query += f"{'&' if query else '?'}s={self.code}"
        return self._absolute("widget_entry" if self.place.number else "widget") + query

    @property
    def loader(self) -> str:
        """The whole address of the script."""
        return addresses.absolute(self.public_url, "widget_loader")

    @property
    def script(self) -> str:
        """The script's tag, once for all widgets of a page."""
        return f'<script async src="{self.loader}"></script>'

    @property
    def element(self) -> str:
        """The widget's own tag, where it is to stand."""
        said = {
            "campaign": self.place.campaign,
            "kind": self.place.kind.value,
            "entry": str(self.place.number or ""),
            "lang": self.place.lang,
            "theme": self.options.theme.value,
            "size": self.options.size.value,
            "height": str(self.height),
            "s": self.code,
            "style": f"display:block;height:{self.height}px",
        }
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in said.items() if value)
        return f'<contest-widget{attributes}><a href="{escape(self.link)}">{escape(self.title)}</a></contest-widget>'

    @property
    def rule(self) -> str:
        """A line for the page's stylesheet where its policy refuses styles in attributes."""
        return f'contest-widget[kind="{self.place.kind}"] {{ display: block; height: {self.height}px }}'

    @property
    def policy(self) -> str:
        """What a page with a Content-Security-Policy adds to it."""
        return f"script-src {self.public_url}; frame-src {self.public_url}"

    @property
    def tag(self) -> str:
        """The script for a tag manager: the element itself stands in the page."""
        return (
            "<script>\n(function () {\n"
            '  var script = document.createElement("script");\n'
            f'  script.async = true;\n  script.src = "{self.loader}";\n'
            "  document.head.appendChild(script);\n})();\n</script>"
        )

    def iframe(self, *, width: str = "100%", height: int = 0) -> str:
        """A plain frame, without any script."""
        return (
            f'<iframe src="{escape(self.address)}" title="{escape(self.title)}" width="{width}" '
            f'height="{height or self.height}" loading="lazy" frameborder="0"></iframe>'
        )

    def _absolute(self, name: str) -> str:
        parts = {"lang": self.place.lang, "campaign": self.place.campaign, "kind": self.place.kind.value}
        return addresses.absolute(self.public_url, name, **parts, number=self.place.number)
