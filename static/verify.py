#!/usr/bin/env python3
"""Check a vote by its archive, without us and without trusting us: python3 verify.py archive.zip

    --receipt receipt.json   also look for this ballot
    --head head.txt          also check that a signed head that you kept is one of this log
    --previous old.zip       also check that nothing in an earlier archive was changed or left out
    --figures jury.csv       also check that these are the figures that were sealed, and that their points follow;
                             only whoever was given such a file can

It needs Python 3.9 or newer and nothing else, speaks to no network, and is meant to be read: the archive holds

    about.json    the name of the log, the public key of its heads, the rules of the vote
    entries.csv   what could be voted for
    lines.jsonl   the log: every ballot, every change of one, ideas that were joined, the close, in the order in which
                  they were counted
    heads.jsonl   signed heads: what the log was at the end of each hour with a vote in it, and at its end
    result.json   the result as it was closed
    checksums.txt the digests of these files, signed

What it proves: the log is the one whose heads were signed (compare one you kept yourself); no line was changed, left
out or put in between; nobody's place holds two ballots; the result follows from the lines by the rules; what was set
aside is in sight, with its reason. Where ideas were joined, a line before the close says so; votes for the one count
for the other, each voter's once. What it cannot prove: that behind each voter stands another person, or why they chose.
Points of a jury or of sales, whose figures are sealed, and answers to a tie-break question are taken as published.
"""

import argparse
import base64
import contextlib
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

# What an event makes of a ballot; what is not here cannot happen.
MOVES = {
    ("pending", "confirmed"): "counted",
    ("pending", "withdrawn"): "withdrawn",
    ("counted", "held"): "held",
    ("counted", "excluded"): "excluded",
    ("counted", "superseded"): "superseded",
    ("counted", "withdrawn"): "withdrawn",
    ("held", "released"): "counted",
    ("held", "excluded"): "excluded",
    ("held", "withdrawn"): "withdrawn",
    ("excluded", "released"): "counted",
}
IN_PLACE = ("counted", "held", "excluded")
STATES = ("pending", "counted", "held", "excluded", "superseded", "withdrawn")
FORMULAS = {
    "one": "one-choice/1",
    "several": "several-choices/1",
    "runoff": "instant-runoff/1",
    "schulze": "schulze/1",
    "stars": "stars/1",
}
MOST_STARS = 5
# What Python says of what cannot be read at all.
NO_ARCHIVE = (OSError, zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, EOFError)


class Wrong(Exception):
    """Something that an honest archive does not hold."""


def demand(holds, what):
    """Stop at the first thing that is wrong: nothing after it can be believed."""
    if not holds:
        raise Wrong(what)


# --- The tree (RFC 9162, section 2.1)


def leaf_hash(line):
    return hashlib.sha256(b"\0" + line).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The roots of the whole subtrees from left to right, largest first; a line more costs two hashes on average."""

    def __init__(self):
        self.size, self.whole = 0, []

    def add(self, line):
        self.whole.append(leaf_hash(line))
        size = self.size = self.size + 1
        while size % 2 == 0:
            right = self.whole.pop()
            self.whole[-1] = node_hash(self.whole[-1], right)
            size //= 2

    def root(self):
        if not self.whole:
            return hashlib.sha256(b"").digest()
        found = self.whole[-1]
        for left in reversed(self.whole[:-1]):
            found = node_hash(left, found)
        return found


def root_from(line, seq, size, path):
    """The root that follows from one line and the hashes beside its way (RFC 9162, 2.1.3.2)."""
    demand(0 <= seq < size, "the receipt's line is not in its log")
    found, number, last = leaf_hash(line), seq, size - 1
    for step in path:
        demand(last, "the receipt's path is too long")
        if number % 2 or number == last:
            found = node_hash(step, found)
            while number and not number % 2:
                number, last = number // 2, last // 2
        else:
            found = node_hash(found, step)
        number, last = number // 2, last // 2
    demand(not last, "the receipt's path is too short")
    return found


# --- Signatures (Ed25519, RFC 8032, section 6)

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover(y, sign):
    """The x of a point, or None when there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (not x and sign):
        return None
    return x if x % 2 == sign else P - x


