"""Every letter, in every language: complete, safe, and the same in both forms."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from contest.rules.alarms import Condition
from contest.rules.roles import Role
from contest.words import alarms, desk_letters, letters, side_prizes
from contest.words.catalogues import languages
from contest.words.letters import Letter, Letterhead, Proof, Signature

UNTIL = datetime(2026, 11, 29, 22, 59, tzinfo=UTC)
PROOF = Proof("048213", "abc.def", UNTIL, UNTIL + timedelta(days=6))
TO_STAFF = re.compile("/join/|/desk/")
NADIA = Signature("Nadia", "community manager")
ENTRY = "Boulet <b>lapin</b> & Co"
# Names that belong to the campaign, and say nothing about the language of a letter.
NAMES = {"patatras", "nadia", "wout", "boulet", "community", "manager"}


class Page(HTMLParser):
    """What a mail program finds in the HTML form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.links += [given[name] for name in ("href", "src") if name in given]
        self.lang = given.get("lang", self.lang)

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.words += data.split()


def head(lang: str, **more) -> Letterhead:
    given = {
        "lang": lang,
        "public_url": "https://concours.example",
        "brand": "Patatras",
        "contact_address": "bonjour@patatras.example",
        "contest": "Patatras",
        "campaign": "le-gout",
    }
    return Letterhead(**given | more)


def winner_asked(top: Letterhead, *, again: bool) -> Letter:
    return letters.winner_asked(
        top, first_name="Wout", entry=ENTRY, entry_id="e1", answer_by=UNTIL, again=again, signed=NADIA
    )


def letter(kind: str, lang: str, **more) -> Letter:
    top = head(lang, **more)
    decided = {"first_name": "Wout", "entry": ENTRY, "words": "", "signed": NADIA}
    return {
        "confirm_entry": lambda: letters.confirm_entry(top, PROOF, entry=ENTRY, hours=24),
        "confirm_ballot": lambda: letters.confirm_ballot(top, PROOF, entries=[ENTRY]),
        "remind_ballot": lambda: letters.remind_ballot(top, PROOF, entries=[ENTRY], until=UNTIL),
        "confirm_guardian": lambda: letters.confirm_guardian(top, PROOF, first_name="Wout", entry=ENTRY),
        "sign_in": lambda: letters.sign_in(top, PROOF),
        "entry_published": lambda: letters.entry_published(top, number=4291, **decided),
        "entry_refused": lambda: letters.entry_refused(top, reason="danger", until=UNTIL, **decided),
        "entry_removed": lambda: letters.entry_refused(top, reason="danger", until=None, removed=True, **decided),
        "entry_corrected": lambda: desk_letters.entry_corrected(top, entry_id="e1", **decided),
        "entry_merged": lambda: desk_letters.entry_merged(top, kept="Patatras", number=7, share=None, **decided),
        "entry_shared": lambda: desk_letters.entry_merged(
            top, kept="Patatras", number=7, share=40, voted=True, **decided
        ),
        "entry_joined": lambda: desk_letters.entry_joined(
            top, first_name="Wout", entry=ENTRY, number=7, share=40, signed=NADIA
        ),
        "report_received": lambda: letters.report_received(
            top, entry=ENTRY, number=4291, reason="Danger", words="A & B", token="tt", hours=24
        ),
        "entry_hidden": lambda: letters.entry_hidden(top, first_name="Wout", entry=ENTRY, entry_id="e1", hours=1),
        "vote_asked": lambda: letters.vote_asked(top, entry=ENTRY, at=UNTIL, token="tt"),
        "message": lambda: letters.message(
            top, first_name="Wout", entry=ENTRY, entry_id="e1", text="Patatras", signed=NADIA
        ),
        "winner_asked": lambda: winner_asked(top, again=False),
        "winner_reminded": lambda: winner_asked(top, again=True),
        "draw_won": lambda: side_prizes.draw_won(top, prize="Patatras", ticket="0f" * 32, position=2),
        "staff_invitation": lambda: letters.staff_invitation(
            top, inviter="Nadia", role=Role.MODERATOR, token="tt", until=UNTIL
        ),
        "question_answered": lambda: letters.question_answered(
            top, first_name="Wout", asked=f"Patatras {ENTRY}", text="Patatras", token="tt", signed=NADIA
        ),
        "alarm": lambda: letters.alarm(
            top,
            first_name="Nadia",
            said=alarms.said(lang, Condition.QUEUE_LATE, {"num": 3}, "Patatras"),
            todo=alarms.todo(lang, Condition.QUEUE_LATE),
            since=UNTIL,
            over=False,
        ),
        "test": lambda: letters.test(top, first_name="Nadia"),
    }[kind]()


