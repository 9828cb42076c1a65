"""A walk along the route map: every address that can be asked for, its parts filled in by what a test knows.

A route that no one taught this walk to fill in fails the test that walks: so what comes new is walked, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from contest.web import access
from contest.web.access import Door


@dataclass(frozen=True)
class Output:
    """One address, whose route it is, and for which kind of visitor."""

    address: str
    endpoint: str
    door: Door


class UnknownPartError(Exception):
    """A route has a part that the walk cannot fill in."""


def outputs(app: Flask, known: Mapping[str, Sequence[str]], asked: Mapping[str, Sequence[str]]) -> Iterator[Output]:
    """Every GET route of the map, filled in with the values of `known` (part -> values).

    `asked`: endpoint -> queries that are asked besides. Development's own pages do not exist in production, and are
    left out. Errors: UnknownPartError.
    """
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        stated = access.stated(app, rule.endpoint)
        if stated is None or "GET" not in (rule.methods or ()) or rule.endpoint.startswith("dev_"):
            continue
        filled = dict.fromkeys(_filled(app, rule, known))
        for address in filled:
            yield Output(address, rule.endpoint, stated.door)
        for query in asked.get(rule.endpoint, ()):
            yield Output(f"{next(iter(filled))}?{query}", rule.endpoint, stated.door)


def _filled(app: Flask, rule: Rule, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The addresses of a route: every value of each part comes up once with each campaign."""
    values: dict[str, Sequence[str]] = {}
    for part in sorted(rule.arguments - set(rule.defaults or {})):
        if part == "campaign" or type(rule._converters[part]).__name__ != "AnyConverter":
            if part not in known:
                raise UnknownPartError(f"{rule.rule}: nothing is known for <{part}>; add it to the test that walks")
            values[part] = known[part]
        else:
            values[part] = sorted(rule._converters[part].items)
    campaigns = values.pop("campaign", ("",))
    bound = app.url_map.bind("localhost")
    for turn in range(max(map(len, values.values()), default=1)):
        for campaign in campaigns:
            parts = {name: some[turn % len(some)] for name, some in values.items()}
            parts |= {"campaign": campaign} if campaign else {}
            parts |= dict(rule.defaults or {})
            typed = {name: _typed(rule, name, value) for name, value in parts.items()}
            yield bound.build(rule.endpoint, typed)


def _typed(rule: Rule, name: str, value: str) -> object:
    converter = rule._converters.get(name)
    return value if converter is None else converter.to_python(value)
