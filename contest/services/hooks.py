"""Chats and programs that alarms are posted to, beside the mails to whoever is on duty."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from contest.db import new_id, reading, transaction
from contest.models import Alarm, Hook, Staff
from contest.queries import campaigns, duties
from contest.rules import addresses, hooks
from contest.rules.alarms import AGAIN
from contest.rules.objections import Refused
from contest.services import audit, keys, outbox
from contest.services.outbox import Lane
from contest.words import alarms as words

LONGEST_FAULT = 200


@dataclass(frozen=True)
class Posted:
    """What is posted: the address, the secret it is signed with, and what it says."""

    address: str
    secret: str
    said: dict[str, object]


class Needless(Exception):  # noqa: N818 - nothing went wrong
    """There is nothing to post any more; why, as the outbox notes it."""


def add(
    campaign_id: UUID | None, address: str, *, strict: bool, inner: Collection[str], by: UUID, now: datetime
) -> UUID:
    """Have the alarms of a campaign, or (None) all of them, posted to an address, in the language of who says so.

    The same address for the same alarms twice is one. Errors: Refused as `rules.hooks.objections`.
    """
    address = address.strip()
    with transaction() as session:
        # One at a time: who asks twice at once finds the first one.
        person = session.get_one(Staff, by, with_for_update=True)
        others = duties.hooks()
        same = next((one for one in others if one.campaign_id == campaign_id and _is(one, address)), None)
        if same is not None:
            return same.id
        if found := hooks.objections(address, len(others), strict=strict, inner=inner):
            raise Refused(found)
        hook = Hook(id=new_id(), campaign_id=campaign_id, host=hooks.host_of(address), lang=person.lang)
        hook.address_sealed = keys.seal_hook(hook.id, address)
        hook.added_by, hook.added_at = by, now
        session.add(hook)
        _record("hook.added", hook.id, hook.campaign_id, hook.host, by, now)
        return hook.id


def remove(hook_id: UUID, *, by: UUID, now: datetime) -> None:
    """Post nothing there any more. Twice is once."""
    with transaction() as session:
        gone = session.execute(delete(Hook).where(Hook.id == hook_id).returning(Hook.campaign_id, Hook.host)).first()
        if gone is not None:
            _record("hook.removed", hook_id, gone.campaign_id, gone.host, by, now)


def test(hook_id: UUID, *, by: UUID, key: str, now: datetime) -> None:
    """Post a word there, to see that it arrives; one `key`, one word. One that is gone is passed over."""
    with transaction() as session:
        hook = session.get(Hook, hook_id)
        if hook is None:
            return
        _queue("hook.test", f"hook-test:{hook_id.hex}:{key}", hook, {"staff": by.hex}, now)
        _record("hook.tested", hook_id, hook.campaign_id, hook.host, by, now)


def queue(alarm_id: UUID, campaign_id: UUID | None, moment: str, now: datetime, *, over: bool) -> None:
    """Queue an alarm for every address that it goes to; in the caller's transaction."""
    for hook in duties.hooks(campaign_id, of_all=False):
        ids = {"alarm": alarm_id.hex, "over": "yes" if over else "no"}
        _queue("hook.alarm", f"hook:{alarm_id.hex}:{hook.id.hex}:{moment}", hook, ids, now)


def compose(kind: str, ids: dict[str, str], *, queued_at: datetime, public_url: str, now: datetime) -> Posted:
    """What is posted of a row of the outbox. Errors: Needless, also where it waited so long that it was told again."""
    hook = reading().get(Hook, UUID(ids["hook"]), populate_existing=True)
    if hook is None:
        raise Needless("nothing is posted there any more")
    if kind == "hook.alarm" and ids["over"] == "no" and now - queued_at >= AGAIN:
        raise Needless("told again since")
    said = _test(hook, ids, now) if kind == "hook.test" else _alarm(hook, ids, public_url, now)
    return Posted(keys.open_hook(hook.id, hook.address_sealed), keys.hook_secret(hook.id), said)


def note(hook_id: UUID, fault: str, now: datetime) -> None:
    """What became of a try, for the page that lists them; empty when it arrived."""
    with transaction() as session:
        here = update(Hook).where(Hook.id == hook_id)
        session.execute(here.values(tried_at=now, fault=fault[:LONGEST_FAULT]))


def _test(hook: Hook, ids: dict[str, str], now: datetime) -> dict[str, object]:
    person = reading().get(Staff, UUID(ids["staff"]))
    text = words.test(hook.lang, person.first_name if person is not None else "")
    return {"text": text, "event": "test", "at": now.isoformat()}


def _alarm(hook: Hook, ids: dict[str, str], public_url: str, now: datetime) -> dict[str, object]:
    alarm, over = reading().get(Alarm, UUID(ids["alarm"]), populate_existing=True), ids["over"] == "yes"
    if alarm is None or (not over and alarm.ended_at is not None):
        raise Needless("it is over")
    campaign = campaigns.by_id(alarm.campaign_id, hook.lang) if alarm.campaign_id else None
    link = addresses.absolute(public_url, "desk_duty")
    said = words.said(hook.lang, alarm.condition, alarm.facts, campaign.name if campaign else "")
    return {
        "text": words.posted(hook.lang, alarm.condition, said, link, over=over),
        "event": "alarm.over" if over else "alarm",
        "at": now.isoformat(),
        "alarm": {
            "id": str(alarm.id),
            "condition": alarm.condition.value,
            "campaign": campaign.slug if campaign else None,
            "number": alarm.facts.get("num", 0),
            "since": alarm.since.isoformat(),
        },
        "link": link,
    }


def _is(hook: Hook, address: str) -> bool:
    return keys.open_hook(hook.id, hook.address_sealed) == address


def _queue(kind: str, dedupe_key: str, hook: Hook, ids: dict[str, str], now: datetime) -> None:
    outbox.queue(
        kind,
        dedupe_key=dedupe_key,
        now=now,
        ids={"hook": hook.id.hex, **ids},
        lang=hook.lang,
        campaign=hook.campaign_id,
        lane=Lane.PEOPLE,
    )


def _record(verb: str, hook: UUID, campaign: UUID | None, host: str, by: UUID, now: datetime) -> None:
    audit.record(verb, by=audit.staff(by), now=now, campaign=campaign, ref=hook, details={"host": host})
