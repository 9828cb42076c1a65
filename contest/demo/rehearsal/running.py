"""The rehearsal in a database: a campaign, its votes hour by hour, and the worker's look after each hour."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from contest.db import new_id, reading, transaction
from contest.demo import rows
from contest.demo.rehearsal import attacks
from contest.demo.rehearsal.planned import Planned, Seen, counted
from contest.demo.rehearsal.public import Public
from contest.demo.rows import Cast
from contest.models import (
    Campaign,
    Cluster,
    ClusterBallot,
    Entry,
    EntryVersion,
    Visibility,
)
from contest.queries import campaigns
from contest.rules import mailboxes, searching
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.receipts import RANDOM_BYTES, receipt_of
from contest.services import audit, fairplay, keys, schedule, sequencer, traces
from contest.services import campaigns as acts
from contest.services.campaigns import NewCampaign
from contest.services.schedule import PlannedPhase

DAYS, IDEAS, SEED = 4, 60, 7
SLUG = "rehearsal"
TEXTS = {
    "fr": {"name": "La répétition", "phase_1_name": "Le vote"},
    "nl": {"name": "De repetitie", "phase_1_name": "De stemming"},
    "en": {"name": "The rehearsal", "phase_1_name": "The vote"},
}
HOUR = timedelta(hours=1)
TRACE = ("address_mac", "network_mac", "agent_mac", "domain_mac", "disposable", "seconds_on_page", "share_code")


@dataclass(frozen=True)
class Noted:
    """A cluster as it was noted, and how many of its votes are of which part of the public or attack."""

    number: int
    rule: str
    size: int
    of: dict[str, int]


@dataclass(frozen=True)
class Report:
    """What was seen of each, and what stands on the desk."""

    seen: dict[str, Seen]
    clusters: list[Noted]


def run(total: int, *, now: datetime, tell: Callable[[str], None]) -> Report | None:
    """Rehearse with so many honest votes; None in a database that has campaigns."""
    if campaigns.every():
        return None
    opens = (now - timedelta(days=DAYS, hours=6)).replace(minute=0, second=0, microsecond=0)
    until = now - timedelta(minutes=5)
    planned = Public(opens, until, IDEAS, SEED).all(total) + attacks.plan(opens, SEED)
    planned.sort(key=lambda vote: vote.at)
    campaign_id, phase_id, entries = _made(opens, now)
    ballots: list[UUID] = []
    for hour, portion in _by_hour(planned, opens):
        chance = Random(len(portion))
        ballots += rows.write_cast(campaign_id, phase_id, [_cast(campaign_id, entries, one, chance) for one in portion])
        sequencer.run(now)
        while fairplay.look(min(hour + HOUR, now)):
            pass
        tell(f"{hour:%A %H:%M} UTC: {len(ballots)} votes")
    return _report(campaign_id, planned, ballots)


def _made(opens: datetime, now: datetime) -> tuple[UUID, UUID, list[UUID]]:
    """A campaign with one vote and its ideas."""
    new = NewCampaign(SLUG, "Rehearsal", ("fr", "nl", "en"), "rehearsal@example.org")
    with transaction() as session:
        campaign_id = acts.create(new, by=audit.SYSTEM, now=opens)
        vote = PlannedPhase(PhaseKind.VOTE, opens, now + timedelta(days=DAYS))
        (phase_id,) = schedule.plan(campaign_id, [vote], now=opens)
        acts.set_texts(campaign_id, TEXTS, by=audit.SYSTEM, now=opens)
        session.get_one(Campaign, campaign_id).visibility = Visibility.PUBLIC
        ideas = [_entry(campaign_id, number, opens) for number in range(1, IDEAS + 1)]
        session.execute(insert(Entry), ideas)
        session.execute(insert(EntryVersion), [_version(idea) for idea in ideas])
    return campaign_id, phase_id, [idea["id"] for idea in ideas]


def _entry(campaign_id: UUID, number: int, at: datetime) -> dict[str, Any]:
    name = f"Idée {number}"
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "submit_key": f"rehearsal {number}",
        "number": number,
        "state": EntryState.PUBLISHED,
        "lang": "fr",
        "name": name,
        "shown_author": "Quelqu’un, Huy",
        "folded": searching.folded_entry([name]),
        "received_at": at,
        "published_at": at,
    }


def _version(entry: dict[str, Any]) -> dict[str, Any]:
    answers = {"name": entry["name"], "inspiration": "Une répétition.", "ingredients": []}
    of = {"campaign_id": entry["campaign_id"], "entry_id": entry["id"], "created_at": entry["received_at"]}
    return of | {"version": 1, "form_version": 1, "answers": answers}


def _by_hour(planned: Sequence[Planned], opens: datetime) -> Iterator[tuple[datetime, list[Planned]]]:
    """The votes of each hour, none left out; the hour they come in."""
    portion: list[Planned] = []
    hour = opens
    for vote in planned:
        while vote.at >= hour + HOUR:
            if portion:
                yield hour, portion
            hour, portion = hour + HOUR, []
        portion.append(vote)
    if portion:
        yield hour, portion


def _cast(campaign_id: UUID, entries: list[UUID], vote: Planned, chance: Random) -> Cast:
    """A ballot, confirmed at once, with the trace that a page would have left."""
    voter = keys.voter_key(campaign_id, mailboxes.canonical(vote.mailbox))
    trace = traces.trace_of(
        vote.address,
        vote.agent,
        seconds_on_page=vote.seconds,
        share_code="rehearsal" if vote.shared else "",
        now=vote.at,
        domain=vote.mailbox.rpartition("@")[2],
    )
    return Cast(
        entry=entries[vote.entry],
        voter=voter,
        key=f"rehearsal {vote.mailbox}",
        receipt=receipt_of(bytes.fromhex(voter)[:RANDOM_BYTES]),
        lang=chance.choice(("fr", "nl", "en")),
        at=vote.at,
        confirmed_at=vote.at,
        trace={name: getattr(trace, name) for name in TRACE},
    )


def _report(campaign_id: UUID, planned: Sequence[Planned], ballots: Sequence[UUID]) -> Report:
    places = {ballot: place for place, ballot in enumerate(ballots)}
    found = reading().execute(
        select(Cluster.number, Cluster.rule, ClusterBallot.ballot_id)
        .join(Cluster, (Cluster.campaign_id == ClusterBallot.campaign_id) & (Cluster.id == ClusterBallot.cluster_id))
        .where(ClusterBallot.campaign_id == campaign_id)
        .order_by(Cluster.number)
    )
    of: dict[tuple[int, str], list[int]] = {}
    for number, rule, ballot in found:
        of.setdefault((number, rule.value), []).append(places[ballot])
    noted = [
        Noted(
            number,
            rule,
            len(within),
            {who: one.clustered for who, one in counted(planned, within).items() if one.clustered},
        )
        for (number, rule), within in of.items()
    ]
    return Report(counted(planned, [place for within in of.values() for place in within]), noted)
