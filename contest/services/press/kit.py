"""What is in a press kit: texts to copy, a sheet of facts, pictures with their credits, cards, the logo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contest.models import PressContact
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView
from contest.queries.cards import Crowned
from contest.queries.press import Facts, Laureate
from contest.rules import addresses, themes
from contest.rules import cards as rules
from contest.rules.cards import Kind, Shape
from contest.rules.drawings import wordmark_svg
from contest.services import cards
from contest.services.press.figures import figures
from contest.services.press.papers import packet
from contest.words import dates
from contest.words.catalogues import translations

Document = dict[str, object]


@dataclass
class Kit:
    """The members of a kit by their names: files as they are, papers to be set, pictures and cards to be fetched.

    `photos` are an entry's picture ids, `cards` paths below the media folder.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    papers: dict[str, Document] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """What a kit is made from, in one language; `crowned` where the announcement has a card."""

    view: CampaignView
    shown: Shown
    laureates: tuple[Laureate, ...]
    crowned: Crowned | None
    facts: Facts
    contact: PressContact | None
    public_url: str

    @property
    def texts(self) -> Any:
        """What the announcement says."""
        texts = self.shown.texts
        return texts.get(self.view.lang) or texts.get(self.view.default_language) or {}

    def link(self, name: str, **parts: str | int) -> str:
        """The whole address of a page."""
        return addresses.absolute(self.public_url, name, lang=self.view.lang, campaign=self.view.slug, **parts)


def compose(scenes: Sequence[Scene]) -> Kit:
    """The kit in each of these languages."""
    kit, first = Kit(), scenes[0]
    for scene in scenes:
        lang = scene.view.lang
        kit.files[f"{lang}/{_text(scene, 'name')}"] = _story(scene).encode()
        kit.papers[f"{lang}/{_text(scene, 'facts')}"] = _sheet(scene)
        _add_cards(kit, scene)
    if first.view.logo_picture_id:
        kit.photos["logo/logo.jpg"] = first.view.logo_picture_id.hex
    else:
        ink = themes.tokens_of(first.view.look)["ink"]
        kit.files["logo/logo.svg"] = wordmark_svg(first.view.brand, ink).encode()
    for laureate in first.laureates:
        if not laureate.entry.picture_id:
            kit.files[f"pictures/{laureate.entry.number}.svg"] = packet(first.view, laureate).encode()
        else:
            kit.photos[f"pictures/{laureate.entry.number}.jpg"] = laureate.entry.picture_id.hex
    kit.files["pictures/credits.txt"] = "".join(map(_credits, scenes)).encode()
    return kit


def _text(scene: Scene, of: str) -> str:
    said = translations(scene.view.lang)
    return said.gettext("text.txt") if of == "name" else said.gettext("facts.pdf")


def _story(scene: Scene) -> str:
    """The text of the announcement, to be copied, with whom to ask."""
    texts, view = scene.texts, scene.view
    names = [f"{one.entry.name}, {one.entry.shown_author}" for one in scene.laureates]
    parts = [
        view.name,
        texts.get("headline", ""),
        *names,
        texts.get("standfirst", ""),
        texts.get("story", ""),
        " – ".join(filter(None, (texts.get("story_quote", ""), texts.get("story_caption", "")))),
        texts.get("decided", ""),
        scene.link("announcement", position=scene.shown.phase_position),
        "\n".join(_contact(scene)),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _contact(scene: Scene) -> list[str]:
    said, one = translations(scene.view.lang), scene.contact
    if one is None:
        return [said.gettext("Press contact"), scene.view.contact_address]
    return [said.gettext("Press contact"), one.name, *filter(None, (one.phone, one.address))]


def _sheet(scene: Scene) -> Document:
    """The sheet of facts, as `outside.documents` sets it."""
    said, view = translations(scene.view.lang), scene.view
    rows = [[one.name, one.value, one.as_of, one.means] for one in figures(view, scene.facts)]
    blocks: list[Document] = [
        {"kind": "heading", "level": 1, "text": said.gettext("Figures to cite")},
        {
            "kind": "table",
            "head": [said.gettext("Figure"), said.gettext("Number"), said.gettext("As of"), said.gettext("What it is")],
            "rows": rows,
            "figures": [1],
            "widths": [20, 11, 18, 36],
        },
    ]
    blocks += _excluded(scene)
    blocks += [
        {"kind": "heading", "level": 1, "text": said.gettext("To check for yourself")},
        {"kind": "text", "text": scene.link("rules")},
        {"kind": "text", "text": scene.link("press")},
        {"kind": "heading", "level": 1, "text": said.gettext("Press contact")},
    ]
    blocks += [{"kind": "text", "text": line} for line in _contact(scene)[1:]]
    moment = dates.exact(view.lang, scene.facts.now, view.zone)
    return {
        "paper": "document",
        "lang": view.lang,
        "title": said.gettext("Facts: %(name)s", name=view.name),
        "author": view.brand,
        "subtitle": said.gettext("As of %(moment)s, time of %(zone)s", moment=moment, zone=view.zone),
        "page": said.gettext("Page"),
        "contents": said.gettext("Contents"),
        "blocks": blocks,
    }


def _excluded(scene: Scene) -> list[Document]:
    said = translations(scene.view.lang)
    lines = [
        f"{dates.number(scene.view.lang, ballots)} · {reason}"
        for votes in scene.facts.votes
        for reason, ballots in votes.reasons
    ]
    if not lines:
        return []
    found: list[Document] = [{"kind": "heading", "level": 1, "text": said.gettext("What was excluded, and why")}]
    found += [{"kind": "text", "text": line} for line in lines]
    return found


def _credits(scene: Scene) -> str:
    said, view = translations(scene.view.lang), scene.view
    lines = [
        f"pictures/{one.entry.number}.jpg: "
        + said.gettext("“%(name)s”, picture: %(author)s", name=one.entry.name, author=one.entry.shown_author)
        for one in scene.laureates
        if one.entry.picture_id
    ]
    drawn = ", ".join(f"pictures/{one.entry.number}.svg" for one in scene.laureates if not one.entry.picture_id)
    drawings = ", ".join(filter(None, (drawn, f"{view.lang}/*.jpg", "logo/")))
    lines.append(f"{drawings}: " + said.gettext("drawing: %(brand)s", brand=view.brand))
    lines.append(said.gettext("Free to use in reports about the contest, with this credit."))
    return "\n".join(lines) + "\n\n"


def _add_cards(kit: Kit, scene: Scene) -> None:
    """The cards of the announcement and of the campaign, wide and upright."""
    view, position = scene.view, scene.shown.phase_position
    known = [(cards.of_campaign(view), Kind.CAMPAIGN, 0)]
    if scene.crowned is not None:
        known.append((cards.of_winner(view, scene.crowned), Kind.WINNER, position))
    for card, kind, number in known:
        for shape in Shape:
            file = rules.file_name(card, shape, number)
            kit.cards[f"{view.lang}/{kind}-{shape}.jpg"] = f"{rules.folder_of(view.id, kind, number)}/{file}"
