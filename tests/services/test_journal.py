"""The journal: drafted by one, published by another from a second on, signed as then, amended and taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from contest.db import new_id, reading, transaction
from contest.models import Audit, JournalPost, ShelfLife, Staff
from contest.queries import journal as asked
from contest.queries import shelf_lives as shelves
from contest.rules.objections import Refused
from contest.services import announcements, journal, results, shelf_lives
from contest.services.journal import Writer
from contest.services.shelf_lives import Wanted
from tests.services.polls import HOUR, clock, make_poll
from tests.services.test_announcements import TEXTS as ANNOUNCED

TEXTS = {"en": {"title": "Seven lines", "text": "Of chalk."}, "fr": {"title": "Sept traits", "text": "De craie."}}
TICK = timedelta(microseconds=1)
DAY = 24 * HOUR


@pytest.fixture
def poll(app):
    """A vote that runs."""
    with app.app_context():
        yield make_poll("salt", "vinegar")


def colleague(first_name: str, *, seen: bool) -> UUID:
    with transaction() as session:
        someone = Staff(
            id=new_id(),
            address=f"{first_name.lower()}@desk.invalid",
            first_name=first_name,
            title="R&D",
            titles={"fr": "recherche"},
            lang="en",
            is_seen=seen,
            created_at=clock(),
        )
        session.add(someone)
    return someone.id


def refused(act, *arguments, **more) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return [(one.key, one.field) for one in refusal.value.objections]


def verbs(prefix: str = "journal.") -> list[str]:
    found = select(Audit.verb).where(Audit.verb.startswith(prefix)).order_by(Audit.id)
    return [verb.removeprefix(prefix) for verb in reading().scalars(found)]


def kept(poll, number: int) -> JournalPost:
    row = asked.written(poll.campaign, number)
    assert row is not None
    return row


def test_one_writes_another_publishes_and_everybody_reads_it_from_its_second_on(poll):
    now, amine, boss = clock(), colleague("Amine", seen=False), Writer(poll.staff, publishes=True)
    me = Writer(amine)
    half = {"en": TEXTS["en"]}
    begun = {"entry_number": None, "submit_key": "once", "by": me, "now": now}
    number = journal.draft(poll.campaign, half, **begun)
    assert journal.draft(poll.campaign, half, **begun) == number
    # Who signs has chosen to be seen, and hands it in though a language is missing.
    assert refused(journal.propose, poll.campaign, number, by=me, now=now) == [("journal_not_seen", "")]
    with transaction() as session:
        session.execute(update(Staff).where(Staff.id == amine).values(is_seen=True))
    journal.propose(poll.campaign, number, by=me, now=now)
    journal.propose(poll.campaign, number, by=me, now=now)
    opens = now.replace(microsecond=0) + HOUR
    publish = {"opens": opens, "by": boss, "now": now}
    assert refused(journal.publish, poll.campaign, number, **publish) == [
        ("text_missing", "title_fr"),
        ("text_missing", "text_fr"),
    ]
    assert refused(journal.publish, poll.campaign, number, **publish | {"opens": now - HOUR})[0] == (
        "announcement_in_past",
        "opens",
    )
    # Two write at once: the second is told, nothing is lost.
    other = {"en": {"title": "Eight", "text": "Of chalk."}}
    journal.change(poll.campaign, number, TEXTS, revision=1, by=boss, now=now)
    assert refused(journal.change, poll.campaign, number, other, revision=1, by=me, now=now) == [
        ("journal_changed", "")
    ]
    assert journal.change(poll.campaign, number, TEXTS, revision=1, by=me, now=now) == 2
    assert journal.publish(poll.campaign, number, **publish) == opens
    assert [asked.one(poll.campaign, number, at) is not None for at in (opens - TICK, opens)] == [False, True]
    assert asked.next_opening(poll.campaign, now) == opens
    # The signature is a copy: another name later changes nothing of it.
    with transaction() as session:
        session.execute(update(Staff).where(Staff.id == amine).values(first_name="Amina", title="Lab"))
    (post,) = asked.page(poll.campaign, opens).posts
    assert (post.name, post.role_in("en"), post.role_in("fr")) == ("Amine", "R&D", "recherche")
    assert post.texts["fr"]["title"] == "Sept traits"
    assert refused(journal.change, poll.campaign, number, TEXTS, revision=2, by=me, now=now) == [("journal_over", "")]
    assert verbs() == ["drafted", "proposed", "changed", "published"]


def test_what_is_public_is_amended_and_taken_back_in_the_open(poll):
    now, boss = clock(), Writer(colleague("Lotte", seen=True), publishes=True)
    number = journal.draft(poll.campaign, TEXTS, entry_number=None, submit_key="a", by=boss, now=now)
    withdrawn = {"by": boss, "now": now + HOUR}
    assert refused(journal.withdraw, poll.campaign, number, "Wrong.", **withdrawn) == [("journal_not_public", "")]
    journal.publish(poll.campaign, number, opens=None, by=boss, now=now)
    # What is public stays complete, and says that it was amended.
    empty = {"en": {"title": "T", "text": ""}, "fr": TEXTS["fr"]}
    assert refused(journal.change, poll.campaign, number, empty, revision=1, by=boss, now=now) == [
        ("text_missing", "text_en")
    ]
    journal.change(poll.campaign, number, TEXTS | {"en": TEXTS["fr"]}, revision=1, by=boss, now=now + HOUR)
    post = asked.one(poll.campaign, number, now + HOUR)
    assert post is not None
    assert post.amended_at == now + HOUR
    assert refused(journal.withdraw, poll.campaign, number, " ", **withdrawn) == [("text_missing", "remark")]
    assert refused(journal.drop, poll.campaign, number, by=boss, now=now) == [("journal_over", "")]
    for _ in range(2):
        journal.withdraw(poll.campaign, number, "The date was wrong.", **withdrawn)
    assert asked.one(poll.campaign, number, now + HOUR) is None
    gone = asked.withdrawn(poll.campaign, number, now + HOUR)
    assert gone is not None
    assert (gone.reason, gone.name) == ("The date was wrong.", "Lotte")
    assert verbs() == ["drafted", "published", "amended", "withdrawn"]
    journal.draft(poll.campaign, {}, entry_number=None, submit_key="b", by=boss, now=now)
    for _ in range(2):
        journal.drop(poll.campaign, number + 1, by=boss, now=now)
    assert verbs()[-1] == "dropped"


def test_a_word_stands_on_its_idea_and_a_colleagues_draft_is_not_mine(poll):
    now, lotte, amine = clock(), Writer(colleague("Lotte", seen=True)), Writer(colleague("Amine", seen=True))
    begun = {"submit_key": "w", "by": lotte, "now": now}
    assert refused(journal.draft, poll.campaign, TEXTS, entry_number=99, **begun) == [("entry_gone", "entry")]
    number = journal.draft(poll.campaign, TEXTS, entry_number=1, **begun)
    assert kept(poll, number).texts["en"] == {"text": "Of chalk."}
    assert refused(journal.propose, poll.campaign, number, by=amine, now=now) == [("journal_not_yours", "")]
    assert [line.post.number for line in asked.listed(poll.campaign, reader=amine.id)[0]] == []
    journal.propose(poll.campaign, number, by=lotte, now=now)
    assert reading().execute(asked.proposed([poll.campaign])).all() == [(poll.campaign, 1)]
    boss = Writer(poll.staff, publishes=True)
    journal.send_back(poll.campaign, number, "Shorter, please.", by=boss, now=now)
    assert kept(poll, number).remark == "Shorter, please."
    journal.publish(poll.campaign, number, opens=None, by=boss, now=now)
    assert [word.name for word in asked.words(poll.campaign, poll.entries["salt"], now)] == ["Lotte"]
    assert asked.page(poll.campaign, now).posts == ()
    assert [line.post.number for line in asked.listed(poll.campaign, reader=amine.id)[0]] == [number]


def test_a_shelf_life_is_told_once_its_idea_is_known_to_be_selected(poll):
    now, salt = clock(), poll.entries["salt"]
    texts = {"en": {"where": "Everywhere."}, "fr": {"where": "Partout."}}
    wanted = Wanted(now - DAY, now + DAY, texts)
    given = {"by": poll.staff, "now": now}
    assert refused(shelf_lives.set_life, poll.campaign, salt, wanted, **given) == [("shelf_not_selected", "")]
    poll.cast(poll.participant(), "salt")
    poll.over()
    now = clock()
    results.close(poll.campaign, poll.phase, by=poll.staff, now=now)
    results.pick(poll.campaign, poll.phase, salt, rank=1, reason="", by=poll.staff, now=now)
    poll.accepted("salt")
    for _ in range(2):
        shelf_lives.set_life(poll.campaign, salt, wanted, **given)
    opens = now.replace(microsecond=0) + HOUR
    announcements.write(poll.campaign, poll.phase, texts=ANNOUNCED, opens=opens, by=poll.staff, now=clock())
    told = [shelves.shown(poll.campaign, salt, at, announced=True) is not None for at in (opens - TICK, opens)]
    assert told == [False, True]
    assert shelves.shown(poll.campaign, salt, opens, announced=False) is None
    for _ in range(2):
        shelf_lives.remove(poll.campaign, salt, **given)
    assert reading().scalars(select(ShelfLife)).all() == []
    assert verbs("shelf_life.") == ["set", "removed"]
