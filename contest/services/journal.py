"""The journal: written by whoever is seen with name and role, published by communications, amended in the open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import new_id, transaction
from contest.models import Campaign, JournalPost
from contest.queries import entries, journal
from contest.rules import forms
from contest.rules import journal as rules
from contest.rules.journal import PostState, Standing, Texts
from contest.rules.objections import Objection, Refused
from contest.services import audit, pictures


@dataclass(frozen=True)
class Writer:
    """Who acts; `publishes`: for communications, which may also change what others wrote."""

    id: UUID
    publishes: bool = False


def draft(
    campaign_id: UUID, texts: Texts, *, entry_number: int | None, submit_key: str, by: Writer, now: datetime
) -> int:
    """Begin a post, or a word on an entry; its number. One `submit_key`, one post.

    Errors: Refused with answer_too_long (field_language), entry_gone (`entry`).
    """
    with transaction() as session:
        # Numbers follow one another: two colleagues at once wait for each other here.
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        of = JournalPost.campaign_id == campaign_id, JournalPost.submit_key == submit_key
        if (same := session.scalar(select(JournalPost.number).where(*of))) is not None:
            return same
        on_entry = entry_number is not None
        kept = rules.tidy(campaign.languages, texts, on_entry=on_entry)
        about = {"on_entry": on_entry, "with_picture": False, "complete": False}
        if reasons := rules.about_texts(campaign.languages, kept, **about):
            raise Refused(reasons)
        entry = entries.id_of(campaign_id, entry_number) if entry_number is not None else None
        if on_entry and entry is None:
            raise Refused([Objection("entry_gone", "entry")])
        post = JournalPost(campaign_id=campaign_id, id=new_id(), number=journal.next_number(campaign_id))
        post.entry_id, post.writer_id, post.texts = entry, by.id, kept
        post.state, post.submit_key = PostState.DRAFT, submit_key
        post.created_at = post.changed_at = now
        session.add(post)
        _record("journal.drafted", post, by, now)
        return post.number


def change(campaign_id: UUID, number: int, texts: Texts, *, revision: int, by: Writer, now: datetime) -> int:
    """Write it anew, as read in `revision`; its revision from now on. What says the same is not changed.

    What is public, or has its hour, stays complete; once it is public, it says that it was amended. Errors:
    LookupError; Refused with answer_too_long, text_missing (field_language), journal_not_yours, journal_over,
    journal_changed (it was written anew meanwhile).
    """
    with transaction() as session:
        post, campaign = _open(session, campaign_id, number, by)
        kept = rules.tidy(campaign.languages, texts, on_entry=post.entry_id is not None)
        if kept == post.texts:
            return post.revision
        if revision != post.revision:
            raise Refused([Objection("journal_changed")])
        _check(campaign, post, kept, complete=post.state is PostState.PUBLISHED)
        post.texts = kept
        _amend(post, by, now)
        return post.revision


def illustrate(campaign_id: UUID, number: int, picture_id: UUID | None, *, by: Writer, now: datetime) -> int:
    """Give a post this picture, which its writer has just sent (None: take it out); its revision.

    Errors: LookupError; Refused with journal_not_yours, journal_over, and text_missing (`alternative_language`) for
    one that is public or has its hour and does not say what the picture shows.
    """
    with transaction() as session:
        post, campaign = _open(session, campaign_id, number, by)
        before = post.picture_id
        if post.entry_id is not None or before == picture_id:
            return post.revision
        post.picture_id = picture_id
        _check(campaign, post, post.texts, complete=post.state is PostState.PUBLISHED)
        _amend(post, by, now)
        session.flush()
        if before is not None:
            pictures.erase_if_unused(campaign_id, before, now=now)
        return post.revision


def propose(campaign_id: UUID, number: int, *, by: Writer, now: datetime) -> None:
    """Hand it in for communications to read. Twice is once.

    Errors: LookupError; Refused with journal_not_yours, journal_over, journal_not_seen (name): whoever signs has
    chosen to be seen. Languages may still be missing: communications sees which.
    """
    with transaction() as session:
        post, _ = _open(session, campaign_id, number, by)
        if post.state is not PostState.DRAFT:
            return
        if reasons := _about_writer(post):
            raise Refused(reasons)
        post.state, post.remark, post.changed_at = PostState.PROPOSED, "", now
        _record("journal.proposed", post, by, now)


def send_back(campaign_id: UUID, number: int, remark: str, *, by: Writer, now: datetime) -> None:
    """Give it back to its writer, saying why; one that has its hour has none any more. Twice is once.

    Errors: LookupError; Refused with text_missing, answer_too_long (`remark`), journal_over (it is public).
    """
    with transaction() as session:
        post, _ = _open(session, campaign_id, number, by)
        if post.state is PostState.DRAFT:
            return
        if _standing(post, now) is Standing.SHOWN:
            raise Refused([Objection("journal_over")])
        post.remark = _said(remark, "remark")
        post.state, post.opens, post.published_by, post.changed_at = PostState.DRAFT, None, None, now
        _record("journal.sent_back", post, by, now)


def publish(campaign_id: UUID, number: int, *, opens: datetime | None, by: Writer, now: datetime) -> datetime:
    """Have it shown from `opens` on (None: at once), signed as its writer is called now; answers that moment.

    One that waits for its hour gets another one; one that is shown stays as it is. Errors: LookupError; Refused with
    text_missing, answer_too_long (field_language), journal_not_seen (name), journal_over, announcement_in_past
    (`opens`).
    """
    with transaction() as session:
        post, campaign = _open(session, campaign_id, number, by)
        if post.opens is not None and _standing(post, now) is Standing.SHOWN:
            return post.opens
        begins = (opens or now).replace(microsecond=0)
        reasons = _about_writer(post)
        if opens is not None and begins < now.replace(microsecond=0):
            reasons.append(Objection("announcement_in_past", "opens"))
        _check(campaign, post, post.texts, complete=True, more=reasons)
        signed = journal.writer(post.writer_id)
        post.signed_name, post.signed_role, post.signed_roles = signed.first_name, signed.title, dict(signed.titles)
        post.state, post.opens, post.published_by = PostState.PUBLISHED, begins, by.id
        post.remark, post.amended_at, post.changed_at = "", None, now
        _record("journal.published", post, by, now, {"opens": begins.isoformat()})
        return begins


def withdraw(campaign_id: UUID, number: int, reason: str, *, by: Writer, now: datetime) -> None:
    """Take back what was public; its page says so, and why. Twice is once.

    Errors: LookupError; Refused with text_missing, answer_too_long (`remark`), journal_not_public.
    """
    with transaction() as session:
        post = _row(session, campaign_id, number)
        if post.state is PostState.WITHDRAWN:
            return
        if _standing(post, now) is not Standing.SHOWN:
            raise Refused([Objection("journal_not_public")])
        post.remark = _said(reason, "remark")
        post.state, post.withdrawn_at, post.changed_at = PostState.WITHDRAWN, now, now
        _record("journal.withdrawn", post, by, now, {"reason": post.remark})


def drop(campaign_id: UUID, number: int, *, by: Writer, now: datetime) -> None:
    """Throw away what nobody outside has seen. Twice is once.

    Errors: Refused with journal_not_yours, journal_over (it was public, or has its hour).
    """
    with transaction() as session:
        try:
            post, _ = _open(session, campaign_id, number, by)
        except LookupError:
            return
        if post.state is PostState.PUBLISHED:
            raise Refused([Objection("journal_over")])
        _record("journal.dropped", post, by, now)
        picture = post.picture_id
        session.delete(post)
        session.flush()
        if picture is not None:
            pictures.erase_if_unused(campaign_id, picture, now=now)


def _row(session: Session, campaign_id: UUID, number: int) -> JournalPost:
    of = JournalPost.campaign_id == campaign_id, JournalPost.number == number
    wanted = select(JournalPost).where(*of).with_for_update().execution_options(populate_existing=True)
    post = session.scalar(wanted)
    if post is None:
        raise LookupError(number)
    return post


def _open(session: Session, campaign_id: UUID, number: int, by: Writer) -> tuple[JournalPost, Campaign]:
    """A post that this person may still change, and its campaign; locked. Errors: LookupError; Refused."""
    post = _row(session, campaign_id, number)
    if not by.publishes and post.writer_id != by.id:
        raise Refused([Objection("journal_not_yours")])
    if post.state is PostState.WITHDRAWN or (post.state is PostState.PUBLISHED and not by.publishes):
        raise Refused([Objection("journal_over")])
    return post, session.get_one(Campaign, campaign_id)


def _standing(post: JournalPost, now: datetime) -> Standing:
    return rules.standing(post.state, post.opens, post.withdrawn_at, now)


def _check(
    campaign: Campaign, post: JournalPost, texts: Texts, *, complete: bool, more: list[Objection] | None = None
) -> None:
    about = {"on_entry": post.entry_id is not None, "with_picture": post.picture_id is not None}
    if reasons := [*(more or ()), *rules.about_texts(campaign.languages, texts, **about, complete=complete)]:
        raise Refused(reasons)


def _about_writer(post: JournalPost) -> list[Objection]:
    """What keeps a name from standing under it: who left, or does not want to be seen, signs nothing new."""
    person = journal.writer(post.writer_id)
    seen = person.is_seen and person.left_at is None
    return [] if seen else [Objection("journal_not_seen", facts={"name": person.first_name})]


def _amend(post: JournalPost, by: Writer, now: datetime) -> None:
    """Something of it is another one now; what was public already says so."""
    post.revision, post.changed_at = post.revision + 1, now
    if _standing(post, now) is Standing.SHOWN:
        post.amended_at = now
        _record("journal.amended", post, by, now)
    else:
        _record("journal.changed", post, by, now)


def _said(typed: str, field: str) -> str:
    text = forms.clean_lines(typed)
    if not text:
        raise Refused([Objection("text_missing", field)])
    if len(text) > rules.LONGEST_REMARK:
        raise Refused([Objection("answer_too_long", field, {"most": rules.LONGEST_REMARK, "length": len(text)})])
    return text


def _record(verb: str, post: JournalPost, by: Writer, now: datetime, more: dict[str, Any] | None = None) -> None:
    details = {"number": post.number, **(more or {})}
    audit.record(verb, by=audit.staff(by.id), now=now, campaign=post.campaign_id, ref=post.id, details=details)
