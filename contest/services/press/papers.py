"""What stands on a certificate and on a poster, as it is set: texts, colours, drawings."""

from contest.queries.campaigns import CampaignView
from contest.queries.press import Laureate
from contest.rules import addresses, press, shares, themes
from contest.rules.drawings import Sheet, dashed_svg, drawn_svg, sheet_of, wordmark_svg
from contest.rules.press import Call, Size
from contest.rules.shares import ShareCode
from contest.words import dates
from contest.words.catalogues import N_, translations

CALLS = {
    Call.LOOK: N_("See the ideas"),
    Call.SUBMIT: N_("Your idea?"),
    Call.VOTE: N_("Your vote?"),
}
COLOURS = ("paper", "ink", "accent", "accent-words", "accent-mark", "on-accent", "second", "on-second")
Document = dict[str, object]


def certificate(view: CampaignView, laureate: Laureate, day: str, public_url: str) -> Document:
    """The certificate of a winner or finalist, in the campaign's language as it was read; `day` of its announcement."""
    said, entry = translations(view.lang), laureate.entry
    page = "winner" if laureate.won else "finalists"
    return _set(view, "certificate") | {
        "title": said.gettext("Certificate: %(name)s", name=entry.name),
        "author": view.brand,
        "kicker": view.texts["winner_kicker"] if laureate.won else said.gettext("Finalist"),
        "name": _words(entry.name),
        "by": _words(said.gettext("An idea by %(author)s", author=entry.shown_author)),
        "reason": _reason(view, laureate),
        "day": day,
        "link": _shown(addresses.absolute(public_url, page, lang=view.lang, campaign=view.slug)),
        "brand": view.brand,
        "packet": packet(view, laureate),
        "packet_alt": said.gettext("Drawing of the idea “%(name)s”", name=entry.name),
    }


def poster_link(view: CampaignView, label: int, public_url: str) -> str:
    """The share link of a label, in the campaign's language as it was read."""
    code = shares.written(ShareCode(view.share_key, 0, shares.FIRST_LABEL + label - 1, view.lang))
    return addresses.absolute(public_url, "share_link", code=code)


def poster(view: CampaignView, call: Call, link: str, size: Size) -> Document:
    """A poster with a share link, in the campaign's language as it was read; who sets it adds the link's QR code."""
    said, texts, tokens = translations(view.lang), view.texts, themes.tokens_of(view.look)
    headline = "\n".join(filter(None, (texts["title_first"], texts["title_second"])))
    drawn = dashed_svg(sheet_of(view.look), texts["empty_packet"], ink=tokens["ink"], accent=tokens["accent-mark"])
    return _set(view, "poster") | {
        "title": said.gettext("Poster: %(name)s", name=view.name),
        "author": view.brand,
        "unit": press.UNITS[size],
        "headline": _words(headline or view.name),
        "tagline": texts["tagline"],
        "prize": "\n".join(filter(None, (texts["prize_first"], texts["prize_second"]))),
        "call": _words(said.gettext(CALLS[call])),
        "until": _until(view, call),
        "link": _shown(link),
        "qr_alt": said.gettext("QR code that leads to %(link)s", link=_shown(link)),
        "packet": drawn,
        "packet_alt": texts["empty_label"],
    }


def _set(view: CampaignView, paper: str) -> Document:
    """What every paper has of its campaign's look."""
    tokens = themes.tokens_of(view.look)
    font, leading = press.FACES[themes.font_of(view.look)]
    return {
        "paper": paper,
        "lang": view.lang,
        "colours": {name: tokens[name] for name in COLOURS},
        "font": font,
        "leading": leading,
        # The picture whose bytes whoever sets it puts beside it; without one, the drawn wordmark stands.
        "logo": view.logo_picture_id.hex if view.logo_picture_id else "",
        "wordmark": wordmark_svg(view.brand, tokens["ink"]),
    }


def _reason(view: CampaignView, laureate: Laureate) -> str:
    said = translations(view.lang)
    if not laureate.won:
        return said.gettext("is among the finalists of “%(campaign)s”.", campaign=view.name)
    if laureate.votes is None:
        return said.gettext("has won the public’s vote of “%(campaign)s”.", campaign=view.name)
    return said.gettext(
        "has won the public’s vote of “%(campaign)s” with %(votes)s of %(counted)s votes.",
        campaign=view.name,
        votes=dates.number(view.lang, laureate.votes),
        counted=dates.number(view.lang, laureate.counted),
    )


def packet(view: CampaignView, laureate: Laureate) -> str:
    """An idea as the site draws it, in SVG."""
    entry = laureate.entry
    said, sheet = translations(entry.lang), sheet_of(view.look)
    number = said.gettext("no. %(number)s", number=dates.number(entry.lang, entry.number))
    foot = said.gettext("Net weight: one idea") if sheet is Sheet.PACKET else ""
    return drawn_svg(sheet, entry.name, foot=foot, number=number, photo=False, brand=view.brand)


def _until(view: CampaignView, call: Call) -> str:
    """Until when, by the schedule as it stands: the last phase of what is called for."""
    phases = [phase for phase in view.phases if press.CALLS.get(phase.kind) is call]
    if not phases:
        return ""
    said, last = translations(view.lang), phases[-1].last_second
    return said.gettext("until %(moment)s", moment=dates.day(view.lang, last, view.zone))


def _words(text: str) -> dict[str, object]:
    """A text, and whether it is read from right to left."""
    return {"text": text, "rtl": press.runs_back(text)}


def _shown(link: str) -> str:
    """An address as one reads and types it."""
    return link.partition("://")[2]