def add(a, b):
    """The sum of two points in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def decoded(packed):
    """The point of 32 bytes, or None."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, text, signature):
    """Whether a text bears this key's signature."""
    key, point = decoded(public), decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or len(signature) != 64 or scalar >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % Q
    left, right = times(scalar, BASE), add(point, times(challenge, key))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


class Key:
    """The key of a log, as `name+id+base 64`, and what it signs (C2SP signed-note, tlog-checkpoint)."""

    def __init__(self, written):
        name, mark, packed = written.split("+", 2)
        raw = base64.b64decode(packed, validate=True)
        demand(raw[:1] == b"\1" and len(raw) == 33, "the key is no Ed25519 key")
        self.name, self.public = name, raw[1:]
        self.mark = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        demand(self.mark.hex() == mark, "the key's name is not its own")

    def opened(self, note):
        """The text of a note that this key signed."""
        text, _, marks = note.rpartition("\n\n")
        dash, name, mark = marks.split(" ")
        demand((dash, name) == ("\u2014", self.name), f"signed under another name: {name}")
        raw = base64.b64decode(mark.rstrip("\n"), validate=True)
        demand(raw[:4] == self.mark, "signed by another key")
        rewritten = f"{text}\n\n{dash} {name} {base64.b64encode(raw).decode()}\n"
        demand(note == rewritten, "a note that is not written as notes are")
        demand(is_signed(self.public, f"{text}\n".encode(), raw[4:]), f"a wrong signature of: {text.splitlines()[:2]}")
        return text

    def head(self, note):
        """How many lines a head is over, and their root."""
        name, size, root = self.opened(note).split("\n")
        demand(name == self.name and size == str(int(size)), f"not a head of this log: {name}")
        raw = base64.b64decode(root, validate=True)
        demand(root == base64.b64encode(raw).decode(), "a root that is not written as such")
        return int(size), raw


# --- The vote


