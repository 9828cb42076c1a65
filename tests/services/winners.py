"""What is done about a winner, and what is then there: asking, answering, passing on, announcing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import reading, transaction
from contest.models import Acceptance, Audit, Outbox, Selection
from contest.queries import acceptances as asked
from contest.rules.acceptances import Standing
from contest.rules.objections import Refused
from contest.services import acceptances, announcements, participants, results
from tests.services.polls import AGREED, HOUR, Poll, clock

TEXTS = {lang: {"headline": "Salt", "story": "It was close."} for lang in ("en", "fr")}
DAY = 24 * HOUR


def pick(poll: Poll, name: str, rank: int = 1, reason: str = "") -> None:
    results.pick(poll.campaign, poll.phase, poll.entries[name], rank=rank, reason=reason, by=poll.staff, now=clock())


def ask(poll: Poll, name: str = "salt", length: timedelta = DAY) -> None:
    now = clock()
    entry = poll.entries[name]
    acceptances.ask(poll.campaign, poll.phase, entry, answer_by=now + length, by=poll.staff, now=now)


def remind(poll: Poll, name: str = "salt") -> None:
    acceptances.remind(poll.campaign, poll.phase, poll.entries[name], by=poll.staff, now=clock())


def accept(poll: Poll, name: str = "salt", version: int = 0, by=None, **typed: str) -> None:
    acceptances.accept(
        poll.campaign,
        poll.entries[name],
        typed=AGREED | typed,
        rules_version=version,
        lang="fr",
        by=by or poll.author(name),
        now=clock(),
    )


def decline(poll: Poll, name: str = "salt", words: str = "") -> None:
    acceptances.decline(poll.campaign, poll.entries[name], words=words, by=poll.author(name), now=clock())


def pass_on(poll: Poll, name: str = "salt", reason: str = "They will not have it.") -> str:
    heir = acceptances.pass_on(poll.campaign, poll.phase, poll.entries[name], reason=reason, by=poll.staff, now=clock())
    return next(name for name, entry in poll.entries.items() if entry == heir)


def announce(poll: Poll, opens=None):
    return announcements.write(poll.campaign, poll.phase, texts=TEXTS, opens=opens, by=poll.staff, now=clock())


def erase(poll: Poll, name: str) -> None:
    participants.erase(poll.campaign, poll.author(name), now=clock())


def goes_by(poll: Poll, length: timedelta) -> None:
    """So much time goes by for every question."""
    with transaction() as session:
        for row in session.scalars(select(Acceptance).where(Acceptance.campaign_id == poll.campaign)):
            row.asked_at, row.answer_by = row.asked_at - length, row.answer_by - length


def refusal(act, *arguments, **more) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [(objection.key, objection.field) for objection in refused.value.objections]


def row(poll: Poll, name: str = "salt") -> Acceptance | None:
    return reading().get(Acceptance, (poll.campaign, poll.phase, poll.entries[name]), populate_existing=True)


def standing(poll: Poll) -> Standing:
    (place,) = asked.places(poll.campaign, poll.phase, clock())
    return place.standing


def verbs(poll: Poll) -> list[str]:
    found = select(Audit.verb).where(Audit.campaign_id == poll.campaign, Audit.verb.startswith("acceptance."))
    return list(reading().scalars(found.order_by(Audit.at, Audit.id)))


def letters(poll: Poll) -> list[tuple[str, str]]:
    of = select(Outbox.kind, Outbox.lang).where(Outbox.campaign_id == poll.campaign, Outbox.kind.like("mail.winner%"))
    return [(row.kind, row.lang) for row in reading().execute(of.order_by(Outbox.created_at, Outbox.id))]


def picked(poll: Poll) -> dict[int, str]:
    names = {entry: name for name, entry in poll.entries.items()}
    rows = reading().scalars(select(Selection).where(Selection.phase_id == poll.phase))
    return {row.rank: names[row.entry_id] for row in rows}
