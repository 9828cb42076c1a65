"""How fast each domain confirms, without an address; what came back; and what the desk is told of few people."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from contest.db import new_id, reading, transaction
from contest.models import Confirmation, MailDomainDay, Outbox
from contest.queries import mail_domains
from contest.services import bounces, confirmations, mail_figures
from tests.rules.test_bounces import report
from tests.services.contests import Contest, make_contest, queued

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def sent(contest: Contest, address: str, *, after: timedelta | None, left: timedelta = SECOND) -> None:
    """Somebody sends an idea; its code leaves, and is answered so long afterwards, or never."""
    asked = contest.submit(address=address).confirmation_id
    domain = address.partition("@")[2]
    handed = {"domain": domain, "since": contest.now, "now": contest.now + left}
    mail_figures.handed(contest.campaign, asked, **handed)
    if after is not None:
        contest.click(asked, now=contest.now + after)
        contest.click(asked, now=contest.now + after + SECOND)


def test_the_desk_sees_who_confirms_how_fast_the_slowest_first_and_few_people_together(contest: Contest):
    for number in range(6):
        sent(contest, f"a{number}@skynet.be", after=(10 + 10 * number) * SECOND, left=3 * SECOND)
        sent(contest, f"b{number}@proximus.be", after=700 * SECOND if number < 3 else None, left=130 * SECOND)
    for number in range(3):
        sent(contest, f"c@family{number}.be", after=5 * SECOND)
        sent(contest, f"d{number}@small.be", after=None)
    today = contest.now.date().isoformat()
    found = mail_domains.figures(today)
    assert [(one.domain, one.people, one.asked, one.confirmed, one.bounced) for one in found] == [
        ("proximus.be", 6, 6, 3, 0),
        ("skynet.be", 6, 6, 6, 0),
        ("", 6, 6, 3, 0),
    ]
    assert [(one.to_hand, one.to_confirm) for one in found[:2]] == [
        (150 * SECOND, 900 * SECOND),
        (5 * SECOND, 30 * SECOND),
    ]
    assert [one.rate for one in found] == [0.5, 1.0, 0.5]
    assert mail_domains.figures((contest.now + DAY).date().isoformat()) == []
    # After two quiet days nothing is stored any more that names a domain of few people; the figures stay.
    assert mail_figures.put_together(now=contest.now + 2 * DAY) == 0
    assert mail_figures.put_together(now=contest.now + 4 * DAY) == 4
    assert mail_figures.put_together(now=contest.now + 4 * DAY) == 0
    assert set(reading().scalars(select(MailDomainDay.domain))) == {"skynet.be", "proximus.be", ""}
    assert mail_domains.figures(today) == found


def test_what_comes_back_later_is_noted_once_and_told_where_the_code_is_waited_for(contest: Contest):
    asked = contest.submit(address="nobody@skynet.be").confirmation_id
    (row,) = queued("mail.confirm_entry")
    raw = report(names=f"<{row.id.hex}@contest.example.org>")
    assert bounces.take(raw, now=contest.now) is False, "it has not left yet"
    with transaction() as session:
        session.execute(update(Outbox).where(Outbox.id == row.id).values(done_at=contest.now))
    mail_figures.handed(contest.campaign, asked, domain="skynet.be", since=contest.now, now=contest.now)
    assert [bounces.take(raw, now=contest.now + DAY) for _ in range(2)] == [True, False]
    known = confirmations.get(contest.campaign, asked)
    assert known is not None
    assert known.bounced_at == contest.now + DAY
    assert reading().scalar(select(Outbox.error).where(Outbox.id == row.id)) == "it came back (5.1.1)"
    counted = reading().execute(select(MailDomainDay.what, MailDomainDay.number)).all()
    assert dict(counted) == {"people": 1, "asked": 1, "handed": 1, "bounced": 1}
    assert bounces.take(report(names=f"<{new_id().hex}@contest.example.org>"), now=contest.now) is False
    assert reading().scalar(select(Confirmation.used_at)) is None
