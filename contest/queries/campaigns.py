"""Campaigns as a door sees them: texts in one language, the schedule, the documents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from contest.db import reading
from contest.models import Campaign, CampaignText, Document, Form, Visibility
from contest.queries.phases import pauses, schedule
from contest.rules import addresses, phases
from contest.rules import crisis as crises
from contest.rules.ballots import VoteRules, vote_rules
from contest.rules.crisis import Crisis
from contest.rules.eligibility import Who, who_may
from contest.rules.guidance import Guidance, guidance
from contest.rules.phases import Exposure, Pause, PhaseKind, PhasePlan


@dataclass(frozen=True)
class PhaseView:
    """One phase of a campaign."""

    id: UUID
    position: int
    kind: PhaseKind
    opens: datetime
    closes: datetime
    settings: dict[str, Any]
    pauses: tuple[Pause, ...]

    @property
    def plan(self) -> PhasePlan:
        """The phase as the rules read it."""
        return PhasePlan(self.position, self.kind, self.opens, self.closes, self.pauses)

    @cached_property
    def rules(self) -> VoteRules:
        """How it is set, for a vote."""
        return vote_rules(self.settings)

    @cached_property
    def who(self) -> Who:
        """Who may vote in it."""
        return who_may(self.settings)

    @property
    def last_second(self) -> datetime:
        """The last moment that still counts, to be shown: a close at midnight is said as 23:59."""
        return self.closes - timedelta(seconds=1)

    @property
    def exposure(self) -> Exposure:
        """When the figures of a vote are shown."""
        return vote_rules(self.settings).exposure

    @property
    def curtain(self) -> datetime | None:
        """When live figures are hidden again; None where they are not, or never were shown."""
        rules = vote_rules(self.settings)
        if self.kind is not PhaseKind.VOTE or rules.exposure is not Exposure.LIVE or not rules.hidden:
            return None
        return self.closes - rules.hidden


@dataclass(frozen=True)
class CampaignView:
    """A campaign in one language; a text missing in it is the default language's."""

    id: UUID
    lang: str
    slug: str
    share_key: int
    brand: str
    zone: str
    languages: tuple[str, ...]
    default_language: str
    visibility: Visibility
    look: dict[str, Any]
    contact_address: str
    promised_hours: int
    merge_effect: str
    second_person: bool
    two_announce: bool
    public_decisions: bool
    answer_hours: int
    minimum_age: int
    entries_per_participant: int
    widgets_lead_on: bool
    logo_picture_id: UUID | None
    hero_picture_id: UUID | None
    crisis: Crisis
    guidance: Guidance
    texts: dict[str, str]
    phases: tuple[PhaseView, ...]

    @property
    def name(self) -> str:
        """What the campaign is called."""
        return self.texts.get("name", self.slug)

    @property
    def is_open(self) -> bool:
        """Whether the public may see it."""
        return self.visibility is not Visibility.DRAFT

    def path(self, name: str, **parts: str | int) -> str:
        """The path of one of its pages, in this language."""
        return addresses.path(name, lang=self.lang, campaign=self.slug, **parts)

    def open_phase(self, kind: PhaseKind, now: datetime) -> PhaseView | None:
        """The phase of this kind that is open at `now`."""
        plan = phases.open_phase([phase.plan for phase in self.phases], kind, now)
        return None if plan is None else self.at(plan.position)

    def at(self, position: int) -> PhaseView | None:
        """The phase at a position."""
        return next((phase for phase in self.phases if phase.position == position), None)

    def phase_name(self, position: int) -> str:
        """What the phase at a position is called."""
        return self.texts.get(f"phase_{position}_name", "")

    def of_kind(self, kind: PhaseKind) -> tuple[PhaseView, ...]:
        """Every phase of a kind, in order."""
        return tuple(phase for phase in self.phases if phase.kind is kind)

    def next_change(self, now: datetime) -> datetime | None:
        """The next moment at which something opens, closes or is hidden."""
        curtains = [phase.curtain for phase in self.phases if phase.curtain is not None and phase.curtain > now]
        change = phases.next_change([phase.plan for phase in self.phases], now)
        return min((moment for moment in (change, *curtains) if moment is not None), default=None)


_BY_SLUG = select(Campaign).where(Campaign.slug == bindparam("slug"))


def by_slug(slug: str, lang: str) -> CampaignView | None:
    """The campaign of this address, in three statements."""
    row = reading().scalar(_BY_SLUG, {"slug": slug})
    return None if row is None else _view(row, lang)


def by_id(campaign_id: UUID, lang: str) -> CampaignView | None:
    """The campaign of this id, in three statements."""
    row = reading().get(Campaign, campaign_id)
    return None if row is None else _view(row, lang)


