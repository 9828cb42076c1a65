"""A campaign with a running vote and a few entries, made in the database of a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contest.db import database_clock, new_id, reading, transaction
from contest.models import Campaign, Entry, EntryVersion, Participant, Phase, PhaseWindow, Result, Staff, Visibility
from contest.queries import acceptances as asked
from contest.queries import campaigns
from contest.rules import papers
from contest.rules.ballots import Cast, ConfirmedVoter, Trace, UnconfirmedVoter, Voter, vote_rules
from contest.rules.entries import EntryState
from contest.rules.papers import Paper
from contest.rules.phases import PhaseKind
from contest.rules.receipts import commitment
from contest.services import acceptances, audit, ballots, keys, schedule
from contest.services.schedule import PlannedPhase
from migrations import guards

HOUR = timedelta(hours=1)
_numbers = count(1)


@dataclass
class Poll:
    """A vote open from a day ago until in a day, and its entries by name."""

    campaign: UUID
    phase: UUID
    staff: UUID
    entries: dict[str, UUID] = field(default_factory=dict)

    def entry(self, name: str, state: EntryState = EntryState.PUBLISHED) -> UUID:
        """One more entry."""
        number = len(self.entries) + 1
        self.entries[name] = new_id()
        with transaction() as session:
            session.add(
                Entry(
                    campaign_id=self.campaign,
                    id=self.entries[name],
                    submit_key=new_id().hex,
                    number=number,
                    state=state,
                    lang="en",
                    name=name,
                    received_at=clock(),
                )
            )
        return self.entries[name]

    def worded(self, name: str) -> None:
        """What was sent of an entry, which letters about it need."""
        now = clock()
        with transaction() as session:
            of = {"campaign_id": self.campaign, "entry_id": self.entries[name], "version": 1, "form_version": 1}
            session.add(EntryVersion(**of, answers={}, created_at=now))

    def author(self, name: str, first_name: str = "Nadia") -> UUID:
        """The participant whose idea this is, made when nobody is."""
        address = f"author{next(_numbers)}@example.org"
        with transaction() as session:
            entry = session.get_one(Entry, (self.campaign, self.entries[name]))
            if entry.participant_id is None:
                someone = Participant(
                    campaign_id=self.campaign,
                    id=new_id(),
                    voter_key=keys.voter_key(self.campaign, address),
                    address_sealed=keys.seal_address(self.campaign, address),
                    first_name=first_name,
                    lang="fr",
                    confirmed_at=clock(),
                )
                session.add(someone)
                session.flush()
                entry.participant_id, entry.shown_author = someone.id, first_name
            return entry.participant_id

    def accepted(self, name: str, **typed: str) -> None:
        """The author of the winning idea is asked, and accepts."""
        self.author(name)
        accepted(self.campaign, self.phase, by=self.staff, **typed)

    def cast(self, voter: Voter, name: str, **more: Any) -> Cast:
        """Cast a ballot with one choice, as a page would."""
        return self._cast(voter, papers.one(self.entries[name]), **more)

    def fill(self, voter: Voter, *names: str, stars: Sequence[int] = (), **more: Any) -> Cast:
        """Cast a ballot on which several entries are marked, as the vote is set."""
        rules = vote_rules(reading().get_one(Phase, (self.campaign, self.phase)).settings)
        marked = [(self.entries[name], number) for name, number in zip(names, stars or [1] * len(names), strict=True)]
        return self._cast(voter, papers.filled(rules.method, rules.choices, marked), **more)

    def _cast(self, voter: Voter, paper: Paper, **more: Any) -> Cast:
        given: dict[str, Any] = {
            "voter": voter,
            "idempotency_key": new_id().hex,
            "nonce_commitment": commitment("nonce"),
            "lang": "en",
            "trace": Trace(),
            "now": clock(),
        }
        return ballots.cast(self.campaign, self.phase, paper, **given | more)

    def participant(self) -> ConfirmedVoter:
        """A voter this browser remembers."""
        voter_key = f"{next(_numbers):064x}"
        with transaction() as session:
            row = Participant(
                campaign_id=self.campaign,
                id=new_id(),
                voter_key=voter_key,
                address_sealed=b"",
                lang="en",
                confirmed_at=clock(),
            )
            session.add(row)
        return ConfirmedVoter(voter_key, row.id)

    def move(self, *, opens: timedelta, closes: timedelta) -> None:
        """Move the vote's schedule, as an operator would the clock; relative to the database's."""
        now = clock()
        with transaction() as session:
            for table, key in ((Phase, Phase.id), (PhaseWindow, PhaseWindow.phase_id)):
                session.execute(update(table).where(key == self.phase).values(opens=now + opens, closes=now + closes))

    def over(self, ago: timedelta = HOUR) -> None:
        """The vote closed this long ago."""
        self.move(opens=-48 * HOUR, closes=-ago)

    def freeze(self, ago: timedelta = timedelta(0)) -> None:
        """The result was closed so long ago, whatever it was."""
        with transaction() as session:
            session.add(
                Result(
                    campaign_id=self.campaign,
                    phase_id=self.phase,
                    formula="",
                    figures={},
                    closed_by=self.staff,
                    closed_at=clock() - ago,
                )
            )


def lift_guards() -> None:
    """What somebody does first who may change the database's tables and means to change votes."""
    with transaction() as session:
        guards.lift(session.connection())