class Vote:
    """Every ballot's state, from the lines in their order."""

    def __init__(self, about, entries):
        self.rules, self.phase, self.entries = about["rules"], about["phase"], entries
        known = {"method", "choices", "changes", "once"}
        said = self.rules.keys() - {"blend"}
        demand(said == known and self.rules["method"] in FORMULAS, "rules that this program does not know")
        demand(self.rules["once"] in ("phase", "day") and self.rules["changes"] in (True, False), "rules that are none")
        self.ballots, self.places, self.set_aside, self.closed = {}, Counter(), Counter(), False
        self.reasons, self.said, self.joins = {}, {}, {}

    def read(self, said, number):
        """One line."""
        demand(not self.closed, f"line {number} stands after the close")
        kind = said["kind"]
        if kind == "ballot":
            name = bytes.fromhex(said["ballot"])
            demand(name not in self.ballots, f"line {number}: a ballot that is there already")
            choices = tuple(said["choices"])
            demand(1 <= len(choices) <= self.rules["choices"], f"line {number}: too many or no choices")
            named, marks = [choice[:36] for choice in choices], {choice[36:] for choice in choices}
            demand(len(set(named)) == len(named), f"line {number}: a choice twice")
            demand(self.entries.keys() >= set(named), f"line {number}: a vote for nothing that could be voted for")
            allowed = {f":{stars}" for stars in range(1, MOST_STARS + 1)} if self.rules["method"] == "stars" else {""}
            demand(marks <= allowed, f"line {number}: marks that there are none of")
            demand(
                (said["bucket"] == "all") == (self.rules["once"] == "phase"), f"line {number}: no place of this vote"
            )
            place = bytes.fromhex(said["voter"]) + said["bucket"].encode()
            # Equal papers are kept once: there are millions of ballots, and they say few things.
            self.ballots[name] = ["pending", place, self.said.setdefault(choices, choices)]
        elif kind == "event":
            ballot = self.ballots.get(bytes.fromhex(said["ballot"]))
            demand(ballot is not None, f"line {number}: about a ballot that is not there")
            before, after = ballot[0], MOVES.get((ballot[0], said["event"]))
            demand(self.rules["changes"] or after != "superseded", f"line {number}: nobody could change their mind")
            demand(after, f"line {number}: a ballot that is {before} cannot be {said['event']}")
            self.places[ballot[1]] += (after in IN_PLACE) - (before in IN_PLACE)
            ballot[0] = after
            if after == "excluded":
                self.reasons[bytes.fromhex(said["ballot"])] = said["reason"]
            if said["event"] in ("held", "excluded", "released"):
                self.set_aside[said["event"], said["rule"], said["reason"]] += 1
        elif kind == "joined":
            gone, kept = said["gone"], said["kept"]
            demand({gone, kept} <= self.entries.keys(), f"line {number}: joins what could not be voted for")
            demand(gone not in self.joins and self.kept(kept) != gone, f"line {number}: joined twice, or with itself")
            self.joins[gone] = {"gone": gone, "kept": kept, "reason": said["reason"]}
        else:
            demand(kind == "close" and said["phase"] == self.phase, f"line {number}: no line that a log has")
            self.closed = True

    def kept(self, entry):
        """The idea that a vote for this one counts for, once all that were joined are."""
        while entry in self.joins:
            entry = self.joins[entry]["kept"]
        return entry

    def as_joined(self, choices):
        """What a paper says then: who named both ideas named one, at the better place, with the more of the stars."""
        stars = {}
        for choice in choices:
            entry = self.kept(choice[:36])
            stars[entry] = max(stars.get(entry, ""), choice[36:])
        return tuple(entry + given for entry, given in stars.items())

    def count(self):
        """What the counted ballots say, and how many say so; ballots in each state; what was set aside, and why."""
        demand(self.closed, "the log was never closed")
        twice = sum(1 for number in self.places.values() if number > 1)
        demand(not twice, f"{twice} voters have more than one ballot in one place")
        papers, states, aside = Counter(), Counter(), Counter()
        read = {choices: self.as_joined(choices) for choices in self.said} if self.joins else self.said
        for name, (state, _, cast) in self.ballots.items():
            choices = read[cast]
            states[state] += 1
            papers[choices] += state == "counted"
            if state in ("held", "excluded"):
                reason = self.reasons[name] if state == "excluded" else ""
                aside.update((choice[:36], state, reason) for choice in choices)
        return papers, states, aside


def lines_of(archive):
    """The lines of the log, as they were hashed."""
    with archive.open("lines.jsonl") as file:
        for line in io.BufferedReader(file, 1 << 20):
            demand(line.endswith(b"\n"), "the last line is cut off")
            yield line[:-1]


def verify(path, receipt=None, head=None, previous=None, figures=()):
    """Check everything; what to say of it. Raises Wrong at the first thing that is wrong."""
    with contextlib.ExitStack() as opened:
        archive = opened.enter_context(zipfile.ZipFile(path))
        about = json.loads(archive.read("about.json"))
        demand(
            about.keys() == {"format", "key", "phase", "rules"} and about["format"] == 2, "an archive of another kind"
        )
        key, entries = Key(about["key"]), entries_of(archive)
        check_sums(archive, key)
        notes = [json.loads(line) for line in archive.read("heads.jsonl").decode().removesuffix("\n").split("\n")]
        heads = heads_of(key, [*notes, Path(head).read_text("utf-8")] if head else notes)
        old = Earlier(opened.enter_context(zipfile.ZipFile(previous)), key) if previous else None
        if old:
            opened.callback(old.lines.close)
        wanted = Wanted(json.loads(Path(receipt).read_text("utf-8")), key) if receipt else None
        tree, vote = Tree(), Vote(about, entries)
        for line in lines_of(archive):
            for looking in filter(None, (old, wanted)):
                looking.look(line, tree.size)
            tree.add(line)
            vote.read(json.loads(line), tree.size)
            if tree.size in heads:
                demand(tree.root() == heads[tree.size], f"the first {tree.size} lines are not those that were signed")
            if wanted and tree.size == wanted.size:
                demand(tree.root() == wanted.root, "the receipt's head is not one of this log")
        demand(tree.size == max(heads, default=0), "lines are missing, or not under a head")
        for looking in filter(None, (old, wanted)):
            looking.demand_found()
        papers, states, aside = vote.count()
        result = json.loads(archive.read("result.json"))
        compare(result, about["rules"], papers, states, aside, entries, vote.joins)
        for file in figures:
            check_figures(Path(file).read_text("utf-8"), result)
    return report(about, tree, vote, result, states, entries)


