"""The form in which an idea is proposed: what it asks, what was typed, the draft that keeps it, the sending."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, request

from contest.queries import drafts, entries
from contest.queries.campaigns import CampaignView
from contest.queries.drafts import DraftView
from contest.rules import forms, similar
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.pictures import MOST_OF_AN_ENTRY, alternative_key
from contest.services import drafts as draft_acts
from contest.services import entries as acts
from contest.services import traces
from contest.services.audit import Actor
from contest.services.entries import Submitted
from contest.web import cards, enclosed, errors, form_tokens, lookups, previews, shares
from contest.web.cards import Card
from contest.web.enclosed import Enclosed
from contest.web.form_tokens import FormToken
from contest.web.pages import Page
from contest.words import dates

EXTRA = ("alternative", "address", "guardian")
MOST_ALIKE = 3
LONGEST_DRAWN = 40
# What was ticked, in the address of a form that is shown again.
TICKED = "ticked"


def ticks(view: CampaignView) -> set[str]:
    """What is agreed to when sending, and not before."""
    return {field.key for field in _fields(view) if field.kind in (FieldKind.AGE, FieldKind.CONSENT)}


def ticked(view: CampaignView, answers: Mapping[str, Any]) -> list[str]:
    """What of that was ticked."""
    return sorted(key for key in ticks(view) if answers[key])


def typed(view: CampaignView) -> dict[str, Any]:
    """What was typed into the form that was sent."""
    keys = [field.key for field in _fields(view) if field.kind is not FieldKind.PICTURE]
    return {key: request.form.get(key, "") for key in (*keys, *EXTRA)}


def left(view: CampaignView, draft: DraftView | None) -> tuple[dict[str, Any], Enclosed]:
    """What was typed and received before, as the draft keeps it."""
    answers = draft_acts.typed(view.id, draft.answers) if draft else {}
    return answers, _enclosed(view, draft.pictures if draft else (), answers)


def received(view: CampaignView, draft: str, then: str) -> Enclosed:
    """The pictures of the form that was sent, once its button was pressed."""
    kept = drafts.by_token(view.id, draft) if draft else None
    pictures = kept.pictures if kept else ()
    if kept is not None and kept.entry_id is not None:
        # Of a draft that was sent, its idea's: the same form sent again is the same idea.
        sent = entries.sent(view.id, kept.entry_id)
        pictures = sent.pictures if sent else ()
    return _enclosed(view, pictures, request.form).after_press(then)


def saved(page: Page, draft: str, answers: Mapping[str, Any], pictures: Enclosed) -> str:
    """The draft's token, now that what was typed and received is kept."""
    agreed = ticks(page.campaign)
    words = {key: answer for key, answer in answers.items() if key not in agreed} | dict(pictures.words)
    return draft_acts.save(
        page.campaign.id,
        token=draft,
        answers=words,
        picture_id=pictures.cover,
        further=pictures.further,
        other_pictures=pictures.changed,
        lang=page.lang,
        now=previews.now(page.campaign.id),
    )


def send(
    page: Page, token: FormToken | None, answers: Mapping[str, Any], draft: str, pictures: Enclosed, by: Actor
) -> Submitted:
    """Send the idea. Errors: Refused."""
    view, now = page.campaign, previews.now(page.campaign.id)
    if token is None:
        raise Refused([Objection("form_expired")])
    return acts.submit(
        view.id,
        **_said(answers, pictures),
        lang=page.lang,
        submit_key=token.key,
        by=by,
        now=now,
        draft=draft,
        share_code=shares.counted_by(view),
        source=traces.source_of(request.remote_addr or "", request.user_agent.string, now=now),
    )


def other_reasons(view: CampaignView, answers: Mapping[str, Any], pictures: Enclosed, by: Actor) -> list[Objection]:
    """What else is wrong beside a picture that was refused."""
    found = acts.objections(view.id, **_said(answers, pictures), by=by)
    return [objection for objection in found if objection.field != "picture"]


