"""Pack codes: made or brought in by the million, kept as keyed hashes, tried on the slip.

make        a batch of new codes, handed out once as they are made
bring_in    a batch of a brand's own codes
admit       a code typed on a slip: there is such a code, and it is nobody else's
"""

from contest.services.codes.admitting import Paced, Try, admit
from contest.services.codes.making import Brought, bring_in, make

__all__ = ["Brought", "Paced", "Try", "admit", "bring_in", "make"]
