"""Attacks, as they were seen on contests elsewhere; each for one idea, each with some care not to be noticed.

The last one imitates people in everything and has time: no rule here sees it, and the report says so.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from contest.demo.rehearsal.planned import Planned
from contest.demo.rehearsal.public import AGENTS, DOMAINS, WEIGHTS

UNSEEN = "patient farm"


def plan(opens: datetime, seed: int, scale: float = 1.0) -> list[Planned]:
    """Every attack, at its time after the opening; with a smaller `scale` fewer votes each."""
    chance = Random(seed)
    return [vote for make, hours in ATTACKS for vote in make(opens + timedelta(hours=hours), chance, scale)]


def cookie_farm(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """One computer, cookies cleared each time, aliases at a large provider: 320 in forty minutes."""
    for number in range(int(320 * scale)):
        at = start + timedelta(seconds=number * 7.5 / scale + chance.random() * 5)
        yield Planned("cookie farm", 20, at, "91.10.20.30", "browser 3", _provider(chance, "c", number), _few(chance))


def mail_farm(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """A domain bought last week that takes every address, through rented connections: 400 in forty minutes."""
    for number in range(int(400 * scale)):
        at = start + timedelta(seconds=chance.random() * 2400)
        yield Planned("mail farm", 21, at, _rented(chance), _agent(chance), f"m{number}@saveurs.example", _few(chance))


def one_network(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """A room of people with a script: 250 in nine minutes from one network."""
    for number in range(int(250 * scale)):
        at = start + timedelta(seconds=chance.random() * 540)
        where = f"92.40.5.{chance.randint(1, 250)}"
        yield Planned("one network", 22, at, where, _agent(chance), _provider(chance, "n", number), _few(chance))


def rotated_headers(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """One network, another browser each time, the page left open like people do, by a timer: 180 in an hour."""
    for number in range(int(180 * scale)):
        at = start + timedelta(seconds=20 * number + chance.uniform(-2, 2))
        seconds = chance.randint(12, 40)
        mailbox = _provider(chance, "r", number)
        yield Planned("rotated headers", 23, at, "93.70.8.9", f"made up {chance.random()}", mailbox, seconds)


def slow_drip(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """One every six minutes, day and night, each from elsewhere: 200 in twenty hours."""
    for number in range(int(200 * scale)):
        at = start + timedelta(seconds=360 * number + chance.uniform(-45, 45))
        mailbox = _provider(chance, "d", number)
        yield Planned("slow drip", 24, at, _rented(chance), _agent(chance), mailbox, _few(chance))


def throw_away(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """Throw-away addresses, typed by hand: 90 in three hours."""
    for number in range(int(90 * scale)):
        at = start + timedelta(seconds=chance.random() * 10_800)
        mailbox = f"t{number}@{chance.choice(('yopmail.com', 'mailinator.com', 'maildrop.cc'))}"
        yield Planned("throw-away", 25, at, _rented(chance), _agent(chance), mailbox, chance.randint(15, 60))


def patient_farm(start: datetime, chance: Random, scale: float) -> Iterator[Planned]:
    """Bought accounts, rented connections, human pauses, over two days: 200."""
    for number in range(int(200 * scale)):
        at = start + timedelta(seconds=chance.random() * 172_800)
        seconds = max(6, round(chance.lognormvariate(3.4, 0.7)))
        yield Planned(UNSEEN, 26, at, _rented(chance), _agent(chance), _provider(chance, "p", number), seconds)


# Each attack, and how many hours after the opening it begins.
ATTACKS: tuple[tuple[Callable[[datetime, Random, float], Iterator[Planned]], float], ...] = (
    (cookie_farm, 27.5),
    (mail_farm, 34),
    (one_network, 11.2),
    (rotated_headers, 52),
    (slow_drip, 40),
    (throw_away, 60),
    (patient_farm, 20),
)


def _few(chance: Random) -> int:
    return chance.randint(1, 3)


def _rented(chance: Random) -> str:
    return f"{chance.randint(60, 79)}.{chance.randint(1, 250)}.{chance.randint(1, 250)}.{chance.randint(1, 250)}"


def _agent(chance: Random) -> str:
    return chance.choice(AGENTS[:20])


def _provider(chance: Random, name: str, number: int) -> str:
    return f"{name}{number}@{chance.choices(DOMAINS, WEIGHTS)[0]}"
