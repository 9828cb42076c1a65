"""Mine: my ideas and my vote, one idea, "send me my link again", forget this browser, erase my data."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Participant
from contest.queries import ballots, campaigns, entries
from contest.queries import messages as letters
from contest.queries.campaigns import CampaignView
from contest.rules import forms
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, moment_of
from contest.services import entries as acts
from contest.services import messages, participants
from contest.web import access, cards, confirming, errors, form_tokens, lookups, mine, pictures, shares
from contest.web.pages import Page, page_of

blueprint = Blueprint("me", __name__)


@blueprint.get("/<lang>/<campaign>/me")
@access.mine()
def me(lang: str, campaign: str) -> ResponseReturnValue:
    """My ideas, and what can be done with my data."""
    page, participant = _mine(lang, campaign)
    if participant is None:
        return redirect(page.to("link_again"), 303)
    own = entries.own(page.campaign.id, participant.id)
    votes = ballots.of_voter(page.campaign.id, participant.voter_key) if participant.voter_key else []
    now = clock.now()
    return render_template(
        "me/me.html",
        page=page,
        own=[(entry, cards.own_card(page, entry)) for entry in own],
        votes=[(vote, _is_open(page.campaign, vote.phase_position, now)) for vote in votes],
    )


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>")
@access.mine()
def entry(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """One idea of mine: where it stands and in whose hands."""
    page, participant = _mine(lang, campaign)
    if participant is None:
        return redirect(page.to("link_again"), 303)
    return _entry(page, participant, entry)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>")
@access.mine("entry.edited")
def edit(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Change an idea that still waits."""
    page, participant = _present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    answers = _typed(page.campaign)
    try:
        acts.edit(
            page.campaign.id,
            own.id,
            answers=answers,
            picture_id=own.picture_id,
            seen_version=request.form.get("version", 0, type=int),
            by=participant.id,
            now=clock.now(),
        )
    except Refused as refused:
        status = 422 if any(objection.field for objection in refused.objections) else 409
        return _entry(page, participant, entry, answers, refused, status)
    return redirect(page.to("my_entry", entry=entry) + "?saved=1", 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/withdraw")
@access.mine("entry.withdrawn")
def withdraw(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Take an idea back."""
    page, participant = _present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    acts.withdraw(page.campaign.id, own.id, by=participant.id, now=clock.now())
    return redirect(page.to("my_entry", entry=entry), 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/messages")
@access.mine("message.written")
def answer(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Write back to the people of the contest."""
    page, participant = _present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    messages.answer(
        page.campaign.id,
        own.id,
        text=request.form.get("text", ""),
        submit_key=request.form.get("key", ""),
        by=participant.id,
        now=clock.now(),
    )
    return redirect(page.to("my_entry", entry=entry) + "#messages", 303)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>/picture")
@access.mine()
def picture(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """The picture of an idea of mine, published or not."""
    page, participant = _present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    if own.picture_id is None:
        abort(404)
    return pictures.send(page.campaign.id, own.picture_id, 640)


@blueprint.get("/<lang>/<campaign>/me/link")
@access.acting()
def link(lang: str, campaign: str) -> ResponseReturnValue:
    """ "Send me my link again"."""
    view = lookups.campaign(campaign)
    return _link(page_of(view, lang, clock.now(), noindex=True))


@blueprint.post("/<lang>/<campaign>/me/link")
@access.acting("participant.link_sent")
def send_link(lang: str, campaign: str) -> ResponseReturnValue:
    """The same answer for an address we know and one we do not."""
    now = clock.now()
    view = lookups.campaign(campaign)
    page = page_of(view, lang, now, noindex=True)
    typed = request.form.get("address", "")
    try:
        if form_tokens.read(request.form.get("token", ""), "link", view.id) is None:
            raise Refused([Objection("form_expired")])
        confirmation = participants.send_link(view.id, address=typed, lang=lang, now=now)
    except Refused as refused:
        return _link(page, refused, typed)
    return redirect(confirming.address(page, confirmation), 303)


@blueprint.post("/<lang>/<campaign>/me/out")
@access.mine("participant.signed_out")
def out(lang: str, campaign: str) -> ResponseReturnValue:
    """Forget me in this browser."""
    page, _ = _mine(lang, campaign)
    participants.sign_out(page.campaign.id, mine.token(), now=clock.now())
    return _forgetting(redirect(page.home, 303))


@blueprint.get("/<lang>/<campaign>/me/erase")
@access.mine()
def erasing(lang: str, campaign: str) -> ResponseReturnValue:
    """What erasing means, before it is done."""
    page, participant = _present(lang, campaign)
    own = entries.own(page.campaign.id, participant.id)
    return render_template("me/erase.html", page=page, own=own)


@blueprint.post("/<lang>/<campaign>/me/erase")
@access.mine("participant.erased")
def erase(lang: str, campaign: str) -> ResponseReturnValue:
    """Erase my data."""
    page, participant = _present(lang, campaign)
    participants.erase(page.campaign.id, participant.id, now=clock.now())
    return _forgetting(render_template("me/erased.html", page=page))


def _is_open(view: CampaignView, position: int, now: datetime) -> bool:
    phase = view.at(position)
    return phase is not None and moment_of(phase.plan, now) is Moment.NOW


def _mine(lang: str, campaign: str) -> tuple[Page, Participant | None]:
    view = lookups.campaign(campaign)
    now = clock.now()
    return page_of(view, lang, now, noindex=True), mine.participant(view.id, now)


def _present(lang: str, campaign: str) -> tuple[Page, Participant]:
    page, participant = _mine(lang, campaign)
    if participant is None:
        abort(redirect(page.to("link_again"), 303))
    return page, participant


def _entry(
    page: Page,
    participant: Participant,
    entry: str,
    answers: dict[str, Any] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    own = _own(page.campaign, participant, entry)
    html = render_template(
        "me/entry.html",
        page=page,
        own=own,
        card=cards.own_card(page, own),
        sharing=shares.sharing(page, own.name, number=own.number) if own.number else None,
        fields=_fields(page.campaign),
        answers=answers or own.answers,
        wrong=errors.sentences(refused.objections) if refused else {},
        letters=letters.of_entry(page.campaign.id, own.id),
        key=mine.new_key(),
        new="new" in request.args,
        saved="saved" in request.args,
        rules=page.to("rules"),
    )
    return html, status


def _link(page: Page, refused: Refused | None = None, typed: str = "") -> ResponseReturnValue:
    html = render_template(
        "me/link.html",
        page=page,
        token=form_tokens.issue("link", page.campaign.id),
        address=typed,
        wrong=errors.sentences(refused.objections) if refused else {},
    )
    return html, 422 if refused else 200


def _fields(view: CampaignView) -> tuple[forms.Field, ...]:
    row = campaigns.form(view.id)
    if row is None:
        abort(404)
    texts = (FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT, FieldKind.TAGS)
    return tuple(field for field in forms.fields(row.definition) if field.kind in texts)


def _typed(view: CampaignView) -> dict[str, Any]:
    keys = [field.key for field in _fields(view)]
    return {key: request.form.get(key, "") for key in (*keys, "alternative")}


def _own(view: CampaignView, participant: Participant, entry: str) -> entries.OwnEntry:
    found = entries.one_own(view.id, participant.id, _id(entry))
    if found is None:
        abort(404)
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        abort(404)


def _forgetting(answer: Any) -> ResponseReturnValue:
    response = make_response(answer)
    response.delete_cookie(access.participant_cookie(), path="/")
    return response
