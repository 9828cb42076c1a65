"""Drafts: what somebody has typed and not yet sent, kept on the server, sealed, behind an unguessable link."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import Draft, DraftPicture
from contest.queries import drafts as queries
from contest.rules import mailboxes
from contest.services import audit, keys, pictures

KEPT = timedelta(days=30)
AT_ONCE = 200
# What was typed is kept unchecked, so it is bounded here: characters of an answer, answers, items of a list.
LONGEST, MOST = 4000, 40


def save(
    campaign_id: UUID,
    *,
    token: str,
    answers: Mapping[str, Any],
    picture_id: UUID | None,
    lang: str,
    now: datetime,
    further: Sequence[UUID] = (),
    other_pictures: bool = True,
) -> str:
    """Keep what was typed, unchecked; the draft's token, a new one when `token` is empty, unknown or sent.

    `picture_id` and, after it, `further` are the draft's pictures from now on; with `other_pictures` false a draft
    keeps those it has: what is kept while somebody types must not undo a picture that arrives meanwhile. Ticks are
    not kept: consent is given when sending.
    """
    typed, voter_key = _sealed(campaign_id, _bounded(answers)), _key_of(campaign_id, answers.get("address"))
    with transaction() as session:
        draft = _locked(session, campaign_id, token)
        if draft is not None and draft.entry_id is None:
            draft.answers, draft.lang, draft.changed_at, draft.voter_key = typed, lang, now, voter_key
            if other_pictures:
                draft.picture_id = picture_id
                _show(session, draft, further)
            return token
        token = vault.new_token()
        draft = Draft(
            campaign_id=campaign_id,
            id=new_id(),
            token_hash=vault.token_hash(token),
            voter_key=voter_key,
            lang=lang,
            answers=typed,
            picture_id=picture_id,
            entry_id=None,
            created_at=now,
            changed_at=now,
        )
        session.add(draft)
        session.flush()
        _show(session, draft, further)
        audit.record("draft.saved", by=audit.VISITOR, now=now, campaign=campaign_id)
        return token


def typed(campaign_id: UUID, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by field key, out of what a draft stores; nothing once the campaign's key is destroyed."""
    if "sealed" not in stored:
        return dict(stored)
    try:
        opened: dict[str, Any] = json.loads(keys.open_typed(campaign_id, bytes.fromhex(stored["sealed"])))
    except (KeyError, vault.Broken):
        return {}
    return opened


def finish(campaign_id: UUID, token: str, entry_id: UUID, *, now: datetime) -> None:
    """The draft was sent: it is emptied and leads to the entry; joins the caller's transaction."""
    with transaction() as session:
        draft = _locked(session, campaign_id, token)
        if draft is not None:
            draft.entry_id, draft.answers, draft.picture_id, draft.changed_at = entry_id, {}, None, now
            draft.voter_key = None
            _show(session, draft, ())


def forget(campaign_id: UUID, voter_key: str, *, now: datetime) -> None:
    """Delete what was typed under an address and never sent, with its pictures; in the caller's transaction."""
    with transaction() as session:
        theirs = Draft.campaign_id == campaign_id, Draft.voter_key == voter_key
        for draft_id in session.scalars(select(Draft.id).where(*theirs)).all():
            _delete(session, campaign_id, draft_id, now=now)


def _sealed(campaign_id: UUID, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"sealed": keys.seal_typed(campaign_id, json.dumps(answers)).hex()}


def _key_of(campaign_id: UUID, address: Any) -> str | None:
    try:
        return keys.voter_key(campaign_id, mailboxes.canonical(str(address)))
    except ValueError:
        return None


def sweep(*, now: datetime) -> int:
    """Delete drafts nobody touched for 30 days, with their pictures; answers how many (at most 200 at once)."""
    old = select(Draft.campaign_id, Draft.id).where(Draft.changed_at < now - KEPT)
    rows = reading().execute(old.limit(AT_ONCE)).all()
    for campaign_id, draft_id in rows:
        with transaction() as session:
            _delete(session, campaign_id, draft_id, Draft.changed_at < now - KEPT, now=now)
    return len(rows)


def _delete(session: Session, campaign_id: UUID, draft_id: UUID, *still: ColumnElement[bool], now: datetime) -> None:
    """Delete a draft for which this is still so, with the pictures that belong to nothing else."""
    shown = queries.pictures_of(campaign_id, draft_id)
    this = Draft.campaign_id == campaign_id, Draft.id == draft_id, *still
    if session.scalar(delete(Draft).where(*this).returning(Draft.id)) is not None:
        for picture_id in shown:
            pictures.erase_if_unused(campaign_id, picture_id, now=now)


def _show(session: Session, draft: Draft, further: Sequence[UUID]) -> None:
    """These are the pictures after the draft's cover."""
    of_draft = {"campaign_id": draft.campaign_id, "draft_id": draft.id}
    session.execute(delete(DraftPicture).filter_by(**of_draft))
    session.add_all(
        DraftPicture(**of_draft, place=place, picture_id=picture_id)
        for place, picture_id in enumerate(further, start=2)
    )


def _locked(session: Session, campaign_id: UUID, token: str) -> Draft | None:
    if not token:
        return None
    return session.scalar(
        select(Draft)
        .where(Draft.campaign_id == campaign_id, Draft.token_hash == vault.token_hash(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _bounded(answers: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, answer in list(answers.items())[:MOST]:
        if isinstance(answer, str):
            kept[key[:LONGEST]] = answer[:LONGEST]
        elif isinstance(answer, (list, tuple)):
            kept[key[:LONGEST]] = [str(item)[:LONGEST] for item in answer[:MOST]]
    return kept
