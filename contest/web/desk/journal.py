"""The journal at the desk: written by whoever signs, handed in, published from a moment on, amended, taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock, vault
from contest.models import JournalPost
from contest.queries import entries, journal
from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules import journal as rules
from contest.rules.journal import PostState, Standing, Texts
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import MOST_BYTES
from contest.rules.previews import LASTS
from contest.rules.roles import Act
from contest.rules.shares.targets import shortened
from contest.services import audit
from contest.services import journal as acts
from contest.services.journal import Writer
from contest.web import access, errors, lookups, pictures, portraits, previews
from contest.web.desk import frame, moments
from contest.words.catalogues import N_

blueprint = Blueprint("desk_journal", __name__, url_prefix="/desk/<campaign>/journal")
# In the list.
LONGEST_TITLE = 80
SAID = {
    Standing.DRAFT: N_("It is kept. Only you and those who publish see it."),
    Standing.PROPOSED: N_("It is handed in. Those who publish read it next."),
    Standing.WAITING: N_("It will be public at its second."),
    Standing.SHOWN: N_("Everybody can read it now."),
}


@blueprint.get("")
@access.staff(Act.WRITE_JOURNAL)
def listed(campaign: str) -> ResponseReturnValue:
    """One's own posts and what was published; for those who publish, everybody's."""
    view, me, now = lookups.campaign_for_staff(campaign), _writer(campaign), clock.now()
    reader = None if me.publishes else me.id
    lines, before = journal.listed(view.id, reader=reader, before=request.args.get("before", type=int))
    return frame.page(
        "journal/list",
        section="journal",
        campaign=campaign,
        rows=[(line, _standing(line.post, now), _title(view, line.post)) for line in lines],
        before=before,
        wrong_entry=request.args.get("missing", ""),
    )


@blueprint.get("/new")
@access.staff(Act.WRITE_JOURNAL)
def begun(campaign: str) -> ResponseReturnValue:
    """An empty post, or a word on the idea whose number is given."""
    view, typed = lookups.campaign_for_staff(campaign), request.args.get("entry")
    number = None if typed is None else _number(typed)
    if typed is not None and (number is None or entries.one_card(view.id, number) is None):
        return redirect(url_for("desk_journal.listed", campaign=campaign, missing=typed[:20] or "–"), 303)
    return _page(view, None, {}, entry_number=number)


@blueprint.post("/new")
@access.staff(Act.WRITE_JOURNAL, "journal.drafted", "journal.changed", "journal.proposed", "journal.published")
def begin(campaign: str) -> ResponseReturnValue:
    """Keep it, and go on as was asked; the key in the form makes a second click the same post."""
    view, me = lookups.campaign_for_staff(campaign), _writer(campaign)
    key, entry, texts = request.form.get("key", ""), _number(request.form.get("entry", "")), _typed(view)
    if not key or len(key) > 64:
        abort(400)
    try:
        number = acts.draft(view.id, texts, entry_number=entry, submit_key=key, by=me, now=clock.now())
    except Refused as refusal:
        return _again(refusal, view, None, texts, entry_number=entry)
    return _go_on(view, number, texts, me)


@blueprint.get("/<int:number>")
@access.staff(Act.WRITE_JOURNAL)
def shown(campaign: str, number: int) -> ResponseReturnValue:
    """One post, to be written on, read, published."""
    view = lookups.campaign_for_staff(campaign)
    post = _post(view, number)
    return _page(view, post, post.texts)


@blueprint.post("/<int:number>")
@access.staff(Act.WRITE_JOURNAL, "journal.changed", "journal.amended", "journal.proposed", "journal.published")
def write(campaign: str, number: int) -> ResponseReturnValue:
    """Write it anew, and hand it in or publish it where that was asked."""
    view, me = lookups.campaign_for_staff(campaign), _writer(campaign)
    _post(view, number)
    return _go_on(view, number, _typed(view), me)


@blueprint.post("/<int:number>/back")
@access.staff(Act.PUBLISH_JOURNAL, "journal.sent_back")
def send_back(campaign: str, number: int) -> ResponseReturnValue:
    """Give it back to its writer."""
    return _decided(campaign, number, acts.send_back, N_("It is back with whoever writes it."))


@blueprint.post("/<int:number>/withdraw")
@access.staff(Act.PUBLISH_JOURNAL, "journal.withdrawn")
def withdraw(campaign: str, number: int) -> ResponseReturnValue:
    """Take it back in the open."""
    return _decided(campaign, number, acts.withdraw, N_("It is taken back; its page says so, and why."))


@blueprint.post("/<int:number>/drop")
@access.staff(Act.WRITE_JOURNAL, "journal.dropped")
def drop(campaign: str, number: int) -> ResponseReturnValue:
    """Throw a draft away; one that is gone already is gone."""
    view, me = lookups.campaign_for_staff(campaign), _writer(campaign)
    try:
        acts.drop(view.id, number, by=me, now=clock.now())
    except Refused as refusal:
        post = _post(view, number)
        return _again(refusal, view, post, post.texts)
    flash(N_("The draft is thrown away."))
    return redirect(url_for("desk_journal.listed", campaign=campaign), 303)


@blueprint.get("/<int:number>/picture/<int:width>.webp")
@access.staff(Act.WRITE_JOURNAL)
def picture(campaign: str, number: int, width: int) -> ResponseReturnValue:
    """The picture of a post, public or not."""
    view = lookups.campaign_for_staff(campaign)
    post = _post(view, number)
    if post.picture_id is None or width not in pictures.WIDTHS:
        abort(404)
    return pictures.send(view.id, post.picture_id, width)


def _decided(campaign: str, number: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    """Give a post back or take it back, with the reason that was typed; `done` says that it happened."""
    view, me = lookups.campaign_for_staff(campaign), _writer(campaign)
    post = _post(view, number)
    try:
        act(view.id, number, request.form.get("remark", ""), by=me, now=clock.now())
    except Refused as refusal:
        return _again(refusal, view, post, post.texts)
    flash(done)
    return redirect(url_for("desk_journal.shown", campaign=campaign, number=number), 303)


def _go_on(view: CampaignView, number: int, texts: Texts, me: Writer) -> ResponseReturnValue:
    """Keep the words and the picture, then do what the button that was pressed says."""
    then, now = request.form.get("then", "keep"), clock.now()
    if then == "publish" and not me.publishes:
        abort(403)
    try:
        revision = request.form.get("revision", 1, type=int)
        acts.change(view.id, number, texts, revision=revision, by=me, now=now)
        _illustrate(view, number, me)
        if then == "propose":
            acts.propose(view.id, number, by=me, now=now)
        elif then == "publish":
            acts.publish(view.id, number, opens=_opens(view), by=me, now=now)
    except Refused as refusal:
        return _again(refusal, view, journal.written(view.id, number), texts)
    post = _post(view, number)
    flash(SAID[_standing(post, clock.now())])
    return redirect(url_for("desk_journal.shown", campaign=view.slug, number=number), 303)


def _illustrate(view: CampaignView, number: int, me: Writer) -> None:
    found = pictures.received(view.id, audit.staff(me.id))
    if found is not None or request.form.get("no_picture") == "1":
        acts.illustrate(view.id, number, found, by=me, now=clock.now())


def _opens(view: CampaignView) -> datetime | None:
    if request.form.get("when") != "at":
        return None
    return moments.read(request.form.get("at", ""), view.zone, "opens")


def _writer(campaign: str) -> Writer:
    person = access.person()
    return Writer(person.id, person.may(Act.PUBLISH_JOURNAL, lookups.campaign_for_staff(campaign).id))


def _post(view: CampaignView, number: int) -> JournalPost:
    """A post that this person may read. Errors: 404."""
    found, person = journal.written(view.id, number), access.person()
    if found is None:
        abort(404)
    told = found.state in {PostState.PUBLISHED, PostState.WITHDRAWN}
    if not told and found.writer_id != person.id and not person.may(Act.PUBLISH_JOURNAL, view.id):
        abort(404)
    return found


def _number(typed: str) -> int | None:
    digits = typed.strip().lstrip("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def _typed(view: CampaignView) -> dict[str, dict[str, str]]:
    return {lang: {field: request.form.get(f"{field}_{lang}", "") for field in rules.POST} for lang in view.languages}


def _standing(post: JournalPost, now: datetime) -> Standing:
    return rules.standing(post.state, post.opens, post.withdrawn_at, now)


def _title(view: CampaignView, post: JournalPost) -> str:
    """What a post is called in the list: its title, or the beginning of what it says, in the first language it has."""
    for lang in (access.person().lang, view.default_language, *view.languages):
        said = post.texts.get(lang, {})
        if text := said.get("title") or said.get("text"):
            return shortened(str(text), LONGEST_TITLE)
    return ""


def _again(refusal: Refused, view: CampaignView, post: JournalPost | None, texts: Texts, **more: Any) -> Response:
    # What is wrong with a file is said at the field that holds it.
    known = [Objection(one.key, one.field, one.facts) for one in refusal.objections]
    values = _values(view, post, texts, **more)
    return frame.again(Refused(known), "journal/post", status=errors.status_of(refusal), **values)


def _page(view: CampaignView, post: JournalPost | None, texts: Texts, **more: Any) -> str:
    return frame.page("journal/post", **_values(view, post, texts, **more))


def _values(
    view: CampaignView, post: JournalPost | None, texts: Texts, *, entry_number: int | None = None
) -> dict[str, Any]:
    now, me = clock.now(), _writer(view.slug)
    state = Standing.DRAFT if post is None else _standing(post, now)
    about = entries.by_ids(view.id, [post.entry_id]).get(post.entry_id) if post and post.entry_id else None
    if entry_number is not None:
        about = entries.one_card(view.id, entry_number)
    on_entry = about is not None or (post is not None and post.entry_id is not None)
    signs = journal.writer(post.writer_id if post else me.id)
    return {
        "section": "journal",
        "campaign": view.slug,
        "view": view,
        "post": post,
        "state": state.value,
        "about": about,
        "fields": rules.fields(on_entry=on_entry),
        "texts": texts,
        "lacking": [lang for lang in view.languages if not texts.get(lang, {}).get("text", "").strip()],
        "signs": signs,
        "face": portraits.own_address(signs.portrait_id) if signs.is_seen else "",
        "publishes": me.publishes,
        "may_write": state is not Standing.WITHDRAWN and (me.publishes or state in {Standing.DRAFT, Standing.PROPOSED}),
        "mine": signs.id == me.id,
        "key": request.form.get("key") or vault.new_token(),
        "entry": "" if about is None else str(about.number),
        "at": _at(view, post),
        "megabytes": MOST_BYTES // 2**20,
        "addresses": _addresses(view, post, state, about.number if about else None),
    }


def _at(view: CampaignView, post: JournalPost | None) -> str | None:
    """The moment in the form: as typed, else the one that is set; None: at once."""
    if request.form.get("when"):
        return request.form.get("at", "") if request.form["when"] == "at" else None
    return moments.typed(post.opens, view.zone) if post and post.opens else None


def _addresses(
    view: CampaignView, post: JournalPost | None, state: Standing, entry: int | None
) -> list[tuple[str, str]]:
    """Where it is read, by language: before its second, within a preview."""
    if post is None or post.opens is None or state not in {Standing.WAITING, Standing.SHOWN}:
        return []
    name, number = ("post", post.number) if entry is None else ("entry", entry)
    found = [(lang, addresses.path(name, lang=lang, campaign=view.slug, number=number)) for lang in view.languages]
    if state is Standing.SHOWN:
        return found
    signed = previews.sign(view.id, post.opens, clock.now() + LASTS["hour"], shows_results=False)
    return [(lang, previews.within(address, signed)) for lang, address in found]