def in_every_language(campaign_id: UUID) -> list[CampaignView]:
    """The campaign of this id in each of its languages; empty where there is none."""
    row = reading().get(Campaign, campaign_id)
    return [] if row is None else [_view(row, lang) for lang in row.languages]


def by_share_key(key: int, lang: str) -> CampaignView | None:
    """The campaign that share codes call by this number, in three statements."""
    row = reading().scalar(select(Campaign).where(Campaign.share_key == key))
    return None if row is None else _view(row, lang)


def id_of(slug: str) -> UUID | None:
    """Whose address this is."""
    return reading().scalar(select(Campaign.id).where(Campaign.slug == slug))


def next_share_key() -> int:
    """The first number that no campaign has in share codes."""
    return (reading().scalar(select(func.max(Campaign.share_key))) or 0) + 1


def public() -> list[Campaign]:
    """Every campaign that may be found, newest first (at most 100)."""
    return list(
        reading().scalars(
            select(Campaign)
            .where(Campaign.visibility == Visibility.PUBLIC)
            .order_by(Campaign.created_at.desc(), Campaign.id)
            .limit(100)
        )
    )


def every() -> list[Campaign]:
    """Every campaign, newest first (at most 100), for staff."""
    return list(reading().scalars(select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id).limit(100)))


def own_reasons() -> Guidance:
    """The reasons that any team has of its own: the record of the house names them all."""
    rows = reading().scalars(select(Campaign.guidance).order_by(Campaign.created_at.desc(), Campaign.id).limit(100))
    return Guidance(own=tuple(one for row in rows for one in guidance(row).own))


def texts(campaign_id: UUID) -> dict[str, dict[str, str]]:
    """All texts of a campaign: language -> field -> text."""
    found: dict[str, dict[str, str]] = {}
    for row in reading().scalars(select(CampaignText).where(CampaignText.campaign_id == campaign_id)):
        found.setdefault(row.lang, {})[row.field] = row.text
    return found


def document(campaign_id: UUID, kind: str, lang: str) -> Document | None:
    """The version in force of a document in one language."""
    return reading().scalar(
        select(Document)
        .where(Document.campaign_id == campaign_id, Document.kind == kind, Document.lang == lang)
        .order_by(Document.version.desc())
        .limit(1)
    )


def document_version(campaign_id: UUID, kind: str) -> int:
    """The number of the version in force; 0 when there is none."""
    latest = select(func.max(Document.version)).where(Document.campaign_id == campaign_id, Document.kind == kind)
    return reading().scalar(latest) or 0


def document_versions(campaign_id: UUID, kind: str, *, most: int = 50) -> list[Document]:
    """The versions of a document, newest first, each in one of its languages."""
    first = select(func.min(Document.lang)).where(Document.campaign_id == campaign_id, Document.kind == kind)
    of_kind = (Document.campaign_id == campaign_id, Document.kind == kind, Document.lang == first.scalar_subquery())
    rows = select(Document).where(*of_kind).order_by(Document.version.desc()).limit(most)
    return list(reading().scalars(rows))


def form(campaign_id: UUID) -> Form | None:
    """The version of the form in force."""
    return reading().scalar(_FORM, {"campaign": campaign_id})


_FORM = select(Form).where(Form.campaign_id == bindparam("campaign")).order_by(Form.version.desc()).limit(1)


def _view(row: Campaign, lang: str) -> CampaignView:
    wanted = {lang, row.default_language}
    said: dict[str, str] = {}
    # Columns, not rows of a model: this runs for every request, and a campaign has sixty texts.
    spoken = reading().execute(_TEXTS, {"campaign": row.id, "langs": list(wanted)})
    for _, field, text in sorted(spoken, key=lambda one: one.lang == lang):
        if text or field not in said:
            said[field] = text
    return CampaignView(
        **{name: getattr(row, name) for name in _COPIED},
        lang=lang,
        languages=tuple(row.languages),
        crisis=crises.read(row.crisis),
        guidance=guidance(row.guidance),
        texts=_Texts(said),
        phases=tuple(
            PhaseView(phase.id, phase.position, phase.kind, phase.opens, phase.closes, phase.settings, pauses(phase))
            for phase in schedule(row.id)
        ),
    )


_TEXTS = select(CampaignText.lang, CampaignText.field, CampaignText.text).where(
    CampaignText.campaign_id == bindparam("campaign"), CampaignText.lang.in_(bindparam("langs", expanding=True))
)


class _Texts(dict[str, str]):
    """Texts by field; an optional one that was never written is empty."""

    def __missing__(self, field: str) -> str:
        return ""


_COPIED = (
    "id", "slug", "share_key", "brand", "zone", "default_language", "visibility", "look", "contact_address",
    "promised_hours", "answer_hours", "merge_effect", "second_person", "two_announce", "public_decisions",
    "minimum_age", "entries_per_participant", "widgets_lead_on", "logo_picture_id", "hero_picture_id",
)  # fmt: skip
