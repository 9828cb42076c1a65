"""What stands under a picture on Instagram and TikTok: whole, within their length, the link in it as one reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import shares
from contest.rules.shares.captions import LONGEST_LEAD, length
from contest.words import shares as words

LINK = "https://patatras.example/s/7F4K9"
NAMES = ("Patatras", "Le goût d’après")


def said(lang: str, title: str = "Pêche melba", text: str = "Il reste un paquet vide.") -> str:
    return words.caption(lang, title=title, campaign=NAMES[1], brand=NAMES[0], text=text, link=LINK)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("fr", ["«\xa0Pêche melba\xa0», Le goût d’après", "À voir et à faire passer\xa0: patatras.example/s/7F4K9"]),
        ("nl", ["“Pêche melba”, Le goût d’après", "Kijk en vertel het voort: patatras.example/s/7F4K9"]),
        ("en", ["“Pêche melba”, Le goût d’après", "See it and pass it on: patatras.example/s/7F4K9"]),
    ],
)
def test_a_caption_names_the_idea_the_contest_and_the_way_there(lang: str, lines: list[str]):
    lead, link = lines
    assert said(lang).split("\n\n") == [lead, "Il reste un paquet vide.", link, "#Patatras #LeGoûtDAprès"]


def test_of_the_campaign_itself_its_name_stands_once():
    assert said("fr", title=NAMES[1]).split("\n\n")[0] == NAMES[1]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Patatras", "#Patatras"),
        ("Le goût d’après", "#LeGoûtDAprès"),
        ("La chips de ma rue", "#LaChipsDeMaRue"),
        ("iPhone 2026", "#IPhone2026"),
        ("2026", ""),
        ("!?", ""),
        ("", ""),
        ("Cafe\u0301 & co_op", "#CaféCoOp"),
    ],
)
def test_a_name_is_one_word_behind_a_hash(name: str, tag: str):
    assert shares.hashtag(name) == tag


@pytest.mark.parametrize(("longer", "cut"), [(0, False), (1, True)])
def test_only_the_text_is_cut_and_at_the_very_character(longer: int, cut: bool):
    around = length(shares.caption("Ail", "", LINK, NAMES)) + len("\n\n")
    text = "x" * (shares.LONGEST_CAPTION - around + longer)
    caption = shares.caption("Ail", text, LINK, NAMES)
    assert (text not in caption) is cut
    assert length(caption) == shares.LONGEST_CAPTION
    assert caption.split("\n\n")[0] == "Ail"
    assert caption.split("\n\n")[2:] == [LINK, "#Patatras #LeGoûtDAprès"]


def test_an_emoji_counts_twice_as_there():
    assert length("é🍟") == 3
    assert length(shares.caption("🍟 " * 400, "🍟 " * 2000, LINK, NAMES)) <= shares.LONGEST_CAPTION


LETTERS = st.characters(exclude_categories=["Cs"])


@given(
    lead=st.text(LETTERS, max_size=900),
    text=st.text(LETTERS, max_size=3000),
    names=st.lists(st.text(LETTERS, max_size=90), max_size=8),
)
def test_no_caption_is_too_long_and_each_holds_the_link(lead: str, text: str, names: list[str]):
    caption = shares.caption(lead, text, LINK, names)
    assert length(caption) <= shares.LONGEST_CAPTION
    assert LINK in caption
    assert length(lead) > LONGEST_LEAD or lead in caption
