"""What the frame of the desk shows on every page: the campaigns of a person, and what waits in each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from contest.db import UtcDateTime, reading
from contest.models import Campaign, CampaignText, Decision, Entry, Joining, Participant, Phase, Visibility
from contest.queries import clusters, journal, questions
from contest.queries.phases import plan as plan_of
from contest.rules.announcements import sending
from contest.rules.entries import WAITING, DecisionKind
from contest.rules.phases import PhaseKind, PhasePlan
from contest.rules.suspicion.deciding import AT_ONCE


@dataclass(frozen=True)
class DeskPhase:
    """One phase of a campaign, with its name."""

    id: UUID
    name: str
    plan: PhasePlan


@dataclass(frozen=True)
class DeskCampaign:
    """One campaign in the navigation; `waiting` ideas to decide, `late` of them past the promised time.

    `unusual` clusters of votes need somebody; `questions` wait for an answer, `questions_late` of them too long;
    `posts` of the journal wait to be published.
    """

    id: UUID
    slug: str
    brand: str
    name: str
    zone: str
    promised: timedelta
    waiting: int
    late: int
    is_draft: bool
    phases: tuple[DeskPhase, ...]
    unusual: int = 0
    questions: int = 0
    questions_late: int = 0
    posts: int = 0

    @property
    def votes(self) -> tuple[int, ...]:
        """Where its votes stand: what can be closed and announced."""
        return tuple(phase.plan.position for phase in self.phases if phase.plan.kind is PhaseKind.VOTE)

    @property
    def sending(self) -> tuple[int, ...]:
        """Where finalists are sent on to a vote."""
        return tuple(plan.position for plan in sending([phase.plan for phase in self.phases]))


def campaigns(mine: Collection[UUID] | None, lang: str, now: datetime) -> tuple[DeskCampaign, ...]:
    """The campaigns of `mine` (None: every one), newest first; three statements."""
    found = _Names(mine, lang)
    promised = {row.id: timedelta(hours=row.promised_hours) for row in found.rows}
    phases, counted = _phases(found), _counted(promised, now)
    return tuple(
        DeskCampaign(
            id=row.id,
            slug=row.slug,
            brand=row.brand,
            name=found.of(row.id, "name") or row.slug,
            zone=row.zone,
            promised=promised[row.id],
            is_draft=row.visibility is Visibility.DRAFT,
            phases=tuple(phases.get(row.id, [])),
            **counted.get(row.id, {"waiting": 0, "late": 0}),
        )
        for row in found.rows
    )


class _Names:
    """Campaigns, with the names of each and of its phases, in one language or, where it lacks one, in its own."""

    def __init__(self, mine: Collection[UUID] | None, lang: str) -> None:
        given = {"lang": lang} if mine is None else {"lang": lang, "mine": list(mine)}
        read = reading().execute(_named(every=mine is None), given).all()
        self._lang, self.rows = lang, list({row.id: row for row in read}.values())
        self._texts: dict[tuple[UUID, str], str] = {}
        for row in sorted(read, key=lambda row: row.lang == lang):
            if row.text:
                self._texts[row.id, row.field] = row.text

    def of(self, campaign_id: UUID, field: str) -> str:
        """One of them, or nothing."""
        return self._texts.get((campaign_id, field), "")


@cache
def _named(*, every: bool) -> Select[Any]:
    named = or_(CampaignText.field == "name", CampaignText.field.like("phase\\_%\\_name", escape="\\"))
    spoken = CampaignText.lang.in_((bindparam("lang"), Campaign.default_language))
    asked = (
        select(
            *(getattr(Campaign, name) for name in _COLUMNS), CampaignText.lang, CampaignText.field, CampaignText.text
        )
        .outerjoin(CampaignText, and_(CampaignText.campaign_id == Campaign.id, spoken, named))
        .order_by(Campaign.created_at.desc(), Campaign.id)
    )
    return asked if every else asked.where(Campaign.id.in_(bindparam("mine", expanding=True)))


_COLUMNS = ("id", "slug", "brand", "zone", "promised_hours", "default_language", "visibility")


_PHASES = (
    select(Phase)
    .where(Phase.campaign_id.in_(bindparam("campaigns", expanding=True)))
    .order_by(Phase.campaign_id, Phase.opens, Phase.position)
)


def _phases(said: _Names) -> dict[UUID, list[DeskPhase]]:
    found: dict[UUID, list[DeskPhase]] = {}
    for row in reading().scalars(_PHASES, {"campaigns": [row.id for row in said.rows]}):
        plan = plan_of(row)
        name = said.of(row.campaign_id, f"phase_{row.position}_name")
        found.setdefault(row.campaign_id, []).append(DeskPhase(row.id, name, plan))
    return found


def _counted(promised: dict[UUID, timedelta], now: datetime) -> dict[UUID, dict[str, int]]:
    """What of each campaign waits for somebody: ideas, questions, clusters of votes, posts; one statement."""
    if not promised:
        return {}
    hours = {int(length / timedelta(hours=1)) for length in promised.values()}
    given = {f"late_{one}": now - timedelta(hours=one) for one in hours}
    rows = reading().execute(_counting(tuple(sorted(hours))), {**given, "campaigns": list(promised), "now": now})
    names = ("waiting", "late", "questions", "questions_late", "unusual", "posts")
    found = {row[0]: dict(zip(names, map(int, row[1:]), strict=True)) for row in rows}
    return {where: counts | {"unusual": min(counts["unusual"], AT_ONCE)} for where, counts in found.items()}


@cache
def _counting(hours: tuple[int, ...]) -> Select[Any]:
    """Of these campaigns, in which so many hours were promised; put together once."""
    here: Any = bindparam("campaigns", expanding=True)
    parts = [
        part.subquery()
        for part in (
            _waiting(here, hours),
            questions.waiting(here, bindparam("now", type_=UtcDateTime())),
            clusters.needing(here),
            journal.proposed(here),
        )
    ]
    counts: list[Any] = [func.coalesce(column, 0) for part in parts for column in list(part.c)[1:]]
    every: Select[Any] = select(*(Campaign.id, *counts)).where(Campaign.id.in_(here))
    for part in parts:
        every = every.outerjoin(part, part.c.campaign_id == Campaign.id)
    return every


def _waiting(here: Any, hours: Collection[int]) -> Select[Any]:
    late = or_(*(and_(Campaign.promised_hours == one, Entry.waiting_since < bindparam(f"late_{one}")) for one in hours))
    return (
        select(Entry.campaign_id, func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0))
        .join(Campaign, Campaign.id == Entry.campaign_id)
        .where(Entry.campaign_id.in_(here), Entry.state.in_(WAITING))
        .group_by(Entry.campaign_id)
    )


@dataclass(frozen=True)
class LastDecision:
    """What somebody decided last, for taking it back."""

    id: UUID
    entry_id: UUID
    name: str
    kind: DecisionKind
    at: datetime
    bulk_id: UUID | None
    together: int
    campaign_slug: str


def slug(campaign_id: UUID) -> str:
    """The address of a campaign. Errors: NoResultFound."""
    return reading().execute(select(Campaign.slug).where(Campaign.id == campaign_id)).scalar_one()


def last_decided(campaigns: Collection[UUID] | None, staff_id: UUID, since: datetime) -> LastDecision | None:
    """This person's last decision in these campaigns (None: any) since a moment, unless it was taken back.

    `together` says how many were made by the same press.
    """
    given = {"me": staff_id, "since": since, "campaigns": list(campaigns or ())}
    row = reading().execute(_last(every=campaigns is None), given).first()
    return None if row is None else LastDecision(*row)


@cache
def _last(*, every: bool) -> Select[Any]:
    others = aliased(Decision)
    together = select(func.count()).where(others.bulk_id == Decision.bulk_id, others.undone_at.is_(None))
    here: Any = select(Campaign.id) if every else bindparam("campaigns", expanding=True)
    return (
        select(
            Decision.id,
            Decision.entry_id,
            Entry.name,
            Decision.kind,
            Decision.at,
            Decision.bulk_id,
            together.scalar_subquery().label("together"),
            Campaign.slug,
        )
        .join(Campaign, Campaign.id == Decision.campaign_id)
        .join(Entry, and_(Entry.campaign_id == Decision.campaign_id, Entry.id == Decision.entry_id))
        .where(
            Decision.campaign_id.in_(here),
            func.coalesce(Decision.second_id, Decision.staff_id) == bindparam("me", type_=Uuid()),
            Decision.at > bindparam("since"),
            Decision.undone_at.is_(None),
            # What the log of a vote says stays said.
            ~exists().where(Joining.campaign_id == Decision.campaign_id, Joining.gone_id == Decision.entry_id),
        )
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(1)
    )


def decided_entry(campaign_id: UUID, decision_id: UUID) -> UUID | None:
    """The entry that a decision was about."""
    return reading().scalar(
        select(Decision.entry_id).where(Decision.campaign_id == campaign_id, Decision.id == decision_id)
    )


@dataclass(frozen=True)
class Author:
    """To whom the desk writes: a first name, a town, a language; the address stays sealed."""

    first_name: str
    town: str
    lang: str
    address_sealed: bytes | None


def author(campaign_id: UUID, entry_id: UUID) -> Author | None:
    """The author of an entry; None when nobody is known any more."""
    row = (
        reading()
        .execute(
            select(Participant.first_name, Participant.town, Participant.lang, Participant.address_sealed)
            .join(
                Entry,
                and_(Entry.campaign_id == Participant.campaign_id, Entry.participant_id == Participant.id),
            )
            .where(
                Entry.campaign_id == campaign_id,
                Entry.id == entry_id,
                Participant.erased_at.is_(None),
                Participant.address_sealed.is_not(None),
            )
        )
        .first()
    )
    return None if row is None else Author(*row)