AGREED = {"full_name": "Nadia Renard", "shown_name": "Nadia R.", "of_age": "1", "rights": "1", "silence": "1"}


def accepted(campaign: UUID, phase: UUID, *, by: UUID, **typed: str) -> None:
    """Whoever is picked is asked to accept, and does."""
    now = clock()
    (place,) = asked.places(campaign, phase, now)
    acceptances.ask(campaign, phase, place.entry_id, answer_by=now + 24 * HOUR, by=by, now=now)
    author = reading().get_one(Entry, (campaign, place.entry_id)).participant_id
    assert author is not None
    version = campaigns.document_version(campaign, "rules")
    acceptances.accept(
        campaign, place.entry_id, typed=AGREED | typed, rules_version=version, lang="fr", by=author, now=now
    )


def stranger(number: int | None = None) -> UnconfirmedVoter:
    """Somebody who typed an address."""
    return UnconfirmedVoter(f"{number or next(_numbers) + 10**6:064x}", b"sealed")


def clock() -> datetime:
    """Now, as the database says."""
    return reading().execute(select(database_clock())).scalar_one()


def make_poll(*names: str, **settings: Any) -> Poll:
    """A campaign with one vote phase, open for two days."""
    now = clock()
    campaign, staff = new_id(), new_id()
    with transaction() as session:
        session.add(
            Campaign(
                id=campaign,
                slug=f"poll-{campaign.hex}",
                share_key=campaigns.next_share_key(),
                brand="Poll",
                zone="Europe/Brussels",
                languages=["en", "fr"],
                default_language="en",
                visibility=Visibility.PUBLIC,
                contact_address="poll@example.org",
                created_at=now,
            )
        )
        session.add(make_staff(staff, now))
        session.flush()
        keys.make(campaign, now=now)
        planned = PlannedPhase(PhaseKind.VOTE, now - 24 * HOUR, now + 24 * HOUR, settings)
        (phase,) = schedule.plan(campaign, [planned], now=now)
        audit.record("campaign.published", by=audit.SYSTEM, now=now, campaign=campaign, ref=campaign)
    poll = Poll(campaign, phase, staff)
    for name in names:
        poll.entry(name)
    return poll


def make_staff(staff: UUID, now: datetime) -> Staff:
    """A colleague."""
    return Staff(id=staff, address=f"{staff.hex}@example.org", first_name="Ana", lang="en", created_at=now)


def at(text: str) -> datetime:
    """A moment in UTC, as `2026-03-29 00:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
