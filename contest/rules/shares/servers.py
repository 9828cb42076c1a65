"""The server of somebody on Mastodon, as people type it: an address, a handle, a bare name."""

import re

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST = 253
# Names that lead into somebody's own network, not to a server (RFC 6761, 6762, 8375).
_PRIVATE = frozenset({"localhost", "local", "internal", "test", "invalid", "example", "arpa", "onion", "lan", "home"})


def server_of(typed: str) -> str:
    """The host in "mamot.fr", "https://mamot.fr/@anna" or "@anna@mamot.fr". Errors: ValueError for anything else."""
    text = re.sub(r"^https?://", "", typed.strip().lower()).split("/", 1)[0]
    host = text.rsplit("@", 1)[-1].rstrip(".")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        raise ValueError(typed) from None
    labels = host.split(".")
    if len(host) > _LONGEST or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(typed)
    if labels[-1] in _PRIVATE or labels[-1].isdigit():
        raise ValueError(typed)
    return host
