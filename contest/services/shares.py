"""Sharing: counting that a link was followed, labels, and which networks stand in the open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import OperationalError

from contest.db import insert_into, transaction
from contest.models import Campaign, ShareLabel, ShareVisit
from contest.queries import shares as queries
from contest.queries.shares import Label
from contest.rules import shares as rules
from contest.rules.objections import Objection, Refused
from contest.rules.shares import LabelKind, Network
from contest.services import audit
from contest.services.audit import Actor
from contest.services.ballots import writer

FIRST = "share_first"


def visit(campaign_id: UUID, *, channel: int, entry_number: int, zone: str, now: datetime) -> bool:
    """Count that a link was followed, in one statement; False where it was not: no such channel, or no database.

    `zone` is the campaign's, whose days are counted.
    """
    if not is_known(campaign_id, channel):
        return False
    row = {"campaign_id": campaign_id, "day": day_of(now, zone), "channel": channel, "entry_number": entry_number}
    try:
        # With the ballots that come meanwhile: on SQLite a crowd that follows a link would keep them waiting.
        writer.write(lambda: _add(row))
    except OperationalError:
        # A full disk must not keep anybody from the page they were sent to.
        return False
    return True


def _add(row: dict[str, Any]) -> None:
    with transaction() as session:
        first = insert_into(session, ShareVisit).values(**row, visits=1)
        more = {"visits": ShareVisit.visits + 1}
        session.execute(first.on_conflict_do_update(index_elements=list(row), set_=more))


def is_known(campaign_id: UUID, channel: int) -> bool:
    """Whether a channel is a network, a widget or one of the campaign's labels; so nobody makes up rows."""
    label = rules.label_number(channel)
    if label is not None:
        return queries.has_label(campaign_id, label)
    return channel in rules.NETWORKS or rules.widget_of(channel) is not None


def day_of(moment: datetime, zone: str) -> str:
    """The day of a moment by a zone's calendar: "2026-11-24"."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def add_label(campaign_id: UUID, name: str, kind: LabelKind = LabelKind.OTHER, *, by: Actor, now: datetime) -> int:
    """Add a label; its number. Errors: Refused `field_missing`, `field_too_long`, `label_taken`."""
    with transaction() as session:
        # Numbers follow one another: two colleagues at once wait for each other here.
        session.get_one(Campaign, campaign_id, with_for_update=True)
        number = 1 + len(_others(campaign_id, None, name))
        label = ShareLabel(
            campaign_id=campaign_id, number=number, name=rules.tidy_label(name), kind=kind.value, made_at=now
        )
        session.add(label)
        details = {"label": label.name, "number": number}
        audit.record("share.labelled", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
        return number


def rename_label(campaign_id: UUID, number: int, name: str, kind: LabelKind, *, by: Actor, now: datetime) -> None:
    """Call a label otherwise; its links and its figures stay. What is called so already is not written again.

    Errors: Refused `label_gone`, and as `add_label`.
    """
    with transaction() as session:
        session.get_one(Campaign, campaign_id, with_for_update=True)
        label = session.get(ShareLabel, (campaign_id, number), populate_existing=True)
        if label is None:
            raise Refused([Objection("label_gone")])
        _others(campaign_id, number, name)
        named = rules.tidy_label(name)
        if (label.name, label.kind) == (named, kind.value):
            return
        details = {"label": named, "before": label.name, "number": number}
        label.name, label.kind = named, kind.value
        audit.record("share.renamed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)


def _others(campaign_id: UUID, number: int | None, name: str) -> list[Label]:
    """The labels beside one (None: a new one). Errors: Refused unless this may be its name."""
    others = [label for label in queries.labels(campaign_id) if label.number != number]
    if wrong := rules.label_objections(name, frozenset(label.name.casefold() for label in others)):
        raise Refused(wrong)
    return others


def pick(campaign_id: UUID, networks: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Say which networks stand in the open. Errors: Refused `share_pick` unless it is four that there are."""
    picked = [network for network in Network if network in networks and network in rules.PICKED_FROM]
    if len(picked) != rules.SHOWN or len(networks) != rules.SHOWN:
        raise Refused([Objection("share_pick", "first", {"count": rules.SHOWN})])
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        campaign.look = campaign.look | {FIRST: [network.value for network in picked]}
        details = {"changed": [FIRST]}
        audit.record("campaign.look_changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
