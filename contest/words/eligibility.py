"""Who may vote, in words: the rule and what it is worth, for the public and for the desk."""

from contest.rules.eligibility import Who
from contest.words.catalogues import N_, gettext

# On the ballot and the slip: which rule holds, and what it is worth.
RULES: dict[Who, str] = {
    Who.EMAIL: N_(
        "One vote for each confirmed e-mail address: nobody is counted twice, but for who has two addresses."
    ),
    Who.SIGN_ON: N_(
        "One vote for each account with which people sign on: nobody is counted twice, but for who has two accounts."
    ),
    Who.CODE: N_("One vote for each code from a pack: who has two packs has two votes."),
    Who.CODE_EMAIL: N_(
        "One vote for each code from a pack, together with a confirmed e-mail address of its own: who wants a second "
        "vote needs both anew."
    ),
    Who.BROWSER: N_(
        "One vote for each browser, and nobody checks who sits in front of it: this shows a mood, no more."
    ),
}
# Beside the figures: what a vote is.
COUNTED: dict[Who, str] = {
    Who.EMAIL: N_("Each is one vote of a confirmed e-mail address."),
    Who.SIGN_ON: N_("Each is one vote of an account with which somebody signed on."),
    Who.CODE: N_("Each is one vote with a code from a pack; who has two packs has two votes."),
    Who.CODE_EMAIL: N_("Each is one vote with a code from a pack and a confirmed e-mail address."),
    Who.BROWSER: N_("Each is one vote of a browser; who sat in front of it was not checked."),
}
# On the page about the proof: what it cannot know about people.
NOT_PROVED: dict[Who, str] = {
    Who.EMAIL: N_("That behind each address stands another person: who owns two addresses can vote twice."),
    Who.SIGN_ON: N_(
        "That behind each account stands another person: that is for the provider of the sign-on to know, and who has "
        "two accounts can vote twice."
    ),
    Who.CODE: N_("That behind each code stands another person: who has two packs can vote twice."),
    Who.CODE_EMAIL: N_(
        "That behind each code and address stands another person: who has two packs and two addresses can vote twice."
    ),
    Who.BROWSER: N_("That behind each browser stands another person: who uses two browsers can vote twice."),
}
# And how the voter is kept.
KEPT: dict[Who, str] = {
    Who.EMAIL: N_(
        "That your choice is secret from the organiser while the contest runs: addresses are kept as keyed digests, "
        "and the key is destroyed afterwards."
    ),
    Who.SIGN_ON: N_(
        "That your choice is secret from the organiser while the contest runs: what the provider calls you is kept as "
        "a keyed digest, and the key is destroyed afterwards."
    ),
    Who.CODE: N_(
        "That your choice is secret from the organiser while the contest runs: codes are kept as keyed digests, and "
        "the key is destroyed afterwards."
    ),
    Who.CODE_EMAIL: N_(
        "That your choice is secret from the organiser while the contest runs: addresses and codes are kept as keyed "
        "digests, and the key is destroyed afterwards."
    ),
    Who.BROWSER: N_(
        "That your choice is secret from the organiser while the contest runs: your browser is kept as a keyed digest, "
        "and the key is destroyed afterwards."
    ),
}
# At the desk: the choice, and what it is worth.
CHOICES: dict[Who, str] = {
    Who.CODE_EMAIL: N_("A code from a pack, and a confirmed e-mail address"),
    Who.SIGN_ON: N_("An account with which one signs on (OpenID Connect)"),
    Who.EMAIL: N_("A confirmed e-mail address"),
    Who.CODE: N_("A code from a pack"),
    Who.BROWSER: N_("Any browser"),
}
WORTH: dict[Who, str] = {
    Who.CODE_EMAIL: N_(
        "The strongest: a second vote costs a second pack and a second address. It also keeps the most people away."
    ),
    Who.SIGN_ON: N_(
        "As strong as the provider: of a company or a state, one person has one vote; where anybody makes accounts, a "
        "second vote costs a second account. No address is kept, nobody is mailed."
    ),
    Who.EMAIL: N_(
        "Good for most contests: a second vote costs a second address and its mail. Checked as unusual votes are."
    ),
    Who.CODE: N_(
        "A second vote costs a second pack. Who finds many empty packs, or the printer’s list, has many votes."
    ),
    Who.BROWSER: N_(
        "Weak: a second vote costs a private window, a thousand votes a short script, and no check finds out. For a "
        "mood in a room; never where there is something to win."
    ),
}


def rule(lang: str, who: Who) -> str:
    """Which rule holds, and what it is worth."""
    return gettext(lang, RULES[who])


def counted(lang: str, who: Who) -> str:
    """What one vote in the figures is."""
    return gettext(lang, COUNTED[who])


def not_proved(lang: str, who: Who) -> tuple[str, str]:
    """What a proof cannot show: that nobody voted twice, and how secret a choice is from the organiser."""
    return gettext(lang, NOT_PROVED[who]), gettext(lang, KEPT[who])


def choices(lang: str) -> list[tuple[str, str, str]]:
    """What staff choose from: its value, what it is called, what it is worth; the strongest first."""
    return [(who.value, gettext(lang, CHOICES[who]), gettext(lang, WORTH[who])) for who in Who]
