"""The statement of reasons behind a refusal or removal, line by line.

What Regulation (EU) 2022/2065, article 17, 3 asks for: what is done and for how long, the facts and how we came upon
them, what machines had to do with it, the ground in law or in the rules, and how to contest it.
"""

from contest.rules.guidance import USUAL, Guidance
from contest.rules.reasons import Basis, Ground
from contest.words import reasons
from contest.words.catalogues import N_, translations

ONLINE_NO_MORE = N_(
    "What we decided: your idea is no longer shown in the contest, in any country, for as long as this decision "
    "stands. It concerns this idea only, not you or your other ideas."
)
NEVER_ONLINE = N_(
    "What we decided: your idea is not shown in the contest, in any country, for as long as this decision stands. "
    "It concerns this idea only, not you or your other ideas."
)
PASSAGE = N_("What it is about: %(passage)s")
WHOLE = N_("What it is about: the idea as a whole.")
NOTICED = N_("A visitor had reported it to us; we looked at it ourselves.")
HINTED = N_("An automatic check had pointed at it; such a check decides nothing.")
READ = N_("We came upon it by reading, as we read every idea.")
PERSON = N_("A person made this decision; no machine did.")
LAW = N_("It rests on the law, as we understand it: %(law)s")
RULE = N_("It rests on rule %(rule)s of the rules you accepted, in full under the link below.")
RULES = N_("It rests on the rules you accepted, in full under the link below.")
REDRESS = N_(
    "You may contest it free of charge by replying to this mail, for six months. You may also turn to a certified "
    "out-of-court dispute settlement body or to a court (Regulation (EU) 2022/2065, articles 17, 20 and 21)."
)


def statement(lang: str, *, reason: str, basis: Basis, noticed: bool, removed: bool, by: Guidance = USUAL) -> list[str]:
    """Its lines in one language; `reason` is a key of words/reasons.py, `noticed` whether a report led to it."""
    said, rule = translations(lang), reasons.reason(lang, reason, by).rule
    found = [NOTICED] if noticed else []
    found += [HINTED] if basis.hinted else []
    ground = (RULE, {"rule": rule}) if rule else (RULES, {})
    ground = (LAW, {"law": basis.law}) if basis.ground is Ground.LAW else ground
    return [
        said.gettext(ONLINE_NO_MORE if removed else NEVER_ONLINE),
        said.gettext(PASSAGE, passage=basis.passage) if basis.passage else said.gettext(WHOLE),
        *(said.gettext(line) for line in found or [READ]),
        said.gettext(PERSON),
        said.gettext(ground[0], **ground[1]),
        said.gettext(REDRESS),
    ]
