"""The desk: how long a moderator waits between pressing a key and the next idea, with many ideas in the campaign."""

import http.client
import re
import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from sqlalchemy import select, update

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.sites import Site
from contest import clock
from contest.db import database, reading, take_stock, transaction
from contest.models import Entry, Staff, StaffRole
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.services.accounts import sessions
from tests.living import RUNNING, House

DECIDED, WAITING = 100, 10_000
# A trained hand: so many seconds to read a plain idea, so many decided in a minute.
READ, IN_A_MINUTE = 2.5, 20
QUEUE, NOTHING = f"/desk/{RUNNING}/queue", f"/desk/{RUNNING}/settings"


class Browser:
    """Somebody of the staff, signed in: one connection, and the cookies it is given."""

    def __init__(self, port: int, token: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies = {"staff": token}

    def asks(self, path: str, **typed: str) -> tuple[int, str, str]:
        """A page, or with something typed the answer to a form: status, where it leads, text."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = urlencode(typed) if typed else None
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self._line.request("POST" if typed else "GET", path, body, headers)
        answer = self._line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def moderation(site: Site) -> Iterator[Figure]:
    """Deciding an idea and reading the next one, by the key `p`, as often as a person does in five minutes."""
    token, csrf = _queue_of(site), ""
    browser = Browser(site.port, token)
    csrf = _in(browser.asks(QUEUE)[2], r'name="csrf_token" value="([^"]+)"')
    where = browser.asks(f"{QUEUE}/open", csrf_token=csrf)[1]
    waits, opened, nothing, similar = [], [], [], []
    for _ in range(DECIDED):
        page = browser.asks(where)[2]
        version = _in(page, r'name="version" value="(\d+)"')
        path = where.partition("?")[0]
        began = time.perf_counter()
        status, where, _ = browser.asks(f"{path}/publish", csrf_token=csrf, version=version, seen="pending")
        assert status == 303, status
        half = time.perf_counter()
        assert browser.asks(where)[0] == 200
        ended = time.perf_counter()
        waits.append(ended - began)
        opened.append(ended - half)
        began = time.perf_counter()
        assert browser.asks(NOTHING)[0] == 200
        nothing.append(time.perf_counter() - began)
        began = time.perf_counter()
        assert browser.asks(f"{where.partition('?')[0]}/alike")[0] == 200
        similar.append(time.perf_counter() - began)
    slow = statistics.quantiles(waits, n=20)[-1]
    middle = statistics.median(waits)
    made_of = f"median {middle * 1000:.0f} ms of {DECIDED}; {WAITING} wait"
    yield at_most("desk: key to next entry ready, p95, ms", slow * 1000, 150, made_of)
    hand = 60 / (READ + statistics.mean(waits))
    read = f"{READ} s to read each, then the key p: {1000 * statistics.mean(waits):.0f} ms until the next is there"
    yield at_least("desk: plain ideas decided in a minute", hand, IN_A_MINUTE, read)
    open_next, page = statistics.median(opened), statistics.median(nothing)
    made_of = f"{open_next * 1000:.1f} / {page * 1000:.1f} ms"
    yield at_most("desk: open next / a desk page that does nothing", open_next / page, 3, made_of)
    slow = 1000 * statistics.quantiles(similar, n=20)[-1]
    made_of = f"median {1000 * statistics.median(similar):.0f} ms; fetched once the idea can be read"
    yield at_most("desk: published with a similar name, p95, ms", slow, 500, made_of)


def _queue_of(site: Site) -> str:
    """Let many of the crowd's ideas wait; the token of somebody signed in who may decide and set up."""
    campaign, now = House(site.app).campaign(), clock.now()
    with site.app.app_context():
        with transaction() as session:
            some = select(Entry.id).where(Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED)
            session.execute(
                update(Entry)
                .where(Entry.campaign_id == campaign, Entry.id.in_(some.order_by(Entry.number).limit(WAITING)))
                .values(state=EntryState.PENDING, waiting_since=now, published_at=None)
            )
        take_stock()
        owner = select(Staff.id).join(StaffRole, StaffRole.staff_id == Staff.id).where(StaffRole.role == Role.OWNER)
        token = sessions.open_session(reading().scalars(owner).first(), agent="", former="", now=now)
        database.session.remove()
    return token


def _in(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]
