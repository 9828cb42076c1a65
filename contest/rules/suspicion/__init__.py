"""What is unusual about votes: pure rules, versioned, that find clusters and say why; nothing here decides.

A shape says where to look: a burst for one entry, many votes for one entry from one network or one mail domain, a
slow drip. No shape is a reason by itself, for each has a hundred honest explanations: a school, a family, an office,
a mobile carrier, an evening on television. A cluster needs a machine's sign besides: votes far quicker than others
take, a rhythm as even as a clock's, throw-away addresses. `find` answers the findings, `describe` what to show.
"""

from contest.rules.suspicion.facts import Cluster, Fact, describe
from contest.rules.suspicion.finding import Finding, find
from contest.rules.suspicion.measures import Sign
from contest.rules.suspicion.signals import VERSION, Rule, Signal

__all__ = ["VERSION", "Cluster", "Fact", "Finding", "Rule", "Sign", "Signal", "describe", "find"]
