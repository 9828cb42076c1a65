"""Ballots: cast, confirm, change, withdraw.

receive     one vote, whose voter has yet to sign on: checked, nothing written
cast        one vote: counted at once for a remembered voter, else pending until confirmed
cast_remembered   the same where it is as plain as nearly all are, or nothing: many times faster
confirm     the mail was answered: pending -> counted, or TAKEN by another choice
change_to   "yes, change", after TAKEN
withdraw    everything a voter cast in votes not yet closed

All between the first and the last two answer a `Cast`, or raise Refused with every reason. Values (voters, trace,
answer) are in `contest.rules.ballots`.
"""

from contest.services.ballots.casting import cast, receive
from contest.services.ballots.confirming import change_to, confirm, withdraw
from contest.services.ballots.remembered import cast_remembered

__all__ = ["cast", "cast_remembered", "change_to", "confirm", "receive", "withdraw"]