def check_sums(archive, key):
    """Every file in the archive is the one that was signed."""
    rows = [row.split("  ") for row in key.opened(archive.read("checksums.txt").decode()).split("\n")]
    names = {name for _, name in rows} | {"checksums.txt"}
    demand(names == set(archive.namelist()) and len(names) == len(archive.namelist()), "files missing or added")
    for digest, name in rows:
        found = hashlib.sha256()
        with archive.open(name) as file:
            while part := file.read(1 << 20):
                found.update(part)
        demand(found.hexdigest() == digest, f"{name} is not the file that was signed")


def entries_of(archive):
    """Number and name of each entry, by its id."""
    rows = list(csv.DictReader(io.StringIO(archive.read("entries.csv").decode())))
    entries = {row["id"]: f"{row['number']} {row['name']}" for row in rows}
    demand(len(entries) == len(rows), "an entry twice")
    return entries


def heads_of(key, notes):
    """The root for each number of lines that was signed."""
    heads = {}
    for size, root in map(key.head, notes):
        demand(heads.setdefault(size, root) == root, f"two heads over {size} lines")
    return heads


class Earlier:
    """An archive that somebody kept: this one must begin with all its lines."""

    def __init__(self, archive, key):
        other = Key(json.loads(archive.read("about.json"))["key"])
        demand(other.public == key.public, "the earlier archive has another key")
        self.lines = lines_of(archive)

    def look(self, line, number):
        demand(next(self.lines, None) in (None, line), f"line {number + 1} is not what it was in the earlier archive")

    def demand_found(self):
        demand(next(self.lines, None) is None, "lines of the earlier archive are missing")


class Wanted:
    """A receipt: where its ballot's line should be, under which head."""

    def __init__(self, said, key):
        self.line, self.seq, self.found = said["line"].encode(), said["seq"], False
        self.size, self.root = key.head(said["head"])
        path = [bytes.fromhex(step) for step in said["path"]]
        demand(root_from(self.line, self.seq, self.size, path) == self.root, "the receipt does not lead to its head")

    def look(self, line, number):
        if number == self.seq:
            demand(line == self.line, "another ballot stands in the receipt's place")
            self.found = True

    def demand_found(self):
        demand(self.found, "the receipt's ballot is not in the log")


def ranked(order, votes):
    """Most votes first; equal ones share a rank, in the order in which they were published."""
    order = sorted(order, key=lambda entry: -votes[entry])
    numbers = [votes[entry] for entry in order]
    shared, ranks = Counter(numbers), {}
    for place, number in enumerate(numbers, 1):
        ranks.setdefault(number, place)
    return [row(entry, votes[entry], ranks[votes[entry]], shared[votes[entry]] > 1) for entry in order]


def row(entry, votes, rank, tied):
    return {"entry": entry, "votes": votes, "rank": rank, "tied": tied}


