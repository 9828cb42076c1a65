"""The draw of side prizes of a vote: what is drawn, who takes part, what came out."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.db import reading
from contest.models import Ballot, Draw, DrawList, DrawPlace, DrawWish, Phase
from contest.rules import draws
from contest.rules.ballots import BallotState


@dataclass(frozen=True)
class Place:
    """A place that was drawn: it `wins` once its owner was told so; one that was passed on wins nothing."""

    place: int
    ticket: str
    wins: bool
    passed: bool
    reachable: bool


@dataclass(frozen=True)
class Won:
    """Whom the letter to a winner goes to."""

    address_sealed: bytes | None
    lang: str
    ticket: str
    prize: str
    position: int
    passed: bool


def of(campaign_id: UUID, phase_id: UUID) -> Draw | None:
    """What is drawn in this vote; None where nothing is."""
    return reading().get(Draw, (campaign_id, phase_id), populate_existing=True)


def positions(campaign_id: UUID) -> frozenset[int]:
    """Which votes of a campaign have a draw."""
    drawn = (Draw.campaign_id == Phase.campaign_id) & (Draw.phase_id == Phase.id)
    return frozenset(reading().scalars(select(Phase.position).join(Draw, drawn).where(Draw.campaign_id == campaign_id)))


def file(campaign_id: UUID, phase_id: UUID) -> str | None:
    """The list of tickets, once it is frozen."""
    return reading().scalar(
        select(DrawList.file).where(DrawList.campaign_id == campaign_id, DrawList.phase_id == phase_id)
    )


def wishes(campaign_id: UUID, phase_id: UUID) -> int:
    """How many voters want to take part so far."""
    return (
        reading().scalar(select(func.count()).where(DrawWish.campaign_id == campaign_id, DrawWish.phase_id == phase_id))
        or 0
    )


def wish(campaign_id: UUID, phase_id: UUID, voter_key: str) -> DrawWish | None:
    """A voter's wish to take part."""
    return reading().get(DrawWish, (campaign_id, phase_id, voter_key), populate_existing=True)


def entitled(campaign_id: UUID, phase_id: UUID) -> list[str]:
    """The keys of the voters who want to take part and have a ballot that is counted."""
    counted = exists().where(
        Ballot.campaign_id == campaign_id,
        Ballot.phase_id == phase_id,
        Ballot.voter_key == DrawWish.voter_key,
        Ballot.state == BallotState.COUNTED,
    )
    wanted = (DrawWish.campaign_id == campaign_id, DrawWish.phase_id == phase_id, counted)
    return list(reading().scalars(select(DrawWish.voter_key).where(*wanted)))


def places(campaign_id: UUID, phase_id: UUID) -> list[Place]:
    """The places that were drawn, the first one first; at most twice as many as there are prizes."""
    rows = (
        reading()
        .execute(
            select(
                DrawPlace.place,
                DrawPlace.ticket,
                DrawPlace.passed_at,
                Draw.number,
                DrawWish.address_sealed.is_not(None).label("reachable"),
            )
            .join(Draw, (Draw.campaign_id == DrawPlace.campaign_id) & (Draw.phase_id == DrawPlace.phase_id))
            .outerjoin(
                DrawWish,
                (DrawWish.campaign_id == DrawPlace.campaign_id)
                & (DrawWish.phase_id == DrawPlace.phase_id)
                & (DrawWish.voter_key == DrawPlace.voter_key),
            )
            .where(DrawPlace.campaign_id == campaign_id, DrawPlace.phase_id == phase_id)
            .order_by(DrawPlace.place)
        )
        .all()
    )
    told = draws.told(rows[0].number, [row.passed_at is not None for row in rows]) if rows else 0
    return [
        Place(row.place, row.ticket, row.place <= told and row.passed_at is None, row.passed_at is not None, row[4])
        for row in rows
    ]


def won(campaign_id: UUID, phase_id: UUID, place: int) -> Won | None:
    """What the letter to the winner of this place needs."""
    row = (
        reading()
        .execute(
            select(DrawPlace, Draw.prizes, DrawWish.address_sealed, DrawWish.lang, Phase.position)
            .join(Draw, (Draw.campaign_id == DrawPlace.campaign_id) & (Draw.phase_id == DrawPlace.phase_id))
            .join(Phase, (Phase.campaign_id == DrawPlace.campaign_id) & (Phase.id == DrawPlace.phase_id))
            .join(
                DrawWish,
                (DrawWish.campaign_id == DrawPlace.campaign_id)
                & (DrawWish.phase_id == DrawPlace.phase_id)
                & (DrawWish.voter_key == DrawPlace.voter_key),
            )
            .where(DrawPlace.campaign_id == campaign_id, DrawPlace.phase_id == phase_id, DrawPlace.place == place)
        )
        .first()
    )
    if row is None:
        return None
    drawn, prizes, sealed, lang, position = row
    prize = prizes.get(lang) or next(iter(prizes.values()))
    return Won(sealed, lang, drawn.ticket, prize, position, drawn.passed_at is not None)
