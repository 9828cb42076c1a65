"""What moderators read: the queue over their campaigns, one entry with its versions, what happened to it."""

from contest.queries.moderation.lines import Waiting
from contest.queries.moderation.one import DecisionView, DeskEntry, Told, Version, one, timeline
from contest.queries.moderation.queues import Place, QueuePage, Show, counts, queue

__all__ = [
    "DecisionView",
    "DeskEntry",
    "Place",
    "QueuePage",
    "Show",
    "Told",
    "Version",
    "Waiting",
    "counts",
    "one",
    "queue",
    "timeline",
]
