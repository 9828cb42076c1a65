"""The web host's clock is wrong by a day: whether a vote is open, the database's clock says."""

from datetime import timedelta

import pytest
from sqlalchemy import func, or_, select

from contest import clock
from contest.db import database as db
from contest.db import reading
from contest.models import Ballot, PhaseWindow
from tests.drills import crowding
from tests.drills.crowding import Crowd, Form
from tests.drills.test_one_voter import show
from tests.services.polls import HOUR, Poll, make_poll

DAY = timedelta(days=1)
RIGHT = clock.now
# When the vote is open by the database's clock, and what a vote is answered then.
WINDOWS = {
    "closed for an hour": (-47 * HOUR, -HOUR, 409),
    "open": (-HOUR, HOUR, 303),
    "open in an hour": (HOUR, 47 * HOUR, 409),
}
VOTERS = 4


def post(app, form: Form, **typed: str) -> int:
    """Send a form as its browser would."""
    client = app.test_client()
    name, _, value = form.cookie.partition("=")
    if not typed:
        client.set_cookie(name, value)
    return client.post(form.path, data={"token": form.token, **typed}).status_code


def outside(poll: Poll) -> int:
    """How many ballots were accepted at a moment at which the vote was not open."""
    reading().rollback()
    window = select(PhaseWindow.opens, PhaseWindow.closes).where(PhaseWindow.phase_id == poll.phase).subquery()
    late = or_(Ballot.accepted_at < window.c.opens, Ballot.accepted_at >= window.c.closes)
    found = select(func.count()).select_from(Ballot).join(window, late).where(Ballot.phase_id == poll.phase)
    return reading().execute(found).scalar_one()


WRONG = {"a day behind": -DAY, "a day ahead": DAY}
# With every test, and once more in `make drills`, which prints the figures.
EACH = [pytest.param(wrong, id=name) for name, wrong in WRONG.items()]
EACH += [pytest.param(wrong, id=f"{name}, drill", marks=pytest.mark.drill) for name, wrong in WRONG.items()]


@pytest.mark.parametrize("wrong", EACH)
def test_a_host_whose_clock_is_a_day_wrong_takes_no_vote_outside_its_window(app, monkeypatch, wrong: timedelta):
    taken, refused = 0, 0
    with app.app_context():
        for opens, closes, expected in WINDOWS.values():
            poll = make_poll("salt", "vinegar")
            show(poll)
            poll.move(opens=opens, closes=closes)
            with monkeypatch.context() as patched:
                patched.setattr(clock, "now", lambda: RIGHT() + wrong)
                crowd: Crowd = crowding.gathered(poll, VOTERS)
                forms = list(crowd.forms)
                said = [post(app, form) for form in forms]
                said += [post(app, form, address=f"a{number}@example.org") for number, form in enumerate(forms)]
            assert said == [expected] * 2 * VOTERS
            taken, refused = taken + said.count(303), refused + said.count(409)
            assert outside(poll) == 0
        kind = db.engine.dialect.name
    print(f"\n{kind}: a host whose clock is wrong by {wrong}: taken {taken}, refused {refused}, outside the window 0")
