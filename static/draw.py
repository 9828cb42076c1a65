#!/usr/bin/env python3
"""Run a draw of side prizes again, without us and without trusting us:

    python3 draw.py tickets.txt --source "..." --value "..." --prizes 10

The list, the named source, its value and the number of prizes stand on the page of the draw. Python 3.9 or newer,
nothing else, no network. What it does, in full:

    digest = SHA-256 of the list's bytes; it was published before the value could be known
    seed   = SHA-256 of digest, source and value, a line break between each two
    order  = the tickets by HMAC-SHA256(seed, ticket), the smallest first: the first win, as many more stand ready

    --digest ...   also check that the list is the one whose digest you wrote down
    --ticket ...   also say which place this ticket has
"""

import argparse
import hashlib
import hmac
import sys
import unicodedata


def tidy(text):
    """Accents in one form, and one space where there are several: however it was typed, it is the same text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def order(data, source, value):
    """The digest of the list, and its tickets as they are drawn."""
    tickets = data.decode("ascii").splitlines()
    if tickets != sorted(set(tickets)):
        raise ValueError("this is no list of tickets: each stands once, in order")
    digest = hashlib.sha256(data).hexdigest()
    seed = hashlib.sha256("\n".join((digest, tidy(source), tidy(value))).encode()).digest()
    return digest, sorted(tickets, key=lambda ticket: hmac.new(seed, ticket.encode(), hashlib.sha256).digest())


def main():
    asked = argparse.ArgumentParser(description="Run a draw of side prizes again from its published list.")
    asked.add_argument("list")
    for name in ("source", "value"):
        asked.add_argument(f"--{name}", required=True)
    asked.add_argument("--prizes", required=True, type=int)
    for name in ("digest", "ticket"):
        asked.add_argument(f"--{name}")
    given = asked.parse_args()
    try:
        with open(given.list, "rb") as file:
            digest, drawn = order(file.read(), given.source, given.value)
    except (OSError, ValueError) as wrong:
        sys.exit(f"WRONG: {wrong}")
    print(f"{len(drawn)} tickets, SHA-256 {digest}")
    if given.digest and given.digest.lower() != digest:
        sys.exit("WRONG: the digest you wrote down is of another list")
    for place, ticket in enumerate(drawn[: 2 * given.prizes], 1):
        print(f"{place:4}  {ticket}  {'wins' if place <= given.prizes else 'stands ready'}")
    if given.ticket:
        mine = "".join(given.ticket.lower().split())
        if mine not in drawn:
            sys.exit("WRONG: your ticket is not on the list")
        print(f"Your ticket has place {drawn.index(mine) + 1}.")


if __name__ == "__main__":
    main()
