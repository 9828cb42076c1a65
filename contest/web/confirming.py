"""Where a confirmation's code is typed: its signed address, and what is told and asked there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from contest.models import ConfirmationPurpose
from contest.queries import announcements, ballots, graces
from contest.queries import confirmations as queries
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Refused
from contest.services import confirm, confirmations, limits, other_address
from contest.services.confirmations import Asked
from contest.services.limits import Limited
from contest.web import errors, previews, side_prizes
from contest.web.pages import Page
from contest.words import dates

# A mail that has not left by then is said to be on its way.
AT_ONCE = timedelta(seconds=30)


def address(campaign: CampaignView, confirmation_id: UUID) -> str:
    """Where the code of a confirmation is typed: signed, so that nobody else's can be tried."""
    return campaign.path("check", signed=sign(campaign.id, confirmation_id))


def sign(campaign_id: UUID, confirmation_id: UUID) -> str:
    """A confirmation's id as it stands in addresses."""
    return _serializer(campaign_id).dumps(confirmation_id.hex)


def read(campaign_id: UUID, signed: str) -> UUID:
    """The confirmation behind an address. Errors: 404 for one not made by us."""
    try:
        return UUID(hex=_serializer(campaign_id).loads(signed))
    except (BadSignature, ValueError):
        abort(404)


def asked(campaign: CampaignView, signed: str) -> Asked:
    """The same as it stands. Errors: 404."""
    return confirmations.get(campaign.id, read(campaign.id, signed)) or abort(404)


def told(page: Page, row: Asked, refused: Refused | None = None) -> dict[str, Any]:
    """What the page says and asks where the code is typed, with what was typed wrong."""
    left = _left(page, row)
    known = row.purpose in other_address.PURPOSES
    mail = _mail_of(row, previews.now(page.campaign.id)) if known else ""
    # After the close nobody votes under another address.
    changeable = known and left is None and row.used_at is None
    return {
        "purpose": row.purpose.value,
        "wrong": _wrong(refused, changeable=changeable) if refused else {},
        "sent": "sent" in request.args,
        "side_prizes": side_prizes.of_ballot(page.campaign, page.lang, row.purpose, row.subject_id),
        "ticked": ticked(),
        "tell": may_tell(page, row),
        "telling": tell(),
        "changeable": changeable,
        "mail": mail,
        "earlier": mail == "none" and _earlier_counts(row, previews.now(page.campaign.id)),
        "most": {"mails": confirmations.MAILS, "hours": confirmations.STRETCH // 3600},
        "left": left,
        "address": request.form.get("address", ""),
        "local": page.campaign.contact_address if current_app.config["SETTINGS"].mail is not None else "",
    }


def status(refused: Refused | None) -> int:
    """With which status that page is shown: nearly always a code is wrong, or came too late."""
    return 429 if isinstance(refused, Limited) else 422 if refused else 200


def ticked() -> int:
    """The version of the terms of a draw that were ticked; 0 where nothing was."""
    return request.form.get("side_prizes", 0, type=int)


def tell() -> bool:
    """Whether they want to be told what is announced."""
    return bool(request.form.get("tell"))


def wished() -> dict[str, Any]:
    """What was ticked beside the confirming itself, for `confirm.finish`."""
    return {"side_prizes": ticked(), "tell": tell()}


def may_tell(page: Page, row: Asked) -> bool:
    """Whether there is still something to be told to whoever confirms this."""
    now = previews.results_now(page.campaign.id)
    return row.purpose in confirm.TELLABLE and announcements.latest(page.campaign.id, now) is None


def _wrong(refused: Refused, *, changeable: bool) -> dict[str, list[str]]:
    """What is wrong, beside the field that was sent and is shown: there stands what is said of the whole act, too."""
    sent = "address" if changeable and "address" in request.form else "code"
    return {sent: [said for several in errors.sentences(refused.objections).values() for said in several]}


def _mail_of(row: Asked, now: datetime) -> str:
    """What is known of the mail: that the address takes none, that it has had its mails for now, or that it has not
    left yet; else nothing.
    """
    if row.used_at is not None:
        return ""
    if row.bounced_at is not None:
        return "bounced"
    if row.handed_at is None and not queries.is_mailed(row.id):
        return "none"
    if "sent" in request.args and _is_refused(row, now):
        return "not again"
    return "slow" if row.handed_at is None and now - row.created_at > AT_ONCE else ""


def _is_refused(row: Asked, now: datetime) -> bool:
    """Whether this address was to get another mail within these hours, and none left."""
    (tries,) = limits.counted(("confirmation mail", str(row.campaign_id), row.voter_key), now=now)
    return tries > confirmations.MAILS


def _earlier_counts(row: Asked, now: datetime) -> bool:
    subject = row.subject_id
    return subject is not None and queries.earlier_counts(
        row.campaign_id, subject, row.purpose, before=row.created_at, now=now
    )


def _left(page: Page, row: Asked) -> str | None:
    """Until when a vote that has closed may still be confirmed; empty while mail decides it, None before the close."""
    subject = row.subject_id if row.purpose is ConfirmationPurpose.BALLOT else None
    cast = ballots.ballot(page.campaign.id, subject) if subject is not None else None
    phase = page.campaign.at(cast.phase_position) if cast else None
    now = previews.now(page.campaign.id)
    if phase is None or now < phase.closes:
        return None
    length = graces.length(graces.Vote(page.campaign.id, phase.id, phase.closes, phase.rules.grace), now)
    return "" if length is None else dates.day_and_time(page.lang, phase.closes + length, page.campaign.zone)


def _serializer(campaign_id: UUID) -> URLSafeSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt=f"confirmation {campaign_id}")
