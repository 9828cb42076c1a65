"""A letter to an author while it is written: what stands in its form, the answers kept ready, the letter so far."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest import clock
from contest.queries import campaigns, desk, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry
from contest.rules import answers as rules
from contest.rules import forms
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.phases import PhaseKind
from contest.rules.reasons import Basis, Ground
from contest.web import access, i18n, lookups
from contest.web.desk import frame, idea, queue
from contest.words import reasons, sheets
from contest.words.letters import Letterhead, Signature

# What a page on which a letter is written is given.
Values = Callable[[CampaignView, DeskEntry], dict[str, Any]]
TYPED = ("reason", "words", "ground", "law", "passage", "hinted", "alone")


def so_far(campaign: str, entry: UUID, template: str, values: Values) -> ResponseReturnValue:
    """A letter as it would be: a part for the module that refreshes it, else the page again."""
    view = lookups.campaign_for_staff(campaign)
    given = values(view, queue.found(view, entry))
    if not request.headers.get("X-Fragment"):
        return frame.page(template, section="queue", campaign=campaign, **given)
    part = make_response(given["letter"])
    part.headers["X-Fragment"] = "1"
    return part


def kind_of(one: DeskEntry) -> DecisionKind:
    """What refusing means for an idea: one that is online is taken offline."""
    return DecisionKind.REMOVE if one.line.state is EntryState.PUBLISHED else DecisionKind.REFUSE


def basis() -> Basis:
    """What the form says beside the reason."""
    law = request.form.get("ground") == Ground.LAW
    return Basis(
        ground=Ground.LAW if law else Ground.RULES,
        law=forms.clean_line(request.form.get("law", "")) if law else "",
        passage=forms.clean_lines(request.form.get("passage", "")),
        hinted=bool(request.form.get("hinted")),
    )


def refusal(view: CampaignView, one: DeskEntry, since: int = 0) -> dict[str, Any]:
    """The page on which an idea is refused, or taken offline."""
    lang = access.person().lang
    i18n.speak(lang)
    head, first_name, signed = _paper(view, one)
    words = _words(view, one, head, first_name)
    taking = view.open_phase(PhaseKind.SUBMISSION, clock.now())
    letter = sheets.refusal(
        head,
        first_name=first_name,
        entry=one.line.name,
        reason=request.form.get("reason", "") or reasons.OTHER,
        words=words,
        signed=signed,
        until=taking.last_second if taking else None,
        removed=kind_of(one) is DecisionKind.REMOVE,
        basis=basis(),
        noticed=bool(one.reports),
        by=view.guidance,
    )
    return {
        **_letter(view, one, head, words, letter, since),
        "reasons": reasons.reasons(lang, view.guidance),
        "is_removal": kind_of(one) is DecisionKind.REMOVE,
    }


def request_for_change(view: CampaignView, one: DeskEntry, since: int = 0) -> dict[str, Any]:
    """The page on which a change is asked for."""
    head, first_name, signed = _paper(view, one)
    words = _words(view, one, head, first_name)
    letter = sheets.changes(
        head, first_name=first_name, entry=one.line.name, entry_id=one.line.id.hex, words=words, signed=signed
    )
    return _letter(view, one, head, words, letter, since)


def _letter(
    view: CampaignView, one: DeskEntry, head: Letterhead, words: str, letter: Markup, since: int
) -> dict[str, Any]:
    return {
        **idea.values(view, one, since),
        "typed": {name: request.form.get(name, "") for name in TYPED} | {"words": words},
        "author_lang": head.lang,
        "letter": letter,
        "ready": moderation.answers(view.id, head.lang),
    }


def _words(view: CampaignView, one: DeskEntry, head: Letterhead, first_name: str) -> str:
    """One's own words: as typed, or begun with an answer that is kept ready."""
    typed, wanted = request.form.get("words", ""), request.form.get("answer", "")
    if not request.form.get("begin"):
        return typed
    found = next((one.text for one in moderation.answers(view.id, head.lang) if one.id.hex == wanted), "")
    facts = {"name": first_name, "idea": one.line.name, "contest": head.contest}
    return "\n\n".join(part for part in (typed.strip(), rules.filled(found, facts)) if part)


def _paper(view: CampaignView, one: DeskEntry) -> tuple[Letterhead, str, Signature]:
    """The letterhead in the author's language, the author's first name, and who signs."""
    author = desk.author(view.id, one.line.id)
    lang = author.lang if author else one.line.lang
    theirs = campaigns.by_id(view.id, lang) or view
    person = access.person()
    head = Letterhead(
        lang=lang,
        public_url=current_app.config["SETTINGS"].public_url,
        brand=view.brand,
        contact_address=view.contact_address,
        contest=theirs.name,
        campaign=view.slug,
        zone=view.zone,
    )
    return head, author.first_name if author else "", Signature(person.first_name, person.title)