def runoff(papers, left):
    """In each round every paper is with the first of its entries that is left, and the last entry leaves, until two are
    left. Those without a paper leave together. Of equal ones leaves which had fewer in the round before, or the one
    before that; then the one that was published later."""
    rounds = []
    while True:
        votes, exhausted = dict.fromkeys(left, 0), 0
        for paper, number in papers.items():
            first = next((entry for entry in paper if entry in votes), None)
            if first is None:
                exhausted += number
            else:
                votes[first] += number
        fewest = min(votes.values(), default=0)
        leaving = [entry for entry in left if votes[entry] == fewest]
        if len(left) <= 2 or (not fewest and len(leaving) == len(left)):
            leaving = []
        elif fewest:
            for earlier in reversed(rounds):
                fewest = min(earlier["votes"][entry] for entry in leaving)
                leaving = [entry for entry in leaving if earlier["votes"][entry] == fewest]
            leaving = leaving[-1:]
        rounds.append({"votes": votes, "leaving": leaving, "exhausted": exhausted})
        if not leaving:
            break
        left = [entry for entry in left if entry not in leaving]
    ranking = ranked(left, votes)
    for one in reversed(rounds[:-1]):
        tied, rank = len(one["leaving"]) > 1, len(ranking) + 1
        ranking += [row(entry, one["votes"][entry], rank, tied) for entry in one["leaving"]]
    return ranking, {"rounds": rounds}


def schulze(papers, ids):
    """A paper prefers what it names to what it names later or not at all. Whoever has a stronger path of won duels to
    another than the other has back stands before it."""
    prefer = Counter()
    for paper, number in papers.items():
        rest = [entry for entry in ids if entry not in paper]
        for place, better in enumerate(paper):
            prefer.update({(better, worse): number for worse in [*paper[place + 1 :], *rest]})
    path = {(a, b): prefer[a, b] * (prefer[a, b] > prefer[b, a]) for a in ids for b in ids}
    won = {a: sum(path[a, b] > 0 for b in ids) for a in ids}
    for via in ids:
        for a in ids:
            for b in ids:
                path[a, b] = max(path[a, b], min(path[a, via], path[via, b]))
    beaten = {a: sum(path[b, a] > path[a, b] for b in ids) for a in ids}
    shared = Counter(beaten.values())
    order = sorted(ids, key=lambda entry: beaten[entry])
    ranking = [row(entry, won[entry], beaten[entry] + 1, shared[beaten[entry]] > 1) for entry in order]
    duels = [[a, b, prefer[a, b]] for a in ids for b in ids if prefer[a, b]]
    return ranking, {"duels": duels} if len(ids) > 1 else {}


def counted(ids, method, papers, states, entries):
    """The result that follows from the lines, with these entries standing."""
    ids = sorted(ids, key=lambda entry: int(entries[entry].split(" ")[0]))
    # Votes for what was removed meanwhile are passed over.
    read, votes, more, standing = Counter(), Counter(), {}, set(ids)
    for paper, number in papers.items():
        named = [choice for choice in paper if choice[:36] in standing]
        read[tuple(named)] += number
        for choice in named:
            votes[choice[:36]] += number * int(choice[37:] or 1)
    unread = read.pop((), 0)
    of = states["counted"] * (MOST_STARS if method == "stars" else 1)
    if method == "runoff":
        ranking, more = runoff(read, ids)
    elif method == "schulze":
        of = len(ids) - 1
        ranking, more = schulze(read, ids)
    else:
        ranking = ranked(ids, votes)
    return {
        "formula": FORMULAS[method],
        "received": sum(states.values()),
        "for_unpublished": unread,
        "of": of,
        "tie": bool(ranking) and ranking[0]["tied"],
        "ranking": ranking,
        **more,
        **{state: states[state] for state in STATES},
    }


def unusual(papers, aside):
    """What is told of unusual votes: numbers of the entries they were for, and how many were excluded for what."""
    numbers, had = {}, Counter()
    for paper, number in papers.items():
        had.update({choice[:36]: number for choice in paper})
    for (entry, state, _), number in aside.items():
        numbers.setdefault(entry, {"held": 0, "excluded": 0})[state] += number
    return {
        "set_aside": [
            {"entry": entry, "received": had[entry] + sum(here.values()), **here, "counted": had[entry]}
            for entry, here in sorted(numbers.items())
        ],
        "exclusions": [
            {"entry": entry, "reason": reason, "ballots": number}
            for (entry, state, reason), number in sorted(aside.items(), key=lambda pair: (-pair[1], pair[0]))
            if state == "excluded"
        ],
    }


# --- A result by a blend: the public vote, a jury's scores, sales


