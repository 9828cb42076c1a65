"""The schedule: phases and, from the same rule, the windows the database checks acts against."""

from contest.services.schedule.changing import MOST_HIDDEN, change, show_figures
from contest.services.schedule.pausing import go_on, pause
from contest.services.schedule.planning import KINDS, PlannedPhase, add, plan, remove
from contest.services.schedule.voters import say_who
from contest.services.schedule.voting import Voting, set_voting

__all__ = [
    "KINDS",
    "MOST_HIDDEN",
    "PlannedPhase",
    "Voting",
    "add",
    "change",
    "go_on",
    "pause",
    "plan",
    "remove",
    "say_who",
    "set_voting",
    "show_figures",
]
