"""Every route and method: who may call it is stated and held, its parts are typed, what it changes is recorded."""

import hashlib
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from werkzeug.routing import Rule

from contest.app import create_app
from contest.db import database, reading
from contest.models import Campaign, Entry
from contest.rules import addresses, shares
from contest.rules.entries import EntryState
from contest.rules.roles import ALLOWED, VERBS, Role
from contest.rules.shares import Network, ShareCode
from contest.web import access
from contest.web.access import Door
from tests.conftest import settings_for
from tests.living import FINISHED, RUNNING, House

READS = frozenset({"GET", "HEAD", "OPTIONS"})
# The parts of an address: what each is, so that nobody guesses.
TYPED = {
    **dict.fromkeys(("position", "number", "width", "level"), "IntegerConverter"),
    **dict.fromkeys(("staff_id", "session_id", "invitation", "decision", "witness", "department"), "UUIDConverter"),
    **dict.fromkeys(
        ("proposal", "bulk", "answer", "finding", "question", "item", "shift", "hook", "embargo", "opening"),
        "UUIDConverter",
    ),
    **dict.fromkeys(("kind", "place", "what"), "AnyConverter"),
    **dict.fromkeys(("name", "rest"), "PathConverter"),
    **dict.fromkeys(("lang", "campaign", "source", "campaign_id", "digest", "version", "tongue"), "UnicodeConverter"),
    **dict.fromkeys(
        ("token", "signed", "draft", "receipt", "message_id", "code", "file", "sample"), "UnicodeConverter"
    ),
}
# Named the same at two doors: the desk's are ids in full, a participant's and the media's are 32 letters.
EITHER = {"entry": {"UUIDConverter", "UnicodeConverter"}, "picture": {"UUIDConverter", "UnicodeConverter"}}
SOMETHING = {"AnyConverter": "rules", "IntegerConverter": "2", "UUIDConverter": str(UUID(int=7)), "PathConverter": "x"}


@pytest.fixture
def plain(tmp_path) -> Flask:
    """The application, for its map alone."""
    return create_app(settings_for("", tmp_path))


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def stated(app: Flask) -> Iterator[tuple[str, Rule, access.Access]]:
    for rule in rules(app):
        found = access.stated(app, rule.endpoint)
        if found is not None:
            yield rule.rule, rule, found


def filled(rule: Rule, **known: str) -> str:
    """An address of this route; parts not known lead nowhere."""

    def part(match: re.Match[str]) -> str:
        name = match[1].rpartition(":")[2]
        kind = type(rule._converters[name]).__name__
        if kind == "AnyConverter":
            return next(iter(rule._converters[name].items))
        return known.get(name) or {"lang": "fr"}.get(name) or SOMETHING.get(kind, "nothing")

    return re.sub("<([^>]+)>", part, rule.rule)


def test_every_route_states_who_may_call_it(plain: Flask):
    assert [rule.rule for rule in rules(plain) if access.stated(plain, rule.endpoint) is None] == []


def test_a_route_that_states_nothing_is_refused(plain: Flask):
    plain.add_url_rule("/new", "new", lambda: "hello")
    assert plain.test_client().get("/new").status_code == 403


def test_every_part_of_an_address_is_typed(plain: Flask):
    found = {
        (name, type(converter).__name__) for _, rule, _ in stated(plain) for name, converter in rule._converters.items()
    }
    wrong = [(name, kind) for name, kind in found if kind not in EITHER.get(name, {TYPED.get(name)})]
    assert wrong == []


def test_what_changes_something_records_it_or_says_why_not(plain: Flask):
    silent = [
        path
        for path, rule, said in stated(plain)
        if (rule.methods or set()) - READS and not said.records and not said.records_nothing_because
    ]
    assert silent == []
    assert {verb for _, _, said in stated(plain) for verb in said.records} <= VERBS.keys()


def test_reading_pages_take_nothing_in(plain: Flask):
    taking = [path for path, rule, said in stated(plain) if said.door is Door.READING and rule.methods - READS]
    assert taking == []


def test_every_address_that_leaves_the_house_leads_to_a_route(plain: Flask):
    parts = {"lang": "fr", "campaign": "x", "number": 1, "position": 1, "width": 320, "receipt": "7F4K92QD"}
    parts |= {"kind": "gallery"}
    long = dict.fromkeys(("entry", "campaign_id", "picture"), UUID(int=7).hex)
    known = parts | long | dict.fromkeys(("token", "signed", "code", "file"), "abc")
    known["opening"] = str(UUID(int=7))
    bound = plain.url_map.bind("localhost")
    for name in addresses.PATHS:
        path = addresses.path(name, **known)
        methods = bound.allowed_methods(path)
        assert methods, (name, path)


