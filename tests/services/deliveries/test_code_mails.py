"""Codes leave before all else, at the pace of each domain, by a second server where the first does not take them."""

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from contest import worker
from contest.app import create_app
from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Confirmation, ConfirmationPurpose, MailDomainDay, Outbox
from contest.queries import ballots, mail_domains
from contest.queries import outbox as queries
from contest.rules.ballots import Outcome, UnconfirmedVoter
from contest.services import confirm, keys, mails
from contest.services.deliveries import leases
from tests.conftest import settings_for
from tests.post_office import open_post_office
from tests.services.deliveries.scene import NOW, row_of
from tests.services.polls import clock, make_poll

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
# Another address of this machine, not a name of it: a bare one does not even know localhost.
OTHER = "127.0.0.2"
sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BACKLOG = 10_000


@pytest.fixture
def post(database, tmp_path):
    """The mail job of a worker of its own, with these settings: lets leave what is due at a moment."""
    jobs = []

    def leave(now: datetime = NOW, **settings: str) -> None:
        if settings:
            app = create_app(settings_for(database, tmp_path / "data", **settings))
            (mail,) = (job for job in worker.jobs(app.config["SETTINGS"]) if job.name == "mail")
            jobs.append((app, *mail.make()))
        app, step, closes = jobs[-1]
        with app.app_context(), closes:
            while step(now):
                pass

    yield leave
    for app, _, _ in jobs:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def asked(scene, address: str, purpose=ConfirmationPurpose.ENTRY, **more) -> UUID:
    """A code that waits to leave for an address."""
    known = {"address_sealed": keys.seal_address(scene.campaign, address), "voter_key": new_id().hex * 2} | more
    return scene.confirmation(purpose, scene.entry, **known)


def code(scene, address: str, **more) -> UUID:
    return scene.queue("mail.confirm_entry", confirmation=asked(scene, address, **more))


def confirmation_of(row: UUID) -> Confirmation:
    wanted = UUID(row_of(row).ids["confirmation"])
    found = select(Confirmation).where(Confirmation.id == wanted).execution_options(populate_existing=True)
    return reading().scalars(found).one()


def figures(**of: str) -> dict[str, int]:
    """What was counted, by what."""
    reading().rollback()
    rows = reading().execute(select(MailDomainDay.what, MailDomainDay.number).filter_by(**of))
    found: Counter[str] = Counter()
    for what, number in rows:
        found[what] += number
    return dict(found)


def test_behind_ten_thousand_other_mails_a_code_is_the_next_to_leave(scene):
    row = {"campaign_id": scene.campaign, "kind": "mail.message", "ids": {}, "lang": "nl", "lane": 1}
    early = NOW - timedelta(hours=1)
    with transaction() as session:
        session.execute(
            insert(Outbox),
            [
                row | {"id": new_id(), "dedupe_key": f"{number}", "not_before": early, "created_at": early}
                for number in range(BACKLOG)
            ],
        )
    last = code(scene, "anna@skynet.example")
    began = time.perf_counter()
    taken = leases.take(mails.WRITERS, NOW)
    assert taken is not None
    assert taken.id == last
    for _ in range(20):
        other = leases.take(mails.WRITERS, NOW)
        assert other is not None
        assert other.kind == "mail.message"
    # Taking the next one does not look through all that wait: a sort of ten thousand each time would take seconds.
    assert time.perf_counter() - began < 2


# --- Pace


def test_a_domain_has_its_pace_and_what_waits_for_it_is_not_tried_and_keeps_nobody(scene, office, post):
    crowd = [code(scene, f"{number}@skynet.example") for number in range(8)]
    other = code(scene, "anna@proximus.example")
    mail = f"smtp://127.0.0.1:{office.port}"
    post(CONTEST_MAIL=mail, CONTEST_MAIL_PER_MINUTE="16")  # 12 codes a minute: two at once, then one each 5 seconds
    gone = [row for row in crowd if row_of(row).done_at]
    assert len(gone) == 2
    assert row_of(other).done_at == NOW
    waiting = [row_of(row) for row in crowd if row not in gone]
    assert {(row.attempts, row.postponed, row.error, row.leased_until) for row in waiting} == {(0, 1, "", None)}
    assert sorted((row.not_before - NOW).total_seconds() for row in waiting) == [5, 10, 15, 20, 25, 30]
    seen = queries.waiting(NOW)
    assert (seen.rows, seen.paced, seen.failing, seen.oldest) == (6, 6, 0, NOW)
    # Another worker has the same pace: what it takes up goes to the end of the line.
    late = code(scene, "late@skynet.example")
    post(CONTEST_MAIL=mail, CONTEST_MAIL_PER_MINUTE="16")
    assert (row_of(late).not_before - NOW).total_seconds() == 35
    post(NOW + 15 * SECOND)
    assert sum(row_of(row).done_at is not None for row in crowd) == 5
    post(NOW + MINUTE)
    assert {row_of(row).attempts for row in crowd} == {1}
    assert len(office.mails) == len(set(office.ids)) == 10


