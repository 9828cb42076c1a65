"""Findings: what the checks notice about each version of an idea, what people say of it, what a team sets.

queue(campaign_id, entry_id, version, *, now)      look at a version, soon, in the worker
look(campaign_id, entry_id, version, *, now)
queue_again(campaign_id, *, now)                   look again at all that waits: the campaign's words changed
look_again(campaign_id, began, after, *, now)
fill(campaign_id, after, *, folders)               the prints that a portion of its ideas lack; fill_on: and the rest
queue_filling(campaign_id, *, now)
judge(campaign_id, finding_id, *, is_right, by, now)
set_checks(campaign_id, wanted, *, by, now)
"""

from contest.services.findings.filling import fill, fill_on
from contest.services.findings.judging import judge
from contest.services.findings.looking import look, look_again
from contest.services.findings.queueing import queue, queue_again, queue_filling
from contest.services.findings.setting import set_checks

__all__ = ["fill", "fill_on", "judge", "look", "look_again", "queue", "queue_again", "queue_filling", "set_checks"]
