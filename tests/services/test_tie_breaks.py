"""The tie-break question: asked before ideas are sent, answered before the result is closed, used only among firsts."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from contest.db import new_id, reading, transaction
from contest.models import Audit, Entry, EntryVersion, Form, Selection
from contest.queries import archives
from contest.queries import tie_breaks as queries
from contest.rules.blend import Blend, Part, Points, Term
from contest.rules.objections import Refused
from contest.services import dossiers, entries, results, tie_breaks
from contest.services.deliveries import archives as deliveries
from contest.services.deliveries import leases
from tests.services.contests import idea, make_contest
from tests.services.deliveries.test_archives import HOST, PROGRAM, program
from tests.services.deliveries.test_archives import refused as disbelieved
from tests.services.polls import Poll, clock, make_poll
from tests.services.test_blends import bent, brings

pytestmark = pytest.mark.usefixtures("inside")
TEXTS = {"en": "How many packets?", "fr": "Combien de paquets ?"}


def refused(act, *args, **more) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return [objection.key for objection in refusal.value.objections]


def answered(poll: Poll, answers: dict[str, str]) -> None:
    """What the authors said when they sent their ideas, one after the other; another version says something else."""
    asked = {"fields": [{"key": "tie_break", "kind": "tie_break", "label": TEXTS}]}
    with transaction() as session:
        session.add(Form(campaign_id=poll.campaign, version=1, definition=asked, created_at=clock()))
        for seconds, (name, answer) in enumerate(answers.items()):
            of = {"campaign_id": poll.campaign, "entry_id": poll.entries[name], "form_version": 1}
            for version, said in ((1, answer), (2, "100")):
                given = {"answers": {"tie_break": said}, "created_at": clock()}
                session.add(EntryVersion(**of, version=version, **given))
            received = clock() + timedelta(seconds=seconds)
            session.execute(update(Entry).where(Entry.id == poll.entries[name]).values(received_at=received))


def closed(poll: Poll, **votes: int) -> None:
    for name, number in votes.items():
        for _ in range(number):
            poll.cast(poll.participant(), name)
    poll.over()
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())


def say(poll: Poll, typed: str) -> None:
    tie_breaks.answer(poll.campaign, poll.phase, typed, by=poll.staff, now=clock())


def pick(poll: Poll, name: str, reason: str = "") -> None:
    results.pick(poll.campaign, poll.phase, poll.entries[name], rank=1, reason=reason, by=poll.staff, now=clock())


def test_the_nearest_of_those_who_share_the_first_place_needs_no_reason():
    poll = make_poll("Alba", "Bora", "Cava", "Dora")
    answered(poll, {"Alba": "80", "Bora": "115", "Cava": "101", "Dora": ""})
    assert refused(say, poll, "many") == ["answer_not_whole"]
    say(poll, "90")
    say(poll, "1 00")
    say(poll, "100")
    closed(poll, Alba=2, Bora=2, Cava=1, Dora=2)
    found = queries.decided(poll.campaign, poll.phase)
    assert found is not None
    assert (found.question, found.answer) == (TEXTS, 100)
    order = [(poll.entries["Bora"], 115), (poll.entries["Alba"], 80), (poll.entries["Dora"], None)]
    assert ([(guess.entry_id, guess.answer) for guess in found.guesses], found.winner) == (order, poll.entries["Bora"])
    assert refused(pick, poll, "Alba") == ["pick_needs_reason"]
    pick(poll, "Bora")
    assert reading().scalar(select(Selection.entry_id)) == poll.entries["Bora"]
    assert refused(say, poll, "80") == ["tie_break_closed"]
    said = reading().scalars(select(Audit.details).where(Audit.verb == "tie_break.answered")).all()
    assert said == [{"answer": 90}, {"answer": 100}]


LIES = {
    "another one": lambda said: said.update(winner=said["guesses"][1][0]),
    "another order": lambda said: said["guesses"].reverse(),
    "another answer": lambda said: said["guesses"][0].__setitem__(1, 130),
    "another right answer": lambda said: said.update(answer=90),
    "another moment": lambda said: said["guesses"][0].__setitem__(2, said["guesses"][1][2]),
    "one more": lambda said: said["guesses"].append(said["guesses"][0]),
    "nobody else": lambda said: said["guesses"].pop(),
}


def test_of_equally_near_ones_the_earliest_is_first_and_anybody_can_check_that(tmp_path, monkeypatch):
    """A blend's first place is shared, not that of the public vote; archive and fair-play file tell how it ended."""
    formula = Blend((Term(Part.PUBLIC, 40, Points.SHARE), Term(Part.JURY, 60, Points.SHARE)), Part.PUBLIC)
    poll = make_poll("Alba", "Bora", "Cava", blend=formula.as_settings())
    answered(poll, {"Bora": "120", "Alba": "80", "Cava": "100"})
    say(poll, "100")
    brings(poll, "number;figure\n1;7,5\n2;7,5\n3;1\n")
    closed(poll, Alba=1, Bora=1, Cava=2)
    found = queries.decided(poll.campaign, poll.phase)
    assert found is not None
    assert found.winner == poll.entries["Bora"]
    assert leases.work(deliveries.handlers(tmp_path, PROGRAM, HOST), clock())
    file = tmp_path / archives.file_of(poll.campaign, 1)
    assert f"tie-break: {' / '.join(TEXTS.values())} 100; the nearest first:" in program.verify(file)
    paper, french = (dossiers.compose(poll.campaign, poll.phase, lang, "0" * 64) for lang in ("en", "fr"))
    answers = [line.split(";")[:3] for line in paper.files["tie-break.csv"].decode().splitlines()[1:]]
    assert answers == [["2", "Bora", "120"], ["1", "Alba", "80"]]
    assert b"1;Alba;7.5" in paper.files["figures.csv"]
    assert b"1;Alba;7,5" in french.files["figures.csv"]
    monkeypatch.setattr(program, "check_sums", lambda archive, key: None)
    for name, lie in LIES.items():
        assert disbelieved(bent(file, tmp_path / "lie.zip", lie, "tie_break")), name