def test_each_method_that_is_not_offered_is_refused(plain: Flask):
    client, bound = plain.test_client(), plain.url_map.bind("localhost")
    for path, rule, _ in stated(plain):
        address = filled(rule)
        for method in {"POST", "PUT", "PATCH", "DELETE"} - set(bound.allowed_methods(address)):
            assert client.open(address, method=method).status_code == 405, (method, path)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_staff_pages_are_closed_to_visitors_and_to_roles_without_the_right(house: House):
    for role in (None, *Role):
        client = house.staff(role) if role else house.visitor()
        for path, rule, said in stated(house.app):
            if said.door is not Door.STAFF:
                continue
            answer = client.get(filled(rule, campaign=RUNNING), buffered=True) if "GET" in rule.methods else None
            token = {"csrf_token": "forged"}
            posted = client.post(filled(rule, campaign=RUNNING), data=token) if "POST" in rule.methods else None
            may = role is not None and said.act in ALLOWED[role]
            if answer is not None:
                allowed = {200, 303, 404} if may else ({303} if role is None else {403})
                assert answer.status_code in allowed, (role, path, answer.status_code)
            if posted is not None:
                # Without the form's own token nothing is looked at, whoever sends it.
                assert posted.status_code == 400, (role, path, posted.status_code)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_private_pages_are_closed_to_everybody_else(house: House):
    client = house.visitor()
    for path, rule, said in stated(house.app):
        if said.door is Door.MINE and "GET" in rule.methods:
            answer = client.get(filled(rule, campaign=RUNNING, lang="fr"))
            assert answer.status_code == 303, path
            assert answer.location == f"/fr/{RUNNING}/me/link"


def known_things(house: House) -> dict[str, str]:
    with house.app.app_context():
        row = reading().scalars(select(Entry).where(Entry.state == EntryState.PENDING).limit(1)).one()
        key = reading().scalars(select(Campaign.share_key).where(Campaign.slug == RUNNING)).one()
        code = shares.written(ShareCode(key, 7, shares.CHANNELS[Network.FACEBOOK], "nl"))
        things = {"lang": "nl", "campaign": RUNNING, "entry": str(row.id), "number": "7", "position": "2"}
        return things | {"code": code}


def content(house: House) -> dict[str, str]:
    """A digest of every table over its rows, but for what says when somebody was last seen."""
    digests = {}
    with house.app.app_context():
        # One question for all tables: PostgreSQL takes ten to tell a table's columns.
        for (_, name), described in sorted(inspect(database.engine).get_multi_columns().items()):
            columns = [column["name"] for column in described]
            kept = ", ".join(f'"{column}"' for column in sorted(columns) if column not in access.LAST_SEEN)
            if name.startswith(("entry_search", "sqlite_")):
                continue
            # As plain rows: SQLAlchemy's own show no more than the beginning of a long text.
            rows = sorted(repr(tuple(row)) for row in reading().execute(text(f'SELECT {kept} FROM "{name}"')))
            digests[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        reading().rollback()
    return digests


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables in which rows differ."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_getting_changes_nothing(house: House):
    owner, visitor, things = house.staff(Role.OWNER), house.visitor(), known_things(house)
    house.campaign(FINISHED)
    before = content(house)
    for _, rule, said in stated(house.app):
        if "GET" in rule.methods and not said.counts:
            client = owner if said.door is Door.STAFF else visitor
            assert client.get(filled(rule, **things)).status_code < 500, rule.rule
    assert changed(before, content(house)) == set()


def test_getting_what_counts_changes_its_counter_and_nothing_else(house: House):
    visitor, things = house.visitor(), known_things(house)
    visitor.environ_base = visitor.environ_base | {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    counting = [(rule, said.counts) for _, rule, said in stated(house.app) if said.counts]
    assert {table for _, table in counting} == access.COUNTERS
    before = content(house)
    for rule, table in counting:
        assert visitor.get(filled(rule, **things)).status_code == 302, rule.rule
        after = content(house)
        assert changed(before, after) == {table}, rule.rule
        before = after


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_reading_pages_set_no_cookie_and_may_be_kept(house: House):
    client, things = house.visitor(), known_things(house)
    for path, rule, said in stated(house.app):
        if said.door is Door.READING:
            answer = client.get(filled(rule, **things))
            assert answer.headers.getlist("Set-Cookie") == [], path
            # What counts is kept by the browser alone: a cache in between would make one visit of many.
            by = "private" if said.counts else "public"
            assert re.match(rf"{by}, max-age=\d+(, s-maxage=\d+)?$", answer.headers["Cache-Control"]), path
            assert "Cookie" not in answer.headers.get("Vary", ""), path


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_development_doors_do_not_exist_in_production(house: House, tmp_path):
    production = settings_for(
        "",
        tmp_path / "production",
        CONTEST_ENV="production",
        CONTEST_PUBLIC_URL="https://contest.example.org",
        CONTEST_MAIL="smtp://mail.example.org",
        CONTEST_MAIL_FROM="contest@example.org",
        CONTEST_SECRET_KEY="a9Jk3mQz7LwXr2TbV5nYc8HdFs4Gp6Ue1a",
        CONTEST_MASTER_KEY_FILE=str(house.app.config["SETTINGS"].master_key_file),
    )
    app = create_app(production)
    assert [rule.rule for rule in rules(app) if rule.rule.startswith("/dev")] == []
