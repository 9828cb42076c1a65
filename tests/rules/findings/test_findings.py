"""What the checks notice: a table of texts in three languages, innocents among them, and each check at its edges."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from contest.demo import words as demo
from contest.rules import findings
from contest.rules.findings import Facts, Rule, copies, pictures, sources
from contest.rules.findings.facts import Alike, Shot
from contest.rules.findings.marking import excerpt, pieces, texts_of
from contest.rules.findings.settings import Settings, objections, settings, words
from contest.rules.searching import folded_entry

CASES = [
    (lang, text, set(told.split()))
    for lang, told_of in json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8")).items()
    for text, told in told_of
]
OWN = {"competitors": ("Crousti", "Maison Dubois"), "watched": ("lot 77",)}
# What each check must reach on the table: of what it says, so much is right; of what there is, it sees so much.
PRECISION, RECALL = 0.97, 0.95


def noticed(lang: str, text: str, **more) -> list[findings.Finding]:
    return list(findings.look(Facts(lang, {"inspiration": text}, **OWN | more)))


def marked(lang: str, text: str, rule: Rule) -> list[str]:
    return [text[one.start : one.end] for one in noticed(lang, text) if one.rule is rule]


def test_the_table_of_texts():
    right, wrong, missed, said = Counter(), Counter(), Counter(), []
    for lang, text, expected in CASES:
        found = {one.rule.value for one in noticed(lang, text)}
        right.update(found & expected)
        wrong.update(found - expected)
        missed.update(expected - found)
        said += [f"{lang} {text!r}: {sorted(found)}, expected {sorted(expected)}"] if found != expected else []
    lines = []
    for rule in sorted({*right, *wrong, *missed}):
        precision = right[rule] / (right[rule] + wrong[rule] or 1)
        recall = right[rule] / (right[rule] + missed[rule] or 1)
        lines.append((rule, round(precision, 3), round(recall, 3), right[rule], wrong[rule], missed[rule]))
    print(f"\n{len(CASES)} texts, {sum(1 for case in CASES if not case[2])} of them innocent")
    for line in lines:
        print("{}: precision {}, recall {} ({} right, {} wrong, {} missed)".format(*line))
    print("\n".join(said))
    assert len(CASES) >= 150
    bad = [line for line in lines if line[1] < PRECISION or line[2] < RECALL]
    assert bad == []


def test_of_the_demos_ideas_written_without_a_thought_of_these_lists_two_are_noticed_rightly():
    found = [
        (idea.name, one.rule, one.facts["kind"])
        for idea in demo.ideas()
        for one in findings.look(Facts(idea.lang, texts_of(idea.answers)))
    ]
    assert len(demo.ideas()) > 150
    told = [("Boulet sauce lapin", Rule.PERSONAL, "phone"), ("Appelle-moi poivre", Rule.PERSONAL, "phone")]
    assert sorted(found) == sorted(told)


@pytest.mark.parametrize(
    ("lang", "text", "rule", "places"),
    [
        ("fr", "Une idée de C0nn4rd !", Rule.OFFENSIVE, ["C0nn4rd"]),
        ("fr", "l’énculé du coin", Rule.OFFENSIVE, ["énculé"]),
        ("fr", "c o n n a r d, va", Rule.OFFENSIVE, ["c o n n a r d"]),
        ("fr", "œuf, fils de pute", Rule.OFFENSIVE, ["fils de pute"]),
        ("nl", "Het is een dorpshoer, zei ze", Rule.OFFENSIVE, ["dorpshoer"]),
        ("nl", "Bel 0470/12.34.56 of mail bo@x.be", Rule.PERSONAL, ["0470/12.34.56", "bo@x.be"]),
        ("en", "See www.x.org, or https://y.org/z.", Rule.LINK, ["www.x.org", "https://y.org/z"]),
        ("fr", "Chez Maison  Dubois", Rule.COMPETITOR, ["Maison  Dubois"]),
        ("fr", "Je veux mourir.", Rule.DANGER, ["veux mourir"]),
    ],
)
def test_what_is_found_stands_where_it_says(lang, text, rule, places):
    assert marked(lang, text, rule) == places


def test_a_list_is_of_its_language():
    assert noticed("fr", "retards") == []
    assert [one.rule for one in noticed("en", "retards")] == [Rule.OFFENSIVE]
    assert noticed("en", "a big bite") == []


def test_own_words_are_spared_and_checks_can_be_off():
    text = "Chips Bâtard, le roi des connards"
    assert [one.facts["word"] for one in noticed("fr", text)] == ["bâtard", "connard"]
    assert [one.facts["word"] for one in noticed("fr", text, allowed=("Chips Bâtard",))] == ["connard"]
    assert findings.look(Facts("fr", {"name": text}), off={"offensive"}) == ()


def test_the_heaviest_comes_first_and_a_flood_is_cut():
    found = noticed("fr", "connard " * 60 + "je veux mourir")
    assert (found[0].rule, len(found)) == (Rule.DANGER, findings.MOST)
    assert findings.attention(one.weight for one in found) == findings.facts.HEAVIEST


def test_texts_that_are_nearly_the_same_share_a_band_and_others_do_not():
    chance = Random(7)
    vocabulary = [
        "sel",
        "poivre",
        "lard",
        "oignon",
        "tante",
        "dimanche",
        "friterie",
        "pluie",
        "carnaval",
        "soupe",
        "radio",
        "marché",
        "quai",
        "brume",
    ]
    texts = [folded_entry(chance.choices(vocabulary, k=40)) for _ in range(60)]
    caught = strangers = 0
    for one, other in pairwise(texts):
        words_of = one.split()
        words_of[chance.randrange(40)] = "nouveau"
        near = f" {' '.join(words_of)} "
        assert copies.likeness(copies.pieces(one), copies.pieces(near)) >= copies.ALIKE
        caught += any(first == second for first, second in zip(copies.bands(one), copies.bands(near), strict=True))
        strangers += copies.likeness(copies.pieces(one), copies.pieces(other)) >= copies.ALIKE
    assert (caught, strangers) == (59, 0)
    assert copies.bands(folded_entry(["Sel", "trop court"])) == ()
    assert copies.bands(texts[0]) == copies.bands(texts[0])
    assert all(-(2**63) <= band < 2**63 for band in copies.bands(texts[0]))


def test_pictures_that_differ_in_five_bits_share_a_band():
    chance = Random(7)
    for _ in range(300):
        shape = chance.getrandbits(64)
        near = shape
        for bit in chance.sample(range(64), pictures.MOST_DIFFERENT):
            near ^= 1 << bit
        assert pictures.difference(shape, near) == pictures.MOST_DIFFERENT
        assert pictures.difference(shape - 2**63, near - 2**63) == pictures.MOST_DIFFERENT
        assert any(one == other for one, other in zip(pictures.bands(shape), pictures.bands(near), strict=True))
    assert sum(pictures.BANDS) == pictures.BITS


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"pictures": (Shot(640, 119, 40.0),)}, [("picture_empty", "tiny")]),
        ({"pictures": (Shot(640, 120, 3.9),)}, [("picture_empty", "blank")]),
        ({"pictures": (Shot(640, 120, 4.0),)}, []),
        ({"from_source": sources.MANY - 1, "people": 5}, []),
        ({"from_source": sources.MANY, "people": 5}, [("source", None)]),
        ({"copies": (Alike("ab", "Chou", 1.0), Alike("cd", "Choux", 0.7))}, [("copy", None), ("copy", None)]),
        ({"picture_copies": (Alike("ab", "Chou", 1.0),)}, [("picture_copy", None)]),
    ],
)
def test_what_is_not_about_words(facts, said):
    found = findings.look(Facts("fr", {}, **facts))
    assert [(one.rule.value, one.facts.get("kind")) for one in found] == said


def test_a_teams_settings():
    typed = words("Crousti, Maison  Dubois\n\nCrousti\n  ")
    assert typed == ("Crousti", "Maison Dubois")
    wanted = Settings(frozenset({"link"}), competitors=typed, hide_after=3)
    assert settings(wanted.as_stored()) == wanted
    assert settings({}) == Settings()
    assert settings({"off": ["link", "no such rule"]}).off == {"link"}
    assert objections(wanted) == []
    bad = Settings(watched=("x" * 61,), allowed=tuple(map(str, range(201))), hide_after=1)
    assert [(one.key, one.field) for one in objections(bad)] == [
        ("word_too_long", "watched"),
        ("too_many_words", "allowed"),
        ("number_out_of_bounds", "hide_after"),
    ]


def test_a_text_is_cut_at_its_places():
    text = "Appelez le 0470 12 34 56, ou pas, mais alors jamais le dimanche matin avant la messe."
    assert pieces(text, [(11, 24), (8, 12), (90, 99)]) == [
        ("Appelez ", False),
        ("le 0", True),
        ("470 12 34 56", True),
        (text[24:], False),
    ]
    assert pieces("", []) == [("", False)]
    assert excerpt(text, 11, 24) == [
        ("Appelez le ", False),
        ("0470 12 34 56", True),
        (", ou pas, mais alors jamais le", False),
        (" …", False),
    ]
    assert excerpt(text, 70, 72)[0] == ("… ", False)
    assert texts_of({"name": "a", "tags": ["b", "c"], "none": "", "number": 3}) == {"name": "a", "tags": "b, c"}
