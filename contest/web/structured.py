"""What a page is about, for machines that read schema.org: JSON-LD, a block of data that nothing runs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from contest.queries import help_items
from contest.queries.campaigns import CampaignView
from contest.queries.cards import Crowned
from contest.queries.entries import EntryCard
from contest.queries.journal import Post
from contest.rules import addresses
from contest.rules.papers import RANKED
from contest.rules.texts import texts_in

CONTEXT = "https://schema.org"
# What would end the block, or begin another: as JSON's own escapes.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def of_campaign(view: CampaignView, lang: str, image: str, public_url: str) -> Markup:
    """A campaign as an event that takes place here, from its first phase to its last."""
    about = {"description": view.texts["description"]} if view.texts["description"] else {}
    return _block(_campaign(view, lang, public_url) | about | {"image": image})


def of_entry(view: CampaignView, lang: str, entry: EntryCard, image: str, public_url: str, votes: int | None) -> Markup:
    """An entry as a work of its author; `votes` only where the public sees them now, else None."""
    return _block(_entry(view, lang, entry, image, public_url, votes))


def of_winner(view: CampaignView, lang: str, found: Crowned, image: str, public_url: str) -> Markup:
    """A winner as the same work, with its award."""
    said = _entry(view, lang, found.entry, image, public_url, None if found.method in RANKED else found.votes)
    return _block(said | {"award": " ".join(filter(None, (view.name, view.texts["prize_first"])))})


def of_post(view: CampaignView, lang: str, post: Post, image: str, public_url: str) -> Markup:
    """A post of the journal, by the person who signed it, published by the brand."""
    said, tongue = texts_in(post.texts, lang, view.default_language)
    organization = {"@type": "Organization", "name": view.brand}
    journal = addresses.absolute(public_url, "journal", lang=lang, campaign=view.slug)
    role = post.role_in(lang)
    author = {"@type": "Person", "name": post.name, "url": journal} | ({"jobTitle": role} if role else {})
    address = addresses.absolute(public_url, "post", lang=lang, campaign=view.slug, number=post.number)
    return _block(
        {
            "@type": "BlogPosting",
            "headline": said["title"],
            "url": address,
            "image": image,
            "inLanguage": tongue,
            "datePublished": _moment(post.opens),
            "dateModified": _moment(post.amended_at or post.opens),
            "author": author | {"worksFor": organization},
            "publisher": organization,
            "isPartOf": {"@type": "Blog", "name": view.name, "url": journal},
        }
    )


def of_help(view: CampaignView, lang: str, items: Sequence[help_items.Shown], public_url: str) -> Markup:
    """What people asked, each question with its answer."""
    questions = [
        {"@type": "Question", "name": one.question, "acceptedAnswer": {"@type": "Answer", "text": one.answer}}
        for one in items
    ]
    address = addresses.absolute(public_url, "help", lang=lang, campaign=view.slug)
    return _block({"@type": "FAQPage", "url": address, "inLanguage": lang, "mainEntity": questions})


def _campaign(view: CampaignView, lang: str, public_url: str) -> dict[str, Any]:
    address = addresses.absolute(public_url, "campaign", lang=lang, campaign=view.slug)
    said: dict[str, Any] = {
        "@type": "Event",
        "name": view.name,
        "url": address,
        "inLanguage": list(view.languages),
        "organizer": {"@type": "Organization", "name": view.brand},
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": address},
        "isAccessibleForFree": True,
    }
    if view.phases:
        said["startDate"] = _moment(min(phase.opens for phase in view.phases))
        said["endDate"] = _moment(max(phase.closes for phase in view.phases))
    return said


def _entry(
    view: CampaignView, lang: str, entry: EntryCard, image: str, public_url: str, votes: int | None
) -> dict[str, Any]:
    address = addresses.absolute(public_url, "entry", lang=lang, campaign=view.slug, number=entry.number)
    said: dict[str, Any] = {
        "@type": "CreativeWork",
        "name": entry.name,
        "abstract": entry.inspiration,
        "url": address,
        "image": image,
        "inLanguage": entry.lang,
        "datePublished": _moment(entry.published_at),
        "author": {"@type": "Person", "name": entry.shown_author},
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": view.name,
            "url": addresses.absolute(public_url, "campaign", lang=lang, campaign=view.slug),
        },
    }
    if votes is not None:
        kind = {"@type": "InteractionCounter", "interactionType": "https://schema.org/VoteAction"}
        said["interactionStatistic"] = kind | {"userInteractionCount": votes}
    return said


def _moment(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _block(said: dict[str, Any]) -> Markup:
    text = json.dumps({"@context": CONTEXT} | said, ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in UNSAFE.items():
        text = text.replace(letter, escaped)
    return Markup(text)  # noqa: S704 - JSON without a letter that HTML knows