def share(figure, best):
    """The share of the best, in hundredths of a point of a hundred, half a hundredth rounded up."""
    return int(Fraction(figure) * 10000 / best + Fraction(1, 2)) if best else 0


def step(rank, among):
    """A hundred points for the first, and an equal step less for each place."""
    return share(among - rank + 1, among)


def points_of(figures, how):
    """Each entry's points in hundredths, from figures of which more is better."""
    if how == "share":
        best = max(figures.values(), default=0)
        return {entry: share(figure, best) for entry, figure in figures.items()}
    better = {entry: sum(other > figure for other in figures.values()) for entry, figure in figures.items()}
    return {entry: step(1 + before, len(figures)) for entry, before in better.items()}


def blended(rules, ranking, closed):
    """The blend that follows from the public's places and votes, and from the points of jury and sales as published.

    A total is the sum of weight times points. Equal ones: whoever is ahead in the part that decides first (with the
    public by place), then in the others; equal in all of them, they share the place, as they stand in the vote."""
    weights = {one["part"]: one["weight"] for one in rules["parts"]}
    demand(sum(weights.values()) == 100 and min(weights.values()) > 0 and "public" in weights, "weights that are none")
    demand(len(weights) == len(rules["parts"]) and weights.keys() <= {"public", "jury", "sales"}, "parts that are none")
    demand(rules["first"] in weights, "a part decides first that is not there")
    place = {one["entry"]: one["rank"] for one in ranking}
    points = {one["entry"]: dict(one["points"]) for one in closed["ranking"]}
    demand(points.keys() == place.keys() and len(points) == len(closed["ranking"]), "other entries in the blend")
    for one in rules["parts"]:
        demand(one["points"] in ("share", "rank"), "points that are none")
        if one["part"] == "public":
            counts = points_of({row["entry"]: row["votes"] for row in ranking}, "share")
            for entry, rank in place.items():
                points[entry]["public"] = counts[entry] if one["points"] == "share" else step(rank, len(place))
    for said in points.values():
        demand(said.keys() == weights.keys(), "points of a part missing or added")
        demand(all(type(number) is int and 0 <= number <= 10000 for number in said.values()), "points that are none")
    totals = {entry: sum(weights[part] * number for part, number in said.items()) for entry, said in points.items()}
    order = [rules["first"], *(part for part in weights if part != rules["first"])]
    keys = {
        entry: (totals[entry], *(-place[entry] if part == "public" else points[entry][part] for part in order))
        for entry in place
    }
    shared = Counter(keys.values())
    rows = [
        {
            "entry": entry,
            "points": points[entry],
            "total": totals[entry],
            "rank": 1 + sum(other > keys[entry] for other in keys.values()),
            "tied": shared[keys[entry]] > 1,
        }
        for entry in sorted(place, key=lambda entry: keys[entry], reverse=True)
    ]
    digests = {one["part"]: one.get("digest") for one in closed["parts"]}
    parts = [one if one["part"] == "public" else {**one, "digest": digests.get(one["part"])} for one in rules["parts"]]
    tie = bool(rows) and rows[0]["tied"]
    return {"formula": "blend/1", "first": rules["first"], "parts": parts, "tie": tie, "ranking": rows}


def nearest(said, ranking):
    """What a tie-break question decides among those who share the first place: the nearest answer, then the first."""
    near = {entry: (told is None, abs((told or 0) - said["answer"]), when) for entry, told, when in said["guesses"]}
    rows = sorted(said["guesses"], key=lambda row: near[row[0]])
    firsts = sorted(one["entry"] for one in ranking if one["rank"] == 1)
    demand(firsts == sorted(row[0] for row in rows) and rows[1:], "a tie-break between others")
    first, second = near[rows[0][0]], near[rows[1][0]]
    return {**said, "guesses": rows, "winner": None if first[0] or first == second else rows[0][0]}


