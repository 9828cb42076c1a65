"""Drafts: what somebody has typed and not yet sent, kept on the server, sealed, behind an unguessable link."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import Draft
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
) -> str:
    """Keep what was typed, unchecked; the draft's token, a new one when `token` is empty, unknown or sent.

    `picture_id` is the draft's picture from now on. Ticks are not kept: consent is given when sending.
    """
    typed, voter_key = _sealed(campaign_id, _bounded(answers)), _key_of(campaign_id, answers.get("address"))
    with transaction() as session:
        draft = _locked(session, campaign_id, token)
        if draft is not None and draft.entry_id is None:
            draft.answers, draft.picture_id, draft.lang, draft.changed_at = typed, picture_id, lang, now
            draft.voter_key = voter_key
            return token
        token = vault.new_token()
        session.add(
            Draft(
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
        )
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


def forget(campaign_id: UUID, voter_key: str, *, now: datetime) -> None:
    """Delete what was typed under an address and never sent, with its pictures; in the caller's transaction."""
    with transaction() as session:
        theirs = Draft.campaign_id == campaign_id, Draft.voter_key == voter_key
        found = session.scalars(select(Draft.picture_id).where(*theirs, Draft.picture_id.is_not(None))).all()
        session.execute(delete(Draft).where(*theirs))
        for picture_id in found:
            if picture_id is not None:
                pictures.erase_if_unused(campaign_id, picture_id, now=now)


def _sealed(campaign_id: UUID, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {"sealed": keys.seal_typed(campaign_id, json.dumps(answers)).hex()}


def _key_of(campaign_id: UUID, address: Any) -> str | None:
    try:
        return keys.voter_key(campaign_id, mailboxes.canonical(str(address)))
    except ValueError:
        return None


def sweep(*, now: datetime) -> int:
    """Delete drafts nobody touched for 30 days, with their pictures; answers how many (at most 200 at once)."""
    old = select(Draft.campaign_id, Draft.id, Draft.picture_id).where(Draft.changed_at < now - KEPT)
    rows = reading().execute(old.limit(AT_ONCE)).all()
    for campaign_id, draft_id, picture_id in rows:
        with transaction() as session:
            gone = session.scalar(
                delete(Draft)
                .where(Draft.campaign_id == campaign_id, Draft.id == draft_id, Draft.changed_at < now - KEPT)
                .returning(Draft.id)
            )
            if gone is not None and picture_id is not None:
                pictures.erase_if_unused(campaign_id, picture_id, now=now)
    return len(rows)


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
