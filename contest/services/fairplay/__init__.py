"""Fair play: unusual votes are found, held, released, excluded; never deleted, always by a person, always reversible.

look      looks through what was counted since, and notes clusters; decides nothing
hold      sets the counted ballots of a cluster aside, and asks their voters whether they were theirs
release   lets them count (again)
exclude   takes them out of the count for a reason that will be public; above a number two people do
spare     lets a single vote of a cluster count, whatever is decided about the others
settle    brings what was decided to ballots that it has not reached yet
answer    what a voter who was asked says

Until the result is closed; then nothing changes any more. Rules are in `contest.rules.suspicion`.
"""

from contest.services.fairplay.answering import answer
from contest.services.fairplay.deciding import Done, exclude, hold, is_closed, release
from contest.services.fairplay.settling import settle, settle_vote
from contest.services.fairplay.sparing import spare
from contest.services.fairplay.watching import look

__all__ = ["Done", "answer", "exclude", "hold", "is_closed", "look", "release", "settle", "settle_vote", "spare"]