def check_figures(file, result):
    """Figures that were sealed: they bear the digest of a part, and its points follow from them."""
    digest = hashlib.sha256(file.encode()).hexdigest()
    parts = [one for one in result.get("blend", {}).get("parts", ()) if one.get("digest") == digest]
    demand(parts, "these figures are none of those that were sealed")
    rows = list(csv.DictReader(file.splitlines()[1:]))
    figures = {row["id"]: Fraction(row["figure"]) for row in rows}
    standing = [one["entry"] for one in result["blend"]["ranking"]]
    demand(len(figures) == len(rows) and figures.keys() >= set(standing), "an entry twice or missing in the figures")
    points = points_of({entry: figures[entry] for entry in standing}, parts[0]["points"])
    for one in result["blend"]["ranking"]:
        demand(one["points"][parts[0]["part"]] == points[one["entry"]], f"points that do not follow: {one}")


def compare(result, rules, papers, states, aside, entries, joins):
    """The result that was closed is the one that follows from the lines."""
    ids = [row["entry"] for row in result["ranking"]]
    demand(len(set(ids)) == len(ids) and entries.keys() >= set(ids), "an entry twice in the ranking, or an unknown one")
    follows = counted(ids, rules["method"], papers, states, entries)
    if "blend" in rules:
        follows["blend"] = blended(rules["blend"], follows["ranking"], result["blend"])
    if joins:
        demand(not joins.keys() & set(ids), "an idea that was joined with another still stands")
        follows["joined"] = [joins[gone] for gone in sorted(joins)]
    if "tie_break" in result:
        follows["tie_break"] = nearest(result["tie_break"], follows.get("blend", follows)["ranking"])
    # Results that were closed before these were told do not have them.
    follows.update({name: said for name, said in unusual(papers, aside).items() if name in result})
    for closed, expected in zip(result["ranking"], follows["ranking"]):  # noqa: B905 - Python 3.9 knows no strict
        demand(closed == expected, f"closed with {closed}, by the log it is {expected}")
    for name in follows.keys() | result.keys():
        closed, expected = result.get(name), follows.get(name)
        demand(closed == expected, f"{name}: closed with {closed}, by the log it is {expected}")


def report(about, tree, vote, result, states, entries):
    """What was found, in lines to read."""
    said = [f"{about['key'].split('+')[0]}: {tree.size} lines, {len(vote.ballots)} ballots, all as they were signed"]
    said += [f"root: {base64.b64encode(tree.root()).decode()}", f"key: {about['key']}"]
    said.append("ballots: " + ", ".join(f"{number} {state}" for state, number in sorted(states.items())))
    said += [f"{event}, {number} times: {rule} {reason}" for (event, rule, reason), number in vote.set_aside.items()]
    for one in vote.joins.values():
        said.append(f"joined: {entries[one['gone']]} with {entries[one['kept']]}: {one['reason']}")
    said += [f"{one['rank']:>4}. {one['votes']:>9}  {entries[one['entry']]}" for one in result["ranking"][:12]]
    if "blend" in result:
        parts = ", ".join(f"{one['part']} {one['weight']} %" for one in result["blend"]["parts"])
        said.append(f"by the blend ({parts}), points of a hundred:")
        for one in result["blend"]["ranking"][:12]:
            said.append(f"{one['rank']:>4}. {one['total'] / 10000:>9.2f}  {entries[one['entry']]}")
    if "tie_break" in result:
        tie = result["tie_break"]
        said.append(f"tie-break: {' / '.join(tie['question'].values())} {tie['answer']}; the nearest first:")
        said += [f"{told!s:>15}  {entries[entry]}" for entry, told, _ in tie["guesses"]]
    return "\n".join([*said, "the result follows from the ballots"])


def main():
    """0: all is well; 1: something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("archive", "--receipt", "--head", "--previous"):
        parser.add_argument(name)
    parser.add_argument("--figures", action="append", default=[])
    given = parser.parse_args()
    try:
        print(verify(given.archive, given.receipt, given.head, given.previous, given.figures))
    except Wrong as reason:
        print(f"WRONG: {reason}")
    except NO_ARCHIVE as error:
        print(f"WRONG: not an archive as it should be ({type(error).__name__}: {error})")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
