"""Making the demo: a campaign that runs and one that is over, as if the brand had been at it for a year."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.db import transaction
from contest.demo import crowd, draws, photographs, questions, rows, shares, voices, winners, words
from contest.demo.rows import Signature
from contest.demo.words import Idea
from contest.models import PressContact
from contest.queries import campaigns
from contest.queries import results as standings
from contest.queries.phases import schedule as planned
from contest.rules.findings.settings import Settings
from contest.rules.guidance import Guidance
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.rules.texts import fields
from contest.services import announcements, audit, findings, moderation, results, schedule, sequencer
from contest.services import campaigns as acts
from contest.services.accounts import rehearsal
from contest.services.campaigns import NewCampaign
from contest.services.schedule import PlannedPhase

ZONE = "Europe/Brussels"
CONTACT = "bonjour@patatras.example"
# Whom journalists call; nobody has this number.
PRESS = {"name": "Joris Vermeulen", "phone": "+32 2 555 01 42", "address": "presse@patatras.example"}
BALLOTS, PAST_BALLOTS = 5000, 3200
VOTE_LASTS = 30
# As recent as the fair-play desk looks back.
WAVE_AGO = timedelta(hours=14)
SEED = 2013
# A page of 24, and the refused ones that arrived between.
NEIGHBOURS = 32
LOOK = {
    "crown": "chip",
    "portrait": "lotte",
    "portrait_1": "lotte",
    "portrait_2": "amine",
    "portrait_3": "greet",
}
WINNER = {"portrait_winner": "person-5"}
# How long ago what waits was received: some past the promised day, most of them fresh.
WAITING = (31, 27, 25.5, 22, 19, 16, 13, 11, 9, 8, 7, 6, 5, 4.4, 3.6, 3, 2.5, 2, 1.4, 1, 0.6, 0.4, 0.2)


@dataclass(frozen=True)
class Made:
    """What was made: addresses (slugs), ideas and ballots."""

    running: str
    finished: str
    ideas: int
    ballots: int


def make(media: Path, *, now: datetime, unusual: bool = True) -> Made | None:
    """Make the demo in a database without campaigns; None where there is one already.

    `unusual`: with a wave of votes that the fair-play desk finds.
    """
    if campaigns.every():
        return None
    with transaction():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now - timedelta(days=400))
        moderator = rehearsal.person(Role.MODERATOR, lang="fr", now=now - timedelta(days=399))
        signature = Signature(moderator, rehearsal.PEOPLE[Role.MODERATOR][0], rehearsal.PEOPLE[Role.MODERATOR][2])
        writers = voices.people(media, now=now - timedelta(days=398))
        finished = _finished(owner, signature, now)
        running, running_id, ideas = _running(owner, signature, media, now, unusual=unusual)
        voices.write(running_id, "next", media, writers, owner=owner, now=now)
        voices.write(finished, "past", media, writers, owner=owner, now=now)
        audit.record("demo.made", by=audit.SYSTEM, now=now)
    sequencer.run(now)
    winner = _announce(finished, owner, now)
    voices.shelf(finished, winner, media, owner=owner, midnight=_midnight(now), now=now)
    return Made(running, "la-chips-de-ma-rue", ideas, BALLOTS + PAST_BALLOTS + (rows.WAVE if unusual else 0))


def renew(*, now: datetime) -> bool:
    """Move the running campaign's dates so that its vote ends in thirty days again; False without one."""
    row = campaigns.by_slug("le-gout-d-apres", "fr")
    if row is None:
        return False
    owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
    ends = {phase.kind: closes for phase, closes in zip(row.phases, _ends(now), strict=True)}
    with transaction():
        for phase in reversed(row.phases):
            opens = (
                phase.opens if phase.kind is not PhaseKind.ANNOUNCEMENT else ends[PhaseKind.VOTE] + timedelta(days=5)
            )
            schedule.change(row.id, phase.id, opens=opens, closes=ends[phase.kind], reason="demo", by=owner, now=now)
    return True


