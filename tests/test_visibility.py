"""Nothing shows before it may: every state of an idea, a result, an announcement, on every output, as every role.

Each state hides a word that stands nowhere else, in what is typed, in files and in names of files. The route map is
walked (`tests/walking.py`), so an output that comes new is walked as well; whatever says a word its reader may not know
is a leak. Then everything is shown, and the same walk has to find the words: it can fail. `-rP` prints the figures.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from contest import clock, worker
from contest.db import reading, transaction
from contest.models import (
    Announcement,
    LocalMail,
    Outbox,
    Result,
    Telling,
)
from contest.rules.phases import Exposure, PhaseKind
from contest.rules.roles import ALLOWED, Act, Role
from contest.services import participants
from contest.web.access import Door
from tests.hiding import COUNTED, HIDDEN, REPORTED, VOTES, World, hide, numbers, word
from tests.living import FINISHED, ME, RUNNING, House
from tests.walking import Output, outputs
from tests.web.visits import set_phase

SECOND = timedelta(seconds=1)
# Every address of a route.
MOST = 1000
PUBLIC = {Door.READING, Door.ACTING, Door.OPERATION, Door.ACCOUNT}
ASKED = {
    "entries.gallery": ("seed=a", "q=zqx", "order=newest", "q=zqxpen"),
    "similar.found": ("name=zqx",),
    "submissions.packet": ("name=zqx",),
    "campaigns.home": ("preview=forged",),
    "announcements.announcement": ("preview=forged",),
}


@pytest.fixture
def world(house: House) -> World:
    return hide(house)


# --- What each reader may know


def _may_know(secret: str, output: Output, role: str) -> bool:
    """Whether whoever reads this output may know this secret; in public nobody may."""
    if output.door in PUBLIC:
        return False
    act = {RUNNING: Act.ANNOUNCE, FINISHED: Act.ANNOUNCE, "votes": Act.SEE_FIGURES, "mark": Act.ANNOUNCE}.get(secret)
    if output.door is Door.MINE:
        return role == "author" and act is None
    return role in set(Role) and (act or Act.MODERATE) in ALLOWED[Role(role)]


def _secrets() -> dict[str, tuple[bytes, ...]]:
    of_words = {state: (word(state).encode(),) for state in [*HIDDEN, REPORTED, RUNNING, FINISHED]}
    figures = {"votes": numbers(VOTES) + numbers(COUNTED)}
    return of_words | figures | {"mark": (b'"shelf__mark"', b'"entry__mark"')}


SECRETS = _secrets()


@dataclass
class Seen:
    """What a walk found."""

    looks: int = 0
    leaks: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes, int]] = field(default_factory=dict)

    def notes(self, output: Output, role: str, answer: TestResponse) -> None:
        """Look for each secret in what was answered, headers and names of files included."""
        said = answer.data + repr(answer.headers.to_wsgi_list()).encode()
        for secret, spellings in SECRETS.items():
            self.looks += 1
            if any(one in said for one in spellings) and not _may_know(secret, output, role):
                self.leaks.append(f"{secret} at {output.address} as {role}")


def _asked(world: World) -> dict[str, tuple[str, ...]]:
    """What is asked besides: whoever describes a page by its address is asked about every page that hides something."""
    public = str(world.house.app.config["SETTINGS"].public_url).rstrip("/")
    pages = [f"{FINISHED}/winner", f"{FINISHED}/announcements/2", f"{RUNNING}/announcements/1"]
    pages += [f"{RUNNING}/entries/{number}" for number in world.numbers]
    return ASKED | {"oembed.described": tuple(f"url={quote(f'{public}/fr/{page}', safe='')}" for page in pages)}


def _walk(world: World, role: str, seen: Seen, doors: set[Door], most: int) -> None:
    """Ask for everything behind these doors, so many addresses of each route at most."""
    asked: Counter[str] = Counter()
    with _browser(world, role) as client:
        for output in outputs(world.house.app, world.known, _asked(world)):
            if output.door not in doors or asked[output.endpoint] == most:
                continue
            asked[output.endpoint] += 1
            answer = client.get(output.address, buffered=True)
            assert answer.status_code < 500, (role, output.address)
            seen.answers[output.address] = (answer.status_code, answer.data, _kept(answer))
            seen.notes(output, role, answer)


def _kept(answer: TestResponse) -> int:
    """For how many seconds a cache may keep it."""
    found = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
    return int(found[1]) if found else 0


@contextmanager
def _browser(world: World, role: str) -> Iterator[FlaskClient]:
    client = FlaskClient(world.house.app, world.house.app.response_class)
    if role in ("participant", "author"):
        someone = world.author if role == "author" else world.somebody
        with world.house.app.app_context():
            client.set_cookie(ME, participants.remember(world.campaign(RUNNING), someone, now=world.now))
    elif role != "visitor":
        cookie = world.house.staff(Role(role)).get_cookie("staff")
        assert cookie is not None
        client.set_cookie("staff", cookie.value)
    yield client


def _set(world: World, slug: str, kind: PhaseKind, **state: Any) -> None:
    """Put an announcement into a state; a moment is told from the beginning on."""
    state = {name: world.now + value if isinstance(value, timedelta) else value for name, value in state.items()}
    given = {"awaits": False, "withdrawn_at": None, "opens": world.now + timedelta(hours=2)} | state
    with world.house.app.app_context():
        here = {"campaign_id": world.campaign(slug), "phase_id": world.phase(slug, kind)}
        with transaction() as session:
            session.execute(update(Announcement).filter_by(**here).values(given))


def _told(world: World) -> str:
    """What would be mailed at this moment, to who asked to know."""
    with world.house.app.app_context(), transaction() as session:
        for table in (LocalMail, Telling, Outbox):
            session.execute(delete(table))
    worker.run_once(world.house.app, clock.now())
    with world.house.app.app_context():
        return "".join(f"{mail.subject} {mail.plain} {mail.html}" for mail in reading().scalars(select(LocalMail)))


# State of the finalists' announcement, of the winner's, and whether the result is signed.
ROUNDS: tuple[tuple[str, dict[str, Any], str, dict[str, Any]], ...] = (
    ("kept", {"withdrawn_at": 0 * SECOND, "opens": SECOND}, "scheduled", {}),
    ("awaiting", {"awaits": True, "opens": -SECOND}, "withdrawn", {"withdrawn_at": -SECOND, "opens": -2 * SECOND}),
)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_nothing_shows_before_it_may_on_any_output_as_any_role(world: World):
    seen, roles = Seen(), ["participant", "author", *(role.value for role in Role)]
    states = ["running", "closed", "signed", "under embargo", *HIDDEN, REPORTED]
    scheduled: dict[str, tuple[int, bytes, int]] = {}
    for place, (finalists, first, winner, second) in enumerate(ROUNDS):
        _set(world, RUNNING, PhaseKind.SUBMISSION, **first)
        _set(world, FINISHED, PhaseKind.VOTE, **second)
        _sign(world, place == 1)
        states += [finalists, winner]
        _walk(world, "visitor", seen, PUBLIC, most=3 if place else MOST)
        scheduled = scheduled or dict(seen.answers)
        for role in roles if place == 0 else ():
            _walk(world, role, seen, PUBLIC, most=1)
            own = Door.MINE if role in roles[:2] else Door.STAFF
            _walk(world, role, seen, {own}, most={"author": 9, Role.MANAGER.value: 2}.get(role, 1))
        assert not re.search("|".join(map(word, (RUNNING, FINISHED))), _told(world))
    assert seen.leaks == []
    _seen_under_embargo(world)
    _shown_at_last(world, scheduled)
    said = f"{len(states)} states, {len(scheduled)} addresses, {1 + len(roles)} roles: {seen.looks} looks"
    print(f"\n{said} for a state on an output as a role; leaks: {len(seen.leaks)}")


def _sign(world: World, signed: bool) -> None:
    """The closed result is signed by a second person, or not."""
    moment = world.now if signed else None
    with world.house.app.app_context(), transaction() as session:
        session.execute(update(Result).where(Result.campaign_id == world.campaign(FINISHED)).values(signed_at=moment))


def _seen_under_embargo(world: World) -> None:
    """One reader sees it, after a promise; nobody keeps it."""
    _set(world, FINISHED, PhaseKind.VOTE)
    said, link = word(FINISHED).encode(), f"/fr/{FINISHED}/embargo/{world.known['token'][0]}"
    with _browser(world, "visitor") as client:
        assert said not in client.get(link).data
        looked = client.get(f"{link}/{world.opening}")
    assert (said in looked.data, looked.headers["Cache-Control"]) == (True, "private, no-store")


def _shown_at_last(world: World, scheduled: dict[str, tuple[int, bytes, int]]) -> None:
    """From its second on everybody sees everything; and what is another then was kept no longer than until then."""
    for slug, kind in ((RUNNING, PhaseKind.SUBMISSION), (FINISHED, PhaseKind.VOTE)):
        _set(world, slug, kind, opens=-SECOND)
    set_phase(world.house, PhaseKind.VOTE, exposure=Exposure.LIVE)
    after = Seen()
    _walk(world, "visitor", after, PUBLIC, most=4)
    assert {leak.partition(" ")[0] for leak in after.leaks} == {RUNNING, FINISHED, "votes", "mark"}
    assert set(re.findall("|".join(map(word, (RUNNING, FINISHED))), _told(world))) == {word(RUNNING), word(FINISHED)}
    flips = [at for at, now in after.answers.items() if FINISHED in at and now[:2] != scheduled[at][:2]]
    assert len(flips) > 10
    with _browser(world, "visitor") as client:
        for address in flips:
            _set(world, FINISHED, PhaseKind.VOTE, opens=clock.now() - world.now + 9 * SECOND)
            answer = client.get(address, buffered=True)
            assert _kept(answer) <= 9, address