# --- A second mail server


@sqlite
@pytest.mark.parametrize(
    ("first", "tries", "relay"),
    [
        # Nobody there: at once. "Later": when it has said so for 40 seconds. Refusing us: at once.
        ("unreachable", 1, OTHER),
        ("451 4.7.1 later", 3, OTHER),
        ("554 5.7.1 relaying denied", 1, OTHER),
        ("250 2.1.5 fine", 1, "127.0.0.1"),
    ],
)
def test_the_second_server_takes_what_the_first_does_not(scene, office, post, first, tries, relay):
    row = code(scene, "anna@skynet.example")
    port = 9 if first == "unreachable" else office.port
    office.to_recipient = first
    with open_post_office(OTHER) as second:
        servers = {
            "CONTEST_MAIL": f"smtp://127.0.0.1:{port}",
            "CONTEST_MAIL_SECOND": f"smtp://{OTHER}:{second.port}",
        }
        now = NOW
        for _ in range(tries):
            assert row_of(row).done_at is None
            post(now, **servers)
            servers, now = {}, row_of(row).not_before
        left = row_of(row)
        assert (left.attempts, left.relay, left.error) == (tries, relay, "")
        assert left.done_at is not None
        assert left.done_at - NOW <= 40 * SECOND
        assert len(office.mails) + len(second.mails) == 1


@sqlite
def test_when_both_servers_are_down_the_queue_rests_and_no_mail_loses_tries(scene, post):
    rows = [code(scene, f"{number}@skynet.example") for number in range(5)]
    post(CONTEST_MAIL="smtp://127.0.0.1:9", CONTEST_MAIL_SECOND=f"smtp://{OTHER}:9")
    post(NOW + 14 * SECOND)
    assert sorted(row_of(row).attempts for row in rows) == [0, 0, 0, 0, 1]
    (tried,) = [row_of(row) for row in rows if row_of(row).attempts]
    assert tried.error == "; ".join(
        f"{host}: no mail server there, or it broke off (ConnectionRefusedError)" for host in ("127.0.0.1", OTHER)
    )


# --- What comes back


def test_an_address_that_takes_no_mail_is_known_at_once_and_counted_once(scene, office, work):
    office.to_recipient = "550 5.1.1 no such user"
    row = code(scene, "nobody@skynet.example")
    sign_in = scene.queue(
        "mail.sign_in", confirmation=scene.confirmation(ConfirmationPurpose.SIGN_IN, None, voter_key="1" * 64)
    )
    work()
    assert (row_of(row).dead_at, row_of(row).attempts) == (NOW, 1)
    assert confirmation_of(row).bounced_at == NOW
    assert figures() == {"people": 1, "asked": 1, "bounced": 1}
    assert row_of(sign_in).dead_at == NOW
    again = scene.queue("mail.confirm_entry", confirmation=confirmation_of(row).id)
    work()
    assert row_of(again).dead_at == NOW
    assert figures(domain="skynet.example") == {"people": 1, "asked": 1, "bounced": 1}
    office.to_recipient = "250 2.1.5 fine"
    scene.queue("mail.confirm_entry", confirmation=confirmation_of(row).id)
    work()
    assert (confirmation_of(row).bounced_at, confirmation_of(row).handed_at) == (None, NOW)
    assert figures() == {"people": 1, "asked": 1, "bounced": 1, "handed": 1}


