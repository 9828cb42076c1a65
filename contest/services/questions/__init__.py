"""Questions: asked on a page or by mail, answered by a named person, made public help."""

from contest.services.questions.answering import (
    answer,
    claim,
    close,
    pass_on,
    release,
    reopen,
)
from contest.services.questions.asking import Asked, ask, ask_again
from contest.services.questions.fetching import empty, read
from contest.services.questions.forgetting import forget, sweep
from contest.services.questions.helping import change_help, publish_help, withdraw_help
from contest.services.questions.receiving import Taken, take

__all__ = [
    "Asked",
    "Taken",
    "answer",
    "ask",
    "ask_again",
    "change_help",
    "claim",
    "close",
    "empty",
    "forget",
    "pass_on",
    "publish_help",
    "read",
    "release",
    "reopen",
    "sweep",
    "take",
    "withdraw_help",
]
