"""The tie-break question as staff, authors and the public meet it."""

from datetime import timedelta

import pytest

from contest import clock
from contest.db import reading, transaction
from contest.models import Form, TieBreak
from contest.queries import campaigns
from contest.rules import tie_breaks
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services.accounts import rehearsal
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("tie-break")
TEXTS = {"fr": "Combien de paquets ?", "nl": "Hoeveel zakjes?", "en": "How many packets?"}
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def asks(house: House, slug: str) -> None:
    """The form asks it, as it would if that had been said before the first idea."""
    campaign = house.campaign(slug)
    with house.app.app_context(), transaction() as session:
        form = campaigns.form(campaign)
        assert form is not None
        wanted = tie_breaks.with_question(form.definition, TEXTS)
        session.add(Form(campaign_id=campaign, version=form.version + 1, definition=wanted, created_at=clock.now()))


def test_it_stays_once_ideas_were_sent_and_is_asked_of_whoever_sends_one(house: House):
    client, visitor = house.staff(Role.MANAGER, "en"), house.visitor()
    assert "This campaign asks none" in rooms.words(client.get(ROOM))
    refused = rooms.send(client, ROOM, **{f"question_{lang}": text for lang, text in TEXTS.items()})
    assert (refused.status_code, len(rooms.notices(refused))) == (422, 1)
    assert house.staff(Role.MODERATOR).get(ROOM).status_code == 403
    asks(house, RUNNING)
    assert TEXTS["nl"] in rooms.words(client.get(ROOM))
    for lang in LANGUAGES:
        assert TEXTS[lang] in visits.text(visitor.get(visits.path("submit", lang)))
    answer = visits.form(visitor.get(visits.path("submit"))).send(
        visitor, **visits.IDEA, tie_break="beaucoup", then="send"
    )
    assert (answer.status_code, visits.wrong(answer)) == (422, ["tie_break"])
    sent = visits.sent_idea(house, visitor, tie_break="1 240", then="send")
    assert [one.answers["tie_break"] for one in visits.versions(house, sent)] == ["1240"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_right_answer_is_said_before_the_close_and_what_it_decided_is_told(house: House, lang: str):
    client = house.staff(Role.MANAGER, lang)
    room = rooms.room("results/2")
    assert [one for one in visits.forms(client.get(room)) if one.action.endswith("/tie-break")] == []
    asks(house, RUNNING)
    visits.move(house, PhaseKind.VOTE, closes=-timedelta(minutes=1))
    wrong = visits.form(client.get(room), "/tie-break").send(client, answer="x")
    assert (wrong.status_code, list(rooms.wrong(wrong))) == (422, ["answer"])
    assert visits.form(wrong, "/tie-break").send(client, answer="1 240").status_code == 303
    assert "1240" in rooms.words(house.visitor().get(visits.path("history", lang)))
    decided(house)
    told = rooms.words(house.visitor().get(visits.path("results", lang, campaign=FINISHED, position=2)))
    assert all(one in told for one in (TEXTS[lang], *names(house)))
    desk = rooms.words(client.get(rooms.room("results/2", FINISHED)))
    assert all(one in desk for one in names(house))


def decided(house: House) -> None:
    """As when the result was closed on a tie."""
    asks(house, FINISHED)
    phase, ideas, now = (
        visits.phase(house, PhaseKind.VOTE, FINISHED),
        visits.published(house, FINISHED)[:2],
        clock.now(),
    )
    with house.app.app_context(), transaction() as session:
        by = rehearsal.person(Role.MANAGER, lang="fr", now=now)
        said = {
            "question": TEXTS,
            "answer": 100,
            "guesses": [[str(ideas[0].id), 90, now.isoformat()], [str(ideas[1].id), None, now.isoformat()]],
            "winner": str(ideas[0].id),
        }
        here = {"campaign_id": phase.campaign_id, "phase_id": phase.id}
        session.add(TieBreak(**here, answer=100, said_by=by, said_at=now, decided=said))
        assert reading() is session


def names(house: House) -> list[str]:
    return [entry.name for entry in visits.published(house, FINISHED)[:2]]
