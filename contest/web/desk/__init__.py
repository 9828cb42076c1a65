"""The desk of the staff."""

from contest.web.desk import audit, members

BLUEPRINTS = (members.blueprint, audit.blueprint)