def _running(owner: UUID, signature: Signature, media: Path, now: datetime, *, unusual: bool) -> tuple[str, UUID, int]:
    said = words.campaign("next")
    midnight = _midnight(now)
    submission, vote, announced = _ends(now)
    vote_opens = midnight - timedelta(days=12) + timedelta(hours=9)
    phases = [
        PlannedPhase(PhaseKind.SUBMISSION, midnight - timedelta(days=41), submission),
        PlannedPhase(PhaseKind.VOTE, vote_opens, vote, {"exposure": "live"}),
        PlannedPhase(PhaseKind.ANNOUNCEMENT, vote + timedelta(days=5), announced),
    ]
    campaign_id = _campaign(said, phases, owner, now - timedelta(days=44))
    ideas = _in_order(words.ideas())
    received = crowd.spread(range(len(ideas)), phases[0].opens, now - timedelta(hours=36), SEED)
    received = _waiting(ideas, received, now)
    pictures = photographs.write(campaign_id, ideas, media, now - timedelta(days=41))
    idea_codes = shares.codes(campaign_id, len(ideas), SEED + 1)
    published = rows.write_entries(campaign_id, ideas, received, signature, pictures, idea_codes)
    moments = crowd.moments(BALLOTS, vote_opens, now - timedelta(minutes=5), ZONE, SEED)
    codes = shares.codes(campaign_id, len(moments), SEED)
    rows.write_ballots(campaign_id, _vote(campaign_id), published, moments, SEED, codes)
    if unusual:
        favourite = published[crowd.choices(1, len(published), SEED)[0]]
        begins = max(vote_opens, now - WAVE_AGO)
        rows.write_wave(campaign_id, _vote(campaign_id), favourite, begins, first=BALLOTS, seed=SEED)
    questions.write(campaign_id, signature, now)
    shares.write(campaign_id, [*received, *moments], [*idea_codes, *codes], SEED)
    lists = words.lists()
    checks = Settings(competitors=tuple(lists["competitors"]))
    moderation.set_guidance(campaign_id, Guidance(guide=lists["guide"]), by=owner, now=now - timedelta(days=43))
    # What waits is looked at by them.
    findings.set_checks(campaign_id, checks, by=audit.staff(owner), now=now)
    return said["slug"], campaign_id, len(ideas)


def _finished(owner: UUID, signature: Signature, now: datetime) -> UUID:
    said = words.campaign("past")
    midnight = _midnight(now)
    day = timedelta(days=1)
    phases = [
        PlannedPhase(PhaseKind.SUBMISSION, midnight - 330 * day, midnight - 290 * day),
        PlannedPhase(PhaseKind.VOTE, midnight - 285 * day, midnight - 255 * day),
        PlannedPhase(PhaseKind.ANNOUNCEMENT, midnight - 248 * day, midnight + 800 * day),
    ]
    campaign_id = _campaign(said, phases, owner, now - timedelta(days=335))
    ideas, _ = words.past()
    received = crowd.spread(range(len(ideas)), phases[0].opens, phases[0].closes, SEED)
    published = rows.write_entries(campaign_id, ideas, received, signature, {})
    moments = crowd.moments(PAST_BALLOTS, phases[1].opens, phases[1].closes, ZONE, SEED + 1)
    winner = next(index for index, idea in enumerate(ideas) if idea.id == said["winner"])
    rows.write_ballots(campaign_id, _vote(campaign_id), _favouring(published, winner), moments, SEED + 1)
    return campaign_id


def _announce(campaign_id: UUID, owner: UUID, now: datetime) -> UUID:
    said = words.campaign("past")
    vote = _vote(campaign_id)
    results.close(campaign_id, vote, by=owner, now=now)
    first = standings.standings(campaign_id, vote)[0]
    results.pick(campaign_id, vote, first.entry_id, rank=1, reason="", by=owner, now=now)
    signed = rehearsal.PEOPLE[Role.OWNER][0], rehearsal.PEOPLE[Role.OWNER][2]
    winners.accepted(campaign_id, vote, first.entry_id, by=owner, signed=signed, now=now)
    texts = {lang: words.announcement(said["texts"][lang]) for lang in words.LANGUAGES}
    announcements.write(campaign_id, vote, texts=texts, opens=None, by=owner, now=now)
    opens = next(phase.opens for phase in planned(campaign_id) if phase.id == vote)
    draws.drawn(
        campaign_id, vote, by=owner, said_at=opens - timedelta(days=9), joined_at=opens + timedelta(days=1), now=now
    )
    return first.entry_id


