"""What moderators read: the queue over their campaigns, one entry with its versions, what happened to it."""

from contest.queries.moderation.beside import (
    Advice,
    Corrected,
    Joined,
    ProposalView,
    advice,
    correction,
    joined,
    kept,
    proposal,
    question,
)
from contest.queries.moderation.filters import COUNTED, Show, counts
from contest.queries.moderation.joining import InVote, ballots, effect, votes
from contest.queries.moderation.lines import Waiting
from contest.queries.moderation.notes import Answer, Logged, answers, public_log
from contest.queries.moderation.one import DecisionView, DeskEntry, Told, Version, one, timeline
from contest.queries.moderation.queues import Place, Promise, QueuePage, promise, queue

__all__ = [
    "COUNTED",
    "Advice",
    "Answer",
    "Corrected",
    "DecisionView",
    "DeskEntry",
    "InVote",
    "Joined",
    "Logged",
    "Place",
    "Promise",
    "ProposalView",
    "QueuePage",
    "Show",
    "Told",
    "Version",
    "Waiting",
    "advice",
    "answers",
    "ballots",
    "correction",
    "counts",
    "effect",
    "joined",
    "kept",
    "one",
    "promise",
    "proposal",
    "public_log",
    "question",
    "queue",
    "timeline",
    "votes",
]
