"""An honest public: people at home and on the move, families, school classes, offices, an evening on television."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from contest.demo import crowd
from contest.demo.rehearsal.planned import Planned

ZONE = "Europe/Brussels"
HONEST = ("home", "mobile", "family", "school", "office", "television", "newsletter")
# Parts of the whole; the rest are people at home.
MOBILE, FAMILIES = 0.25, 0.12
DOMAINS = (
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "skynet.be",
    "telenet.be",
    "proximus.be",
    "yahoo.fr",
    "icloud.com",
)
WEIGHTS = (42, 20, 8, 9, 9, 4, 4, 4)
# Browsers as they tell themselves apart today: few kinds, some rare ones.
AGENTS = tuple(f"browser {number}" for number in range(60))
AGENT_WEIGHTS = tuple(1 / (number + 1) for number in range(60))
# Mobile carriers hide thousands of people behind few networks.
CARRIER_NETWORKS = tuple(f"178.50.{number}" for number in range(24))
AUTOFILLED = 0.05


class Public:
    """Plans votes; the same seed plans the same."""

    def __init__(self, opens: datetime, until: datetime, ideas: int, seed: int) -> None:
        self.opens, self.until, self.ideas, self.seed = opens, until, ideas, seed
        self.chance = Random(seed)
        self.number = 0

    def all(self, total: int) -> list[Planned]:
        """So many honest votes, in the order in which they come in."""
        special = [*self.schools(total // 1400), *self.offices(max(1, total // 8000))]
        special += [*self.television(total // 33), *self.newsletter(total // 130)]
        families = list(self.families(int(total * FAMILIES)))
        mobile = int(total * MOBILE)
        home = max(0, total - len(special) - len(families) - mobile)
        planned = [*special, *families, *self.people("mobile", mobile), *self.people("home", home)]
        return sorted(planned, key=lambda vote: vote.at)

    def people(self, who: str, count: int) -> Iterator[Planned]:
        """Each for themselves, over days, when people are awake."""
        moments = crowd.moments(count, self.opens, self.until, ZONE, self.seed + len(who))
        wanted = crowd.choices(count, self.ideas, self.seed)
        for at, entry in zip(moments, wanted, strict=True):
            where = f"{self.chance.choice(CARRIER_NETWORKS)}.{self.digit()}" if who == "mobile" else self.home()
            yield self.vote(who, entry, at, where)

    def families(self, count: int) -> Iterator[Planned]:
        """Two to five from one home within the hour, mostly for the same."""
        planned = 0
        while planned < count:
            size = min(self.chance.randint(2, 5), count - planned)
            where, at, entry = self.home(), self.moment(), self.chance.randrange(self.ideas)
            for _ in range(size):
                chosen = entry if self.chance.random() < 0.8 else self.chance.randrange(self.ideas)
                later = timedelta(minutes=self.chance.random() * 60)
                yield self.vote("family", chosen, min(at + later, self.until), where)
            planned += size

    def schools(self, classes: int) -> Iterator[Planned]:
        """A class of thirty in ten minutes, three classes a school, nearly all for a schoolmate's idea."""
        for number in range(classes):
            school = number // 3
            start, entry = self.moment(hour=10), (school * 7 + 3) % self.ideas
            agents = self.chance.sample(AGENTS, 2)
            for _ in range(30):
                chosen = entry if self.chance.random() < 0.9 else self.chance.randrange(self.ideas)
                at = start + timedelta(seconds=self.chance.random() * 600)
                mailbox = f"pupil{self.next()}@school{school}.be"
                yield Planned(
                    "school", chosen, at, f"193.190.{school}.7", self.chance.choice(agents), mailbox, self.seconds()
                )

    def offices(self, count: int) -> Iterator[Planned]:
        """Two hundred employees after a message on the intranet, for a colleague's idea, within the hour."""
        for office in range(count):
            start, entry = self.moment(hour=12), (office * 11 + 5) % self.ideas
            agents = self.chance.sample(AGENTS, 4)
            for _ in range(200):
                chosen = entry if self.chance.random() < 0.9 else self.chance.randrange(self.ideas)
                at = start + timedelta(minutes=self.chance.expovariate(1 / 15))
                mailbox = f"person{self.next()}@company{office}.be"
                where = f"194.78.{office}.{self.digit()}"
                yield Planned("office", chosen, at, where, self.chance.choice(agents), mailbox, self.seconds())

    def television(self, count: int) -> Iterator[Planned]:
        """An evening on television: many at once for one idea, each from home."""
        start, entry = self.moment(hour=20), 9 % self.ideas
        for _ in range(count):
            at = start + timedelta(minutes=self.chance.expovariate(1 / 12))
            yield self.vote("television", entry, at, self.home())

    def newsletter(self, count: int) -> Iterator[Planned]:
        """A club writes to its members, with a share link."""
        start, entry = self.moment(hour=18), 14 % self.ideas
        for _ in range(count):
            at = start + timedelta(minutes=self.chance.expovariate(1 / 50))
            yield self.vote("newsletter", entry, at, self.home(), shared=True)

    def vote(self, who: str, entry: int, at: datetime, where: str, *, shared: bool = False) -> Planned:
        """One person's."""
        agent = self.chance.choices(AGENTS, AGENT_WEIGHTS)[0]
        return Planned(who, entry, min(at, self.until), where, agent, self.mailbox(), self.seconds(), shared)

    def seconds(self) -> int:
        """How long the page is open: half a minute or so; a browser that fills in the address is quick."""
        if self.chance.random() < AUTOFILLED:
            return self.chance.randint(2, 4)
        return max(5, round(self.chance.lognormvariate(3.4, 0.7)))

    def mailbox(self) -> str:
        """An address at a provider many have; one in twenty at a domain of one's own."""
        number = self.next()
        if self.chance.random() < 0.05:
            return f"me@family{number}.be"
        return f"person{number}@{self.chance.choices(DOMAINS, WEIGHTS)[0]}"

    def home(self) -> str:
        """The address of some connection at home."""
        return f"{self.chance.randint(80, 109)}.{self.digit()}.{self.digit()}.{self.digit()}"

    def moment(self, hour: int | None = None) -> datetime:
        """Some moment of the days, at least two hours before their end; about this hour of the clock (UTC)."""
        days = max(1, int((self.until - self.opens) / timedelta(days=1)))
        if hour is None:
            return self.opens + (self.until - self.opens - timedelta(hours=2)) * self.chance.random()
        day = (self.opens + timedelta(days=self.chance.randrange(days))).replace(hour=hour, minute=0)
        return min(max(day + timedelta(minutes=self.chance.random() * 90), self.opens), self.until - timedelta(hours=2))

    def digit(self) -> int:
        """A part of an address."""
        return self.chance.randint(1, 250)

    def next(self) -> int:
        """A number nobody had."""
        self.number += 1
        return self.number