@sqlite
def test_a_server_that_refuses_us_is_not_taken_for_a_wrong_address(scene, office, post):
    office.to_recipient = "554 5.7.1 relaying denied"
    row = code(scene, "anna@skynet.example")
    post(CONTEST_MAIL=f"smtp://127.0.0.1:{office.port}")
    assert row_of(row).not_before == NOW + 10 * MINUTE
    with open_post_office(OTHER) as second:
        second.to_recipient = "451 4.7.1 later"
        post(
            row_of(row).not_before,
            CONTEST_MAIL=f"smtp://127.0.0.1:{office.port}",
            CONTEST_MAIL_SECOND=f"smtp://{OTHER}:{second.port}",
        )
        assert (row_of(row).dead_at, confirmation_of(row).bounced_at) == (None, None)
        second.to_recipient = "550 5.1.1 no such user"
        post(row_of(row).not_before)
        assert confirmation_of(row).bounced_at is not None


def test_what_is_handed_over_is_measured_by_domain_and_once_for_each_code(scene, office, work):
    office.to_recipient = "451 4.7.1 later"
    keyed = {"voter_key": "2" * 64}
    first = code(scene, "Anna@Skynet.example", **keyed)
    work()
    office.to_recipient = "250 fine"
    work(NOW + 10 * SECOND)
    second = code(scene, "anna@skynet.example", **keyed)
    work(NOW + 12 * SECOND)
    repeated = scene.queue("mail.confirm_entry", confirmation=confirmation_of(first).id)
    work(NOW + 20 * SECOND)
    assert {row_of(row).done_at is not None for row in (first, second, repeated)} == {True}
    assert figures(domain="skynet.example") == {"people": 1, "asked": 2, "handed": 2}
    assert figures(domain="skynet.example", seconds=10) == {"handed": 1}
    assert confirmation_of(first).handed_at == NOW + 10 * SECOND
    # Fewer than five people: in no table, and after two quiet days under no name.
    assert mail_domains.figures(NOW.date().isoformat()) == []


# --- The drill: "later", for forty minutes


def drill(take: Callable[[datetime], None], until: datetime, now: datetime) -> datetime:
    """Let mails leave whenever one is due, from `now` to `until`; the moment at which none was left."""
    while now < until:
        take(now)
        reading().rollback()
        waiting = list(reading().scalars(select(Outbox.not_before).where(Outbox.done_at.is_(None))))
        if not waiting:
            return now
        now = max(min(waiting), now + SECOND)
    return now


def test_a_server_that_says_later_for_forty_minutes_loses_no_vote(app, office, post):
    poll, begun = make_poll("salt"), clock()
    poll.worded("salt")
    addresses = [f"voter{number}@skynet.example" for number in range(6)]
    asked = {}
    for address in addresses:
        voter = UnconfirmedVoter(keys.voter_key(poll.campaign, address), keys.seal_address(poll.campaign, address))
        asked[address] = poll.cast(voter, "salt", now=begun).confirmation_id
    office.to_recipient = "451 4.3.2 later"
    post(begun, CONTEST_MAIL=f"smtp://127.0.0.1:{office.port}")
    back = drill(post, begun + 40 * MINUTE, begun)
    office.to_recipient = "250 2.1.5 fine"
    last = drill(post, begun + 45 * MINUTE, back)
    digits = {str(mail["To"]): re.findall(r"\d{6}", str(mail["Subject"]))[0] for mail in office.mails}
    assert digits.keys() == set(addresses)
    for address in addresses:
        typed = {"confirmation_id": asked[address], "code": digits[address]}
        done = confirm.finish(poll.campaign, now=last + MINUTE, **typed)
        assert done.cast is not None
        assert done.cast.outcome is Outcome.COUNTED
    counted = ballots.counts(poll.campaign, poll.phase)
    tries = reading().scalars(select(Outbox.attempts)).all()
    print(
        f"\n{db.engine.dialect.name}: the mail server said 451 for 40 minutes; of {counted.received} votes "
        f"{counted.counted} are confirmed and counted, lost {counted.received - counted.counted}; the last code left "
        f"{(last - begun - 40 * MINUTE).total_seconds():.0f} s after it came back, {max(tries)} tries at most"
    )
    assert (counted.received, counted.counted) == (6, 6)
    assert last - begun <= 42 * MINUTE
