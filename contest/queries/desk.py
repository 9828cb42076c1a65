"""What the frame of the desk shows on every page: the campaigns of a person, and what waits in each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from contest.db import reading
from contest.models import Campaign, CampaignText, Decision, Entry, Joining, Participant, Phase, Visibility
from contest.queries import clusters, journal, questions
from contest.queries.phases import plan as plan_of
from contest.rules.announcements import sending
from contest.rules.entries import WAITING, DecisionKind
from contest.rules.phases import PhaseKind, PhasePlan


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
    """The campaigns of `mine` (None: every one), newest first; seven statements."""
    rows = [
        row
        for row in reading().execute(
            select(
                Campaign.id,
                Campaign.slug,
                Campaign.brand,
                Campaign.zone,
                Campaign.promised_hours,
                Campaign.default_language,
                Campaign.visibility,
            ).order_by(Campaign.created_at.desc(), Campaign.id)
        )
        if mine is None or row.id in mine
    ]
    promised = {row.id: timedelta(hours=row.promised_hours) for row in rows}
    said = _Names(lang, {row.id: row.default_language for row in rows})
    waiting, phases, unusual = _waiting(promised, now), _phases(said), clusters.needing(promised)
    asked, posts = questions.waiting(promised, now), journal.proposed(list(promised))
    return tuple(
        DeskCampaign(
            id=row.id,
            slug=row.slug,
            brand=row.brand,
            name=said.of(row.id, "name") or row.slug,
            zone=row.zone,
            promised=promised[row.id],
            waiting=waiting.get(row.id, (0, 0))[0],
            late=waiting.get(row.id, (0, 0))[1],
            is_draft=row.visibility is Visibility.DRAFT,
            phases=tuple(phases.get(row.id, [])),
            unusual=unusual.get(row.id, 0),
            questions=asked.get(row.id, (0, 0))[0],
            questions_late=asked.get(row.id, (0, 0))[1],
            posts=posts.get(row.id, 0),
        )
        for row in rows
    )


class _Names:
    """The names of campaigns and phases, in one language or, where it lacks one, in the campaign's own."""

    def __init__(self, lang: str, defaults: dict[UUID, str]) -> None:
        self._lang, self._defaults = lang, defaults
        rows = reading().execute(
            select(CampaignText.campaign_id, CampaignText.lang, CampaignText.field, CampaignText.text).where(
                or_(CampaignText.field == "name", CampaignText.field.like("phase\\_%\\_name", escape="\\"))
            )
        )
        self._texts: dict[tuple[UUID, str, str], str] = {
            (row.campaign_id, row.lang, row.field): row.text for row in rows
        }

    def of(self, campaign_id: UUID, field: str) -> str:
        """One of them, or nothing."""
        own = self._texts.get((campaign_id, self._lang, field))
        return own or self._texts.get((campaign_id, self._defaults.get(campaign_id, ""), field), "")


def _phases(said: _Names) -> dict[UUID, list[DeskPhase]]:
    found: dict[UUID, list[DeskPhase]] = {}
    for row in reading().scalars(select(Phase).order_by(Phase.campaign_id, Phase.opens, Phase.position)):
        plan = plan_of(row)
        name = said.of(row.campaign_id, f"phase_{row.position}_name")
        found.setdefault(row.campaign_id, []).append(DeskPhase(row.id, name, plan))
    return found


def _waiting(promised: dict[UUID, timedelta], now: datetime) -> dict[UUID, tuple[int, int]]:
    if not promised:
        return {}
    late = or_(
        *(and_(Entry.campaign_id == where, Entry.waiting_since < now - length) for where, length in promised.items())
    )
    rows = reading().execute(
        select(Entry.campaign_id, func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0))
        .where(Entry.campaign_id.in_(promised), Entry.state.in_(WAITING))
        .group_by(Entry.campaign_id)
    )
    return {where: (count, int(past)) for where, count, past in rows}


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
    others = aliased(Decision)
    together = (
        select(func.count())
        .where(others.bulk_id == Decision.bulk_id, others.undone_at.is_(None))
        .scalar_subquery()
        .label("together")
    )
    row = (
        reading()
        .execute(
            select(
                Decision.id,
                Decision.entry_id,
                Entry.name,
                Decision.kind,
                Decision.at,
                Decision.bulk_id,
                together,
                Campaign.slug,
            )
            .join(Campaign, Campaign.id == Decision.campaign_id)
            .join(Entry, and_(Entry.campaign_id == Decision.campaign_id, Entry.id == Decision.entry_id))
            .where(
                Decision.campaign_id.in_(select(Campaign.id) if campaigns is None else campaigns),
                func.coalesce(Decision.second_id, Decision.staff_id) == staff_id,
                Decision.at > since,
                Decision.undone_at.is_(None),
                # What the log of a vote says stays said.
                ~exists().where(Joining.campaign_id == Decision.campaign_id, Joining.gone_id == Decision.entry_id),
            )
            .order_by(Decision.at.desc(), Decision.id.desc())
            .limit(1)
        )
        .first()
    )
    return None if row is None else LastDecision(*row)


def decided_entry(campaign_id: UUID, decision_id: UUID) -> UUID | None:
    """The entry that a decision was about."""
    return reading().scalar(
        select(Decision.entry_id).where(Decision.campaign_id == campaign_id, Decision.id == decision_id)
    )


def claimed_until(campaign_id: UUID, entry_id: UUID) -> datetime | None:
    """Until when somebody has an entry open."""
    return reading().scalar(select(Entry.claimed_until).where(Entry.campaign_id == campaign_id, Entry.id == entry_id))


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