def _campaign(said: dict[str, Any], phases: list[PlannedPhase], owner: UUID, at: datetime) -> UUID:
    by = audit.staff(owner)
    new = NewCampaign(said["slug"], "Patatras", words.LANGUAGES, CONTACT, ZONE)
    campaign_id = acts.create(new, by=by, now=at)
    schedule.plan(campaign_id, phases, now=at)
    texts = {lang: _known(words.fields(said["texts"][lang], said["phases"])) for lang in words.LANGUAGES}
    acts.set_texts(campaign_id, texts, by=by, now=at)
    for kind in ("rules", "privacy"):
        bodies = {lang: words.document(kind, lang) for lang in words.LANGUAGES}
        acts.publish_document(campaign_id, kind, bodies, correction=False, by=by, now=at)
    acts.set_look(campaign_id, {"look": LOOK | WINNER if said["key"] == "past" else LOOK}, by=by, now=at)
    with transaction() as session:
        session.add(PressContact(campaign_id=campaign_id, changed_at=at, **PRESS))
    acts.publish(campaign_id, by=by, now=at)
    return campaign_id


def _ends(now: datetime) -> tuple[datetime, datetime, datetime]:
    midnight = _midnight(now)
    days = (11, VOTE_LASTS + 1, VOTE_LASTS + 700)
    submission, vote, announced = (midnight + timedelta(days=day) for day in days)
    return submission, vote, announced


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(ZoneInfo(ZONE)).date(), time(), tzinfo=ZoneInfo(ZONE))


def _vote(campaign_id: UUID) -> UUID:
    return next(phase.id for phase in planned(campaign_id) if phase.kind is PhaseKind.VOTE)


def _in_order(ideas: list[Idea]) -> list[Idea]:
    """The languages mixed, as they arrive; what waits comes last, being new."""
    by_lang = [[idea for idea in ideas if idea.lang == lang and idea.fate != "pending"] for lang in words.LANGUAGES]
    mixed = [idea for trio in zip_longest(*by_lang) for idea in trio if idea is not None]
    return _apart(mixed) + [idea for idea in ideas if idea.fate == "pending"]


def _apart(ideas: list[Idea]) -> list[Idea]:
    """Almost the same order, in which packets that look alike are at least a page of the gallery apart."""
    placed: list[Idea] = []
    left: list[Idea] = []
    for idea in ideas:
        (left if _is_near(idea, placed, len(placed)) else placed).append(idea)
    for idea in left:
        # Putting one in between only moves the others further apart.
        places = (place for place in range(len(placed) + 1) if not _is_near(idea, placed, place))
        placed.insert(next(places, len(placed)), idea)
    return placed


def _is_near(idea: Idea, placed: list[Idea], place: int) -> bool:
    """Whether one that looks the same stands within a page of this place."""
    around = placed[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]
    return any(other.look == idea.look for other in around)


def _waiting(ideas: list[Idea], received: list[datetime], now: datetime) -> list[datetime]:
    ages = iter(WAITING)
    return [
        now - timedelta(hours=next(ages, 0.1)) if idea.fate == "pending" else at
        for idea, at in zip(ideas, received, strict=True)
    ]


def _favouring(published: list[UUID], winner: int) -> list[UUID]:
    """The published ids so ordered that the crowd's favourite place is the winner's."""
    favourite = crowd.favourite(len(published), SEED + 1)
    swapped = list(published)
    swapped[favourite], swapped[winner] = swapped[winner], swapped[favourite]
    return swapped


def _known(texts: dict[str, str]) -> dict[str, str]:
    """The texts a campaign keeps, out of all that was written for the demo."""
    kept = {field.name for field in fields((1, 2, 3))}
    return {name: text for name, text in texts.items() if name in kept}
