"""Posts for each network: within its length however much there is to say, the link whole; round numbers."""

import pytest

from contest.rules import milestones, shares
from contest.rules.cards import Shape
from contest.rules.shares import Network, Wanted
from contest.rules.shares.captions import length
from contest.rules.shares.targets import weight

LINK = "https://patatras.example/s/7f4k9"
TAGS = ("#Patatras", "#LeGoûtDAprès", "#Chips", "#Belgique")
SHORT = Wanted("« Pêche melba » a gagné.", "Le public a choisi, de peu.", LINK, TAGS)
# The most that the desk lets be written of each, in letters that X counts twice and UTF-16 too.
LONG = Wanted("🍟" * 40 + " gagne " + "é" * 100, "Il était une fois " * 40, LINK, TAGS)
ENDLESS = Wanted("x" * 900, "y" * 3000, LINK, TAGS)


@pytest.mark.parametrize("wanted", [SHORT, LONG, ENDLESS], ids=["short", "long", "endless"])
@pytest.mark.parametrize("network", shares.POSTED_ON)
def test_a_post_is_within_its_network_and_its_link_is_whole(network: Network, wanted: Wanted):
    found = shares.post(network, wanted)
    assert 0 < found.length <= found.longest
    apart = network in {Network.PINTEREST, Network.REDDIT}
    assert found.text.count(LINK) == (0 if apart else 1)
    assert found.text == found.text.strip()


@pytest.mark.parametrize(
    ("network", "count"),
    [
        (Network.X, lambda text: weight(text.replace(LINK, "x" * 23))),
        (Network.MASTODON, lambda text: len(text.replace(LINK, "x" * 23))),
        (Network.THREADS, len),
        (Network.BLUESKY, len),
        (Network.CAPTION, length),
        (Network.REDDIT, len),
    ],
)
def test_its_length_is_counted_as_the_network_counts(network: Network, count):
    found = shares.post(network, SHORT)
    assert (found.length, found.text.startswith(SHORT.lead)) == (count(found.text), True)


@pytest.mark.parametrize(
    ("network", "tags", "shape"),
    [
        (Network.FACEBOOK, "#Patatras #LeGoûtDAprès #Chips", Shape.WIDE),
        (Network.X, "#Patatras #LeGoûtDAprès", Shape.WIDE),
        (Network.THREADS, "#Patatras", Shape.WIDE),
        (Network.CAPTION, " ".join(TAGS), Shape.STORY),
        (Network.PINTEREST, "#Patatras #LeGoûtDAprès", Shape.STORY),
        (Network.WHATSAPP, LINK, Shape.WIDE),
        (Network.REDDIT, SHORT.words, Shape.WIDE),
    ],
)
def test_each_network_has_as_many_tags_as_are_usual_there_and_its_picture(network: Network, tags: str, shape: Shape):
    found = shares.post(network, SHORT)
    assert (found.text.split("\n\n")[-1], found.shape) == (tags, shape)


def test_without_room_the_later_tags_go_then_words_are_cut_then_the_first_tag_goes():
    def said(words: int, lead: int = 50) -> list[str]:
        wanted = Wanted("a" * (lead - 1) + ".", "mot " * (words // 4), LINK, TAGS)
        return shares.post(Network.X, wanted).text.split("\n\n")

    assert said(100)[-1] == "#Patatras #LeGoûtDAprès"
    assert said(188)[-1] == "#Patatras"
    cut = said(400)
    assert (cut[1][-1], cut[-1]) == ("…", "#Patatras")
    assert said(400, 255) == ["a" * 254 + ".", LINK]
    assert said(400, 300)[0][-1] == "…"


@pytest.mark.parametrize(
    ("count", "reached", "following"),
    [
        (0, (), 100),
        (99, (), 100),
        (100, (100,), 500),
        (999, (500, 100), 1000),
        (1000, (1000, 500, 100), 5000),
        (125_998, (100_000, 50_000, 10_000, 5000, 1000, 500, 100), 500_000),
    ],
)
def test_round_numbers_are_one_and_five_of_each_power_of_ten(count: int, reached: tuple[int, ...], following: int):
    assert (milestones.reached(count), milestones.next_after(count)) == (reached, following)
