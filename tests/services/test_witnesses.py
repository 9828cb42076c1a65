"""Witnesses: named once, mailed once a day and at the end, and forgotten when they do not want it any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Audit, Outbox, Witness
from contest.queries import proof
from contest.rules.objections import Refused
from contest.services import mails, results, sealing, sequencer, witnesses
from contest.services.mails import House, Needless, Wanted
from tests.services.polls import Poll, clock, make_poll

pytestmark = pytest.mark.usefixtures("inside")
HOUSE = House("https://contest.example", "Patatras <post@contest.example>")


def add(poll: Poll, name: str = "Me Dupont", address: str = "dupont@example.org"):
    return witnesses.add(poll.campaign, name=name, address=address, lang="fr", by=poll.staff, now=clock())


def owed() -> list[Outbox]:
    witnesses.tell(clock())
    return list(reading().scalars(select(Outbox).where(Outbox.kind == "mail.witness").order_by(Outbox.created_at)))


def seal(poll: Poll) -> str:
    """One more vote, under a head; the note that was signed."""
    poll.cast(poll.participant(), "salt")
    sequencer.run(clock())
    sealing.run("contest.example", clock())
    head = proof.head(poll.campaign, poll.phase)
    assert head is not None
    return head.note


def test_a_witness_is_mailed_what_was_signed_once_a_day_and_at_the_end():
    poll = make_poll("salt", "vinegar")
    first = add(poll)
    assert add(poll, address=" Dupont@EXAMPLE.org") == first
    assert owed() == []
    seal(poll)
    note = seal(poll)
    assert len(owed()) == len(owed()) == 1
    (row,) = owed()
    wanted = Wanted(row.kind, row.campaign_id, row.ids, row.lang)
    addressed = mails.write(HOUSE, wanted, now=clock())
    assert addressed.address == "dupont@example.org"
    assert note in addressed.letter.plain
    assert "Me Dupont" in addressed.letter.plain
    poll.over(timedelta(hours=2))
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    sealing.run("contest.example", clock())
    assert [one.dedupe_key.rpartition(":")[2] for one in owed()] == [clock().date().isoformat(), "end"]
    witnesses.remove(poll.campaign, first, by=poll.staff, now=clock())
    witnesses.remove(poll.campaign, first, by=poll.staff, now=clock())
    with pytest.raises(Needless):
        mails.write(HOUSE, wanted, now=clock())
    told = reading().scalars(select(Audit.verb).where(Audit.verb.startswith("witness.")).order_by(Audit.at)).all()
    assert told == ["witness.added", "witness.removed"]
    assert reading().scalars(select(Witness)).all() == []


def test_the_mail_at_the_end_waits_for_the_head_that_covers_the_close():
    poll = make_poll("salt", "vinegar")
    add(poll)
    seal(poll)
    poll.over(timedelta(hours=2))
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    today = clock().date().isoformat()
    assert [one.dedupe_key.rpartition(":")[2] for one in owed()] == [today]
    sealing.run("contest.example", clock())
    *_, last = owed()
    assert last.dedupe_key.rpartition(":")[2] == "end"
    head = proof.head(poll.campaign, poll.phase)
    assert head is not None
    assert not proof.is_open(poll.campaign, poll.phase, size=head.size)
    letter = mails.write(HOUSE, Wanted(last.kind, last.campaign_id, last.ids, last.lang), now=clock()).letter
    assert head.note in letter.plain


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_cannot_be_a_witness_is_said_beside_the_field():
    poll = make_poll("salt")
    for name, address, fields in (("", "x", ["address", "name"]), ("n" * 81, "a@example.org", ["name"])):
        with pytest.raises(Refused) as refused:
            add(poll, name=name, address=address)
        assert [reason.field for reason in refused.value.objections] == fields
    for number in range(20):
        add(poll, address=f"w{number}@example.org")
    with pytest.raises(Refused) as refused:
        add(poll, address="one-more@example.org")
    assert [reason.key for reason in refused.value.objections] == ["too_many_witnesses"]
