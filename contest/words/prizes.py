"""The steps of a prize on its way, in words for whoever hands it over and for whoever waits for it."""

from contest.rules.prizes import Step
from contest.words.catalogues import N_, gettext

STEPS: dict[Step, str] = {
    Step.AGREED: N_("Agreed with the winner"),
    Step.ORDERED: N_("Ordered, or being made"),
    Step.SENT: N_("Sent"),
    Step.DELIVERED: N_("Delivered"),
    Step.DECLINED: N_("Not wanted"),
}


def step(lang: str, taken: Step) -> str:
    """Where a prize is."""
    return gettext(lang, STEPS[taken])