def alike(page: Page, name: str) -> list[Card]:
    """The published ideas whose name says the same as this one, the most alike first; at most three."""
    name = forms.clean_line(name)[: similar.LONGEST_NAME]
    return [cards.card(page, entry) for entry in entries.alike(page.campaign.id, name, most=MOST_ALIKE)]


def drawn(page: Page, purpose: str) -> Response:
    """The packet so far, for the module that redraws it. Errors: 403 but for a form of ours: nobody hotlinks a joke."""
    if form_tokens.read(request.args.get("token", ""), purpose, page.campaign.id) is None:
        abort(403)
    name = forms.clean_line(request.args.get("name", ""))[:LONGEST_DRAWN]
    packet = cards.drawing_of(page.campaign, name, page.lang, None, photo=request.args.get("photo") == "1")
    return Response(str(packet), mimetype="image/svg+xml")


def like_it(page: Page, purpose: str) -> list[Card]:
    """The ideas like the one being typed, for the module that asks. Errors: 403 but for a form of ours."""
    if form_tokens.read(request.args.get("token", ""), purpose, page.campaign.id) is None:
        abort(403)
    return alike(page, request.args.get("name", ""))


def shown(
    page: Page, purpose: str, answers: Mapping[str, Any], draft: str, pictures: Enclosed, refused: Refused | None
) -> dict[str, Any]:
    """The form for a page, with a token for this `purpose`, what was typed, and what is wrong with it."""
    view = page.campaign
    phase = view.open_phase(PhaseKind.SUBMISSION, previews.now(view.id))
    wrong = errors.sentences(refused.objections) if refused else {}
    addresses = [page.to("draft_picture_at", token=draft, picture=picture.hex) for picture in pictures.pictures]
    return {
        "title": forms.title_in(lookups.form(view), page.lang),
        "fields": _fields(view),
        "answers": {key: answers.get(key, "") for key in (*[field.key for field in _fields(view)], *EXTRA)},
        "wrong": wrong,
        "first_wrong": _first_wrong(view, wrong),
        "token": form_tokens.issue(purpose, view.id),
        "share_code": shares.came_by(view),
        "similar": alike(page, answers.get("name", "")),
        "picture": page.to("draft_picture", token=draft) if pictures.cover is not None else "",
        "pictures": pictures.shown(addresses),
        "several": pictures.several,
        "next_alternative": pictures.words.get(enclosed.NEXT, ""),
        "age": view.minimum_age,
        "kept": "kept" in request.args,
        "draft_address": page.absolute("draft", token=draft) if draft else "",
        "until": dates.day_and_time(page.lang, phase.last_second, view.zone) if phase else "",
    }


def _said(answers: Mapping[str, Any], pictures: Enclosed) -> dict[str, Any]:
    return {
        "answers": {**answers, **pictures.answers},
        "address": answers["address"],
        "guardian": answers["guardian"],
        "picture_id": pictures.cover,
        "further": pictures.further,
    }


def _enclosed(view: CampaignView, pictures: tuple[UUID, ...], answers: Mapping[str, Any]) -> Enclosed:
    asked = [field.most for field in _fields(view) if field.kind is FieldKind.PICTURE]
    return Enclosed(pictures, enclosed.typed(answers), max(asked, default=0))


def _fields(view: CampaignView) -> tuple[forms.Field, ...]:
    return forms.fields(lookups.form(view))


def _first_wrong(view: CampaignView, wrong: Mapping[str, list[str]]) -> str:
    """The first field, from the top of the page, against which something was said: the focus leads there."""
    below = (FieldKind.AGE, FieldKind.CONSENT)
    told = [alternative_key(place) for place in range(1, MOST_OF_AN_ENTRY + 1)]
    above = [
        key
        for field in _fields(view)
        if field.kind not in below
        for key in ((field.key, *told) if field.kind is FieldKind.PICTURE else (field.key,))
    ]
    agreed = [field.key for field in _fields(view) if field.kind in below]
    return next((key for key in (*above, "address", *agreed, "guardian") if key in wrong), "")
