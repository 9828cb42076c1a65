"""The provider with which a campaign's voters sign on, and whether a vote with it has begun."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.db import database_clock, reading
from contest.models import Campaign, Phase, SignOn, Visibility
from contest.rules.eligibility import SETTING, Who
from contest.rules.phases import PhaseKind
from contest.rules.sign_on import ProviderSettings


@dataclass(frozen=True)
class ProviderRow:
    """As it is set, with its secret still sealed."""

    settings: ProviderSettings
    secret_sealed: bytes = field(repr=False)


def provider(campaign_id: UUID) -> ProviderRow | None:
    """The provider of a campaign, if one was set."""
    row = reading().get(SignOn, campaign_id, populate_existing=True)
    if row is None:
        return None
    return ProviderRow(ProviderSettings(row.name, row.issuer, row.client_id, tuple(row.domains)), row.secret_sealed)


def begun(campaign_id: UUID) -> bool:
    """Whether a vote that the public sees and in which one signs on has begun, by the database's clock."""
    return bool(
        reading().scalar(
            select(
                exists().where(
                    Phase.campaign_id == campaign_id,
                    Phase.kind == PhaseKind.VOTE,
                    Phase.opens <= database_clock(),
                    func.coalesce(Phase.settings[SETTING].as_string(), "") == Who.SIGN_ON.value,
                    exists().where(Campaign.id == campaign_id, Campaign.visibility != Visibility.DRAFT),
                )
            )
        )
    )
