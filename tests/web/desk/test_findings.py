"""Findings at the desk: marked where they stand, judged in place, the checks set by whoever edits a campaign."""

import pytest
from sqlalchemy import update

from contest import clock, worker
from contest.db import transaction
from contest.models import Entry, Finding
from contest.queries import findings as queries
from contest.rules import practice
from contest.rules.roles import Role
from tests.living import RUNNING, House
from tests.web import visits
from tests.web.desk import rooms
from tests.web.visits import form, forms, rows, sent_idea

CHECKS = rooms.room("findings")
alone = pytest.mark.parametrize(**rooms.SQLITE)


def flagged(house: House):
    """An idea that came by the form, with something in it to look at."""
    visitor = house.visitor()
    entry = sent_idea(house, visitor, name="Goût C0nn4rd", inspiration="Appelez-moi au 0470 12 34 56, ou pas.")
    worker.run_once(house.app, clock.now())
    return entry


def test_what_is_noticed_is_marked_explained_and_judged(house: House):
    entry = flagged(house)
    client = house.staff(Role.MODERATOR, "en")
    page = client.get(rooms.room(f"queue/{entry}"))
    text = visits.text(page)
    assert '<mark class="noticed__place">C0nn4rd</mark></h2>' in text
    assert text.count('<mark class="noticed__place">0470 12 34 56</mark>') == 2
    assert "2 things to look at" in rooms.words(page)
    assert "“connard” is on the list of insults." in rooms.words(page)
    judging = [one for one in forms(page) if one.action.endswith("/judge")]
    answer = judging[0].send(client, right="no")
    assert (answer.status_code, answer.location.partition("#")[2]) == (303, "noticed")
    page = client.get(answer.location)
    assert "This was wrong: it counts no more." in rooms.words(page)
    assert '<mark class="noticed__place">C0nn4rd</mark></h2>' not in visits.text(page)
    assert judging[0].send(client, right="perhaps").status_code == 400
    assert rooms.send(client, f"{CHECKS}/{entry}/judge", right="yes").status_code == 404
    assert rows(house, Finding, Finding.entry_id == entry) == 2
    # The picture of what something was noticed about is not thrown at whoever opens it.
    (seen,) = rooms.waiting(house, RUNNING, Entry.picture_id.is_not(None), Entry.attention == 0)[:1]
    where, veil = rooms.room(f"queue/{seen}"), "pane--veiled"
    clear = visits.text(client.get(where))
    with house.app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == seen).values(attention=10))
    veiled = visits.text(client.get(where))
    assert (veil in clear, veil in veiled, "Show the picture" in veiled) == (False, True, True)


@alone
def test_the_checks_are_set_by_whoever_edits_a_campaign(house: House):
    moderator, manager = house.staff(Role.MODERATOR, "en"), house.staff(Role.MANAGER, "en")
    assert "Keep the checks" not in rooms.words(moderator.get(CHECKS))
    assert rooms.send(moderator, CHECKS, on="link").status_code == 403
    filled = form(manager.get(CHECKS), CHECKS)
    kept = filled.send(manager, on=["link", "offensive"], competitors="Crousti\nMaison Dubois", hide_after="3")
    assert kept.status_code == 303
    assert rooms.notices(manager.get(kept.location)) == ["The checks are kept. What waits is looked at again."]
    with house.app.app_context():
        found = queries.settings_of(house.campaign())
    assert (found.competitors, found.hide_after) == (("Crousti", "Maison Dubois"), 3)
    assert {"link", "offensive"} & found.off == set()
    assert "danger" in found.off
    bad = filled.send(manager, watched="x" * 99, hide_after="one")
    assert (bad.status_code, sorted(rooms.wrong(bad))) == (422, ["hide_after", "watched"])


@alone
@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
def test_somebody_new_practises_on_twenty_samples(house: House, lang: str):
    client = house.staff(Role.MODERATOR, lang)
    for number in range(20):
        page = client.get("/desk/practice", follow_redirects=True)
        answer = form(page).send(client, decision="publish")
        assert answer.status_code == 303
        if number < 2:
            assert rooms.even(practice.samples()[number].why[lang]) in rooms.words(client.get(answer.location))
    page = client.get("/desk/practice")
    right = sum(one.agrees(practice.CHOICES[0]) for one in practice.samples())
    assert str(right) in rooms.words(page)
    again = next(one for one in forms(page) if one.action.endswith("/again")).send(client)
    assert client.get(again.location).location.endswith("/desk/practice/sunday")
    assert client.get("/desk/practice/nothing").status_code == 404
    assert rooms.send(client, "/desk/practice/sunday", decision="remove").status_code == 400