KINDS = (
    "confirm_entry",
    "confirm_ballot",
    "remind_ballot",
    "confirm_guardian",
    "sign_in",
    "entry_published",
    "entry_refused",
    "entry_removed",
    "entry_corrected",
    "entry_merged",
    "entry_shared",
    "entry_joined",
    "report_received",
    "entry_hidden",
    "vote_asked",
    "message",
    "winner_asked",
    "winner_reminded",
    "draw_won",
    "staff_invitation",
    "question_answered",
    "alarm",
    "test",
)
every = pytest.mark.parametrize(
    ("kind", "lang"), [(kind, lang) for kind in KINDS for lang in languages()], ids="-".join
)


@every
def test_both_forms_say_the_same_words_and_the_same_links(kind, lang):
    said = letter(kind, lang)
    page = Page(said.html)
    assert page.lang == lang
    links = re.findall(r"https?://\S+", said.plain)
    assert sorted(set(page.links)) == sorted(set(links))
    assert all(
        link.startswith(f"https://concours.example/{lang}/le-gout/") for link in links if not TO_STAFF.search(link)
    )
    in_plain = set(said.plain.replace("* * *", "").split()) - {">", "--", "·", *links}
    assert in_plain - set(page.words) == set()


@every
def test_what_somebody_typed_is_text_and_never_markup(kind, lang):
    said = letter(kind, lang)
    assert "b" not in Page(said.html).tags
    assert "<b>lapin</b>" not in said.html
    assert "&lt;" not in said.plain + said.subject
    assert "\n" not in said.subject


@every
def test_nothing_is_loaded_from_anywhere(kind, lang):
    page = Page(letter(kind, lang).html)
    assert {"img", "script", "link", "iframe"} & set(page.tags) == set()


def vocabulary(lang: str) -> set[str]:
    text = " ".join(letter(kind, lang).subject + " " + letter(kind, lang).plain for kind in KINDS)
    return set(re.findall(r"[^\W\d_]+", re.sub(r"https?://\S+", "", text).lower())) - NAMES


def test_no_letter_mixes_languages():
    # Words that each language cannot do without, and the others do not have.
    only = {
        "fr": {"vous", "votre", "cette", "pour", "une", "avec"},
        "nl": {"deze", "voor", "een", "het", "niet"},
        "en": {"you", "your", "this", "for", "the", "with"},
    }
    for lang in languages():
        said = vocabulary(lang)
        assert only[lang] - said == set()
        for other, theirs in only.items():
            if other != lang:
                assert theirs & said == set(), f"{other} in a letter in {lang}"


def test_a_code_is_in_the_subject_and_stands_alone_in_both_forms():
    for kind in ("confirm_entry", "confirm_ballot", "sign_in"):
        said = letter(kind, "fr")
        assert said.subject.startswith("048213")
        assert "\n    048213\n" in said.plain
        assert '<p class="code">048213</p>' in said.html
        assert "https://concours.example/fr/le-gout/confirm/abc.def" in said.plain


def test_a_guardian_gets_the_link_but_no_code():
    said = letter("confirm_guardian", "nl")
    assert "048213" not in said.subject + said.plain + said.html
    assert "https://concours.example/nl/le-gout/confirm/abc.def" in said.plain


def test_a_refusal_says_why_by_which_rule_in_whose_words_and_how_to_appeal_before_the_law():
    said = letters.entry_refused(
        head("nl"),
        first_name="Wout",
        entry="De smaak van mijn baas",
        reason="targets_person",
        words="Mosterd vonden we wél goed.\r\n\r\nTot dan.",
        signed=NADIA,
        until=UNTIL,
    )
    in_order = (
        "Dag Wout,",
        "We zetten je idee niet online",
        "regel 4.2",
        "> Mosterd vonden we wél goed.",
        "> Tot dan.",
        "Antwoord gewoon op deze mail",
        "/nl/le-gout/submit",
        "zondag 29\u00a0november, 23.59\u00a0uur",
        "Nadia\ncommunity manager",
        "De volledige regel en je rechten",
        "2022/2065",
    )
    places = [said.plain.find(part) for part in in_order]
    assert -1 not in places
    assert places == sorted(places)
    assert said.from_name == "Nadia van Patatras"
    assert said.reply_to == "bonjour@patatras.example"
    assert said.html.index("<details>") > said.html.index("community manager")


def test_a_refusal_after_the_close_offers_no_other_idea():
    assert "/submit" not in letter("entry_removed", "fr").plain
    assert "/submit" in letter("entry_refused", "fr").plain


def test_a_campaign_s_colours_are_used_and_nothing_else_from_its_look():
    said = letter("test", "en", look={"accent": "#00AA55", "ink": "red;}body{display:none", "paper": 3})
    assert "background-color: #00aa55;" in said.html
    assert "display:none" not in said.html


def test_a_letter_of_the_house_names_no_campaign():
    said = letters.test(Letterhead("fr", "https://concours.example", "Patatras"), first_name="Nadia")
    assert "https://" not in said.plain + said.html
    assert said.reply_to == ""
