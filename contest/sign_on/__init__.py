"""Single sign-on: speaks OpenID Connect with a provider while a person waits. Values in, values out; no tables.

A room of its own beside `vault` and `intake`, and not a part of `outside`: the answer is needed within the request, and
the web process loads nothing of `outside`. What could hurt a web process is bounded here: few calls at a time, each
over after some seconds, small answers, only addresses that anybody may reach.

address    where the person is sent
identity   who came back with this code
look       whether a provider can be used, told before the first voter is sent there
"""

from contest.sign_on.flow import Client, Coming, Identity, Looked, address, identity, look
from contest.sign_on.reaching import Failed, Fault

__all__ = ["Client", "Coming", "Failed", "Fault", "Identity", "Looked", "address", "identity", "look"]
