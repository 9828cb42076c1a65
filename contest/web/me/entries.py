"""One idea of mine: where it stands and in whose hands; change it, take it back, answer, appeal."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Participant
from contest.queries import acceptances, campaigns, entries
from contest.queries import messages as letters
from contest.queries import moderation as queues
from contest.queries.campaigns import CampaignView
from contest.rules import changes, forms
from contest.rules.changes import Piece
from contest.rules.entries import AuthorAct, DecisionKind, move
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.services import audit, messages, moderation
from contest.services import entries as acts
from contest.web import access, cards, errors, mine, pictures, portraits, shares
from contest.web import press as files
from contest.web.enclosed import DROP, NEXT, Enclosed, is_pressed
from contest.web.me import pictures as own_pictures
from contest.web.me.present import identified, present, who
from contest.web.pages import Page
from contest.words import dates, reasons, statements

blueprint = Blueprint("my_entries", __name__)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>")
@access.mine()
def entry(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """One idea of mine: where it stands and in whose hands."""
    page, participant = who(lang, campaign)
    if participant is None:
        return redirect(page.to("link_again"), 303)
    return _entry(page, participant, entry)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>")
@access.mine("entry.edited", "picture.uploaded")
def edit(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Change an idea that still waits, or send back what we asked to be changed."""
    page, participant = present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    answers, then = _typed(page.campaign), request.form.get("then", "")
    enclosed = _sent_pictures(page.campaign, own, participant)
    enclosed, refused = enclosed.after_press(then).with_sent(page.campaign.id, audit.participant(participant.id))
    if is_pressed(then) and not refused:
        return _entry(page, participant, entry, answers, enclosed=enclosed)
    try:
        if refused:
            raise Refused(refused)
        acts.edit(
            page.campaign.id,
            own.id,
            answers=answers | enclosed.answers,
            picture_id=enclosed.cover,
            further=enclosed.further,
            seen_version=request.form.get("version", 0, type=int),
            by=participant.id,
            now=clock.now(),
        )
    except Refused as no:
        return _entry(page, participant, entry, answers, no, errors.status_of(no), enclosed)
    return redirect(page.to("my_entry", entry=entry) + "?saved=1", 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/withdraw")
@access.mine("entry.withdrawn")
def withdraw(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Take an idea back."""
    page, participant = present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    acts.withdraw(page.campaign.id, own.id, by=participant.id, now=clock.now())
    return redirect(page.to("my_entry", entry=entry), 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/messages")
@access.mine("message.written")
def answer(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Write back to the people of the contest."""
    page, participant = present(lang, campaign)
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


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/appeal")
@access.mine("entry.appealed")
def appeal(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Ask for another look at a refusal."""
    page, participant = present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    text = request.form.get("appeal", "")
    try:
        moderation.appeal(page.campaign.id, own.id, text=text, by=participant.id, now=clock.now())
    except Refused as refused:
        status = errors.status_of(refused)
        return _entry(page, participant, entry, {"appeal": text}, refused, status)
    return redirect(page.to("my_entry", entry=entry), 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/accept")
@access.mine("entry.accepted", "entry.published")
def accept(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """Accept the small correction that was proposed."""
    page, participant = present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    try:
        acts.accept_correction(page.campaign.id, own.id, by=participant.id, now=clock.now())
    except Refused as refused:
        refused = Refused([Objection(one.key, facts=one.facts) for one in refused.objections])
        return _entry(page, participant, entry, refused=refused, status=errors.status_of(refused))
    return redirect(page.to("my_entry", entry=entry), 303)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>/picture")
@access.mine()
def picture(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """The picture of an idea of mine, published or not."""
    page, participant = present(lang, campaign)
    own = _own(page.campaign, participant, entry)
    if own.picture_id is None:
        abort(404)
    return pictures.send(page.campaign.id, own.picture_id, 640)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>/pictures/<signed>")
@access.mine()
def picture_at(lang: str, campaign: str, entry: str, signed: str) -> ResponseReturnValue:
    """One of the pictures of an idea of mine, also one that is not in a version of it yet."""
    page, participant = present(lang, campaign)
    found = own_pictures.one(signed, _own(page.campaign, participant, entry), participant)
    return pictures.send(page.campaign.id, found, 640) if found is not None else abort(404)


def _entry(
    page: Page,
    participant: Participant,
    entry: str,
    typed: dict[str, Any] | None = None,
    refused: Refused | None = None,
    status: int = 200,
    enclosed: Enclosed | None = None,
) -> ResponseReturnValue:
    own = _own(page.campaign, participant, entry)
    enclosed = enclosed or own_pictures.kept(own, _most(page.campaign))
    wrong = errors.sentences(refused.objections) if refused else {}
    html = render_template(
        "me/entry.html",
        page=page,
        own=own,
        card=cards.own_card(page, own),
        asked=acceptances.one_mine(page.campaign.id, participant.id, own.id),
        sharing=shares.sharing(page, own.name, number=own.number) if own.number else None,
        fields=_fields(page.campaign),
        answers={**own.answers, **(typed or {})},
        wrong=wrong,
        first_wrong=next((key for key in wrong if key), ""),
        picture_field=_picture_field(page.campaign),
        several=enclosed.several,
        pictures=own_pictures.shown(page, own, participant, enclosed),
        listed=own_pictures.listed(own, participant, enclosed),
        next_alternative=enclosed.words.get(NEXT, ""),
        face=portraits.own_address,
        letters=letters.of_entry(page.campaign.id, own.id),
        key=mine.new_key(),
        new="new" in request.args,
        saved="saved" in request.args,
        rules=page.to("rules"),
        certificates=files.certificate_languages(page.campaign, own.id, clock.now()) if own.number else None,
        may_edit=move(own.state, AuthorAct.EDIT) is not None and not own.is_hidden,
        may_withdraw=move(own.state, AuthorAct.WITHDRAW) is not None,
        **_verdict(page, own),
    )
    return html, status


def _verdict(page: Page, own: entries.OwnEntry) -> dict[str, Any]:
    """What was decided last, why, and whether its author may ask for another look."""
    found = entries.verdict(page.campaign.id, own.id)
    correction = queues.correction(page.campaign.id, own.id)
    appealed = found.appealed_at if found else None
    return {
        "verdict": found,
        "why": reasons.reason(page.lang, found.reason, page.campaign.guidance) if found and found.reason else None,
        "appealed": dates.day_and_time(page.lang, appealed, page.campaign.zone) if appealed else "",
        "may_appeal": move(own.state, AuthorAct.APPEAL) is not None and found is not None and appealed is None,
        "longest_appeal": moderation.LONGEST_APPEAL,
        "statement": _statement(page, own, found),
        "kept_one": queues.kept(page.campaign.id, own.id),
        "joined": queues.joined(page.campaign.id, own.id),
        "correction": _lines(page, correction) if correction else [],
    }


def _statement(page: Page, own: entries.OwnEntry, found: entries.Verdict | None) -> list[str]:
    """The whole statement of reasons for a refusal or removal."""
    if found is None or found.kind not in (DecisionKind.REFUSE, DecisionKind.REMOVE):
        return []
    removed = found.kind is DecisionKind.REMOVE
    return statements.statement(
        page.lang,
        reason=found.reason,
        basis=found.basis,
        noticed=found.noticed,
        removed=removed,
        by=page.campaign.guidance,
    )


def _lines(page: Page, correction: queues.Corrected) -> list[tuple[str, list[Piece]]]:
    """What a correction would change, field by field and word by word."""
    labels = {field.key: field.label_in(page.lang) for field in _fields(page.campaign)}
    return [
        (labels.get(key, ""), changes.between(_read(correction.before[key]), _read(after)))
        for key, after in correction.after.items()
    ]


def _read(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, list | tuple) else str(answer or "")


def _sent_pictures(view: CampaignView, own: entries.OwnEntry, participant: Participant) -> Enclosed:
    """The pictures of the form that was sent, without the one it asks to drop."""
    found = own_pictures.sent(view, own, participant, _most(view))
    return found.after_press(DROP) if request.form.get("drop") == "1" and not found.several else found


def _most(view: CampaignView) -> int:
    field = _picture_field(view)
    return field.most if field else 0


def _picture_field(view: CampaignView) -> forms.Field | None:
    return next((field for field in _asked(view) if field.kind is FieldKind.PICTURE), None)


def _fields(view: CampaignView) -> tuple[forms.Field, ...]:
    texts = (FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT, FieldKind.TAGS)
    return tuple(field for field in _asked(view) if field.kind in texts)


def _asked(view: CampaignView) -> tuple[forms.Field, ...]:
    row = campaigns.form(view.id)
    if row is None:
        abort(404)
    return forms.fields(row.definition)


def _typed(view: CampaignView) -> dict[str, Any]:
    keys = [field.key for field in _fields(view)]
    return {key: request.form.get(key, "") for key in (*keys, "alternative")}


def _own(view: CampaignView, participant: Participant, entry: str) -> entries.OwnEntry:
    found = entries.one_own(view.id, participant.id, identified(entry))
    if found is None:
        abort(404)
    return found
