"""Share links: what the desk says each of them brought, against what a simulated public did."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from flask import Flask

from benchmarks.figures import Figure
from contest.queries import campaigns, shares
from contest.rules.shares import CHANNELS, FIRST_LABEL, ShareCode, written
from tests.inspector import InspectingClient
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.rules.test_shares import FIREFOX, ROBOTS
from tests.web.visits import form, path, sent_idea, typed_code

SEED, WITHOUT, AGAIN = 7, -1, 0.2
# Of a hundred who come: by a link, by themselves, by a link of another contest; the rest is robots.
BY_LINK, BY_THEMSELVES, FOREIGN = 62, 12, 6
VOTING, PROPOSING = 0.6, 0.1
IDEAS = (1, 2, 3, 7, 11)


@dataclass
class Came:
    """What came by each channel; `WITHOUT` is none."""

    visits: Counter[int] = field(default_factory=Counter)
    ideas: Counter[int] = field(default_factory=Counter)
    votes: Counter[int] = field(default_factory=Counter)


def attributed(app: Flask, people: int) -> Iterator[Figure]:
    """So many people and robots follow links, come back, vote and propose; their doings, by the desk's figures."""
    app.test_client_class = InspectingClient
    house, came = House(app), Came()
    before = _told(house)
    chance = Random(SEED)
    for number in range(people):
        _comes(house, chance, number, came)
    after = _told(house)
    for name in ("visits", "ideas", "votes"):
        true, told = getattr(came, name), Counter(getattr(after, name))
        told.subtract(getattr(before, name))
        wrong = sum(abs(told[channel] - true[channel]) for channel in told.keys() | true.keys())
        made_of = f"{true.total()} by {len(true)} ways, of {people} people and robots"
        yield Figure(f"{name} that the desk tells otherwise than they came", wrong, "equal", wrong == 0, made_of)


def _comes(house: House, chance: Random, number: int, came: Came) -> None:
    """One of them: comes, perhaps again by the same link, and perhaps does something."""
    kind, lang = chance.randrange(100), chance.choice(LANGUAGES)
    channel = chance.choice([*CHANNELS.values(), FIRST_LABEL, FIRST_LABEL + 1])
    idea = chance.choice((0, *IDEAS))
    robot = kind >= BY_LINK + BY_THEMSELVES + FOREIGN
    client = house.visitor()
    agent = chance.choice([agent for agent in ROBOTS if agent.strip()]) if robot else FIREFOX
    client.environ_base |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": f"10.1.{number // 200}.{number % 200 + 1}"}
    marked, counted = "", WITHOUT
    if kind < BY_LINK or robot:
        code = _code(house, RUNNING, idea, channel, lang)
        for _ in range(1 + (chance.random() < AGAIN)):
            marked = client.get(f"/s/{code}").location.partition("?s=")[2]
            came.visits[channel] += not robot
        counted = channel
    elif kind >= BY_LINK + BY_THEMSELVES:
        marked = _code(house, FINISHED, 0, channel, lang)
    if robot:
        return
    address = f"shared-{number}@example.org"
    if chance.random() < VOTING:
        slip = path("slip", lang, position=2, number=chance.choice(IDEAS))
        sent = form(client.get(f"{slip}?s={marked}")).send(client, address=address)
        assert typed_code(house, client, sent.location, address).status_code == 303
        came.votes[counted] += 1
    elif chance.random() < PROPOSING / (1 - VOTING):
        sent_idea(house, client, name=f"Idée {number}", address=address, s=marked)
        came.ideas[counted] += 1


def _code(house: House, slug: str, idea: int, channel: int, lang: str) -> str:
    with house.app.app_context():
        view = campaigns.by_slug(slug, lang)
        assert view is not None
        return written(ShareCode(view.share_key, idea, channel, lang))


def _told(house: House) -> Came:
    """What the desk says, from the beginning."""
    with house.app.app_context():
        found = shares.figures(house.campaign(), since=None, day="2000-01-01")
    came = Came()
    for line in found.lines:
        came.visits[line.channel], came.ideas[line.channel] = line.visits, line.ideas
        came.votes[line.channel] = line.votes
    came.ideas[WITHOUT], came.votes[WITHOUT] = found.ideas_without, found.votes_without
    return came