def test_where_it_decides_nothing_a_person_does():
    alone, unsaid, unasked, silent = (make_poll("Alba", "Bora") for _ in range(4))
    for poll in (alone, unsaid, silent):
        answered(poll, {"Alba": "" if poll is silent else "1", "Bora": ""})
    say(alone, "1")
    say(silent, "1")
    assert refused(say, unasked, "1") == ["tie_break_unasked"]
    closed(alone, Alba=2, Bora=1)
    for poll in (unsaid, unasked, silent):
        closed(poll, Alba=1, Bora=1)
        assert refused(pick, poll, "Alba") == ["pick_needs_reason"]
        pick(poll, "Alba", "We drew up a list")
    assert [queries.decided(poll.campaign, poll.phase) for poll in (alone, unsaid, unasked)] == [None] * 3
    level = queries.decided(silent.campaign, silent.phase)
    assert level is not None
    assert level.winner is None


def test_it_is_asked_of_everybody_or_of_nobody_and_its_answer_stays():
    contest = make_contest()
    given = {"by": contest.ana, "now": contest.now}
    texts = {"fr": "Combien ?", "nl": "Hoeveel?", "en": "How many?"}
    assert refused(tie_breaks.ask, contest.campaign, texts | {"nl": " "}, **given) == ["answer_missing"]
    tie_breaks.ask(contest.campaign, texts, **given)
    tie_breaks.ask(contest.campaign, {lang: f" {text} " for lang, text in texts.items()}, **given)
    form = queries.question(contest.campaign)
    assert form is not None
    assert form["label"] == texts
    assert refused(contest.submit, answers=idea("Anise") | {"tie_break": "about ten"}) == ["answer_not_whole"]
    sent = contest.pending(answers=idea("Anise") | {"tie_break": "1 240"})
    assert refused(tie_breaks.ask, contest.campaign, {"fr": "", "nl": "", "en": ""}, **given) == ["setting_frozen"]
    entry = reading().get_one(Entry, (contest.campaign, sent))
    changed = idea("Anise, better") | {"tie_break": "5"}
    author = entry.participant_id
    entries.edit(
        contest.campaign, sent, answers=changed, picture_id=entry.picture_id, seen_version=1, by=author, now=contest.now
    )
    said = reading().scalars(select(EntryVersion.answers).where(EntryVersion.entry_id == sent)).all()
    assert [one["tie_break"] for one in said] == ["1240", "1240"]
    with pytest.raises(LookupError):
        tie_breaks.ask(new_id(), texts, **given)
