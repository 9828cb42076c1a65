"""Alarms, posted as JSON to the addresses that the team named: signed, once for each row, tried again as mail is."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID

from contest.rules import hooks as rules
from contest.services import hooks
from contest.services.deliveries.leases import Failed, Handler, Leased, let_go
from contest.sign_on import reaching
from contest.sign_on.reaching import Fault


@dataclass(frozen=True)
class Poster:
    """Whose alarms they are, and what may be reached: `strict` as in production, but for the operator's own hosts."""

    public_url: str
    strict: bool
    inner: Collection[str] = ()


def handlers(poster: Poster) -> dict[str, Handler]:
    """A handler for each kind of row."""
    return dict.fromkeys(("hook.alarm", "hook.test"), partial(post, poster))


def post(poster: Poster, row: Leased, now: datetime) -> str:
    """Post what a row says, and note what became of it; a note where nothing is to be posted. Errors: Failed."""
    try:
        posted = hooks.compose(row.kind, row.ids, public_url=poster.public_url, now=now)
    except hooks.Needless as why:
        return str(why)
    body = json.dumps(posted.said, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"} | rules.signed(
        posted.secret, f"msg_{row.id.hex}", int(now.timestamp()), body
    )
    strict = rules.is_strict(posted.address, strict=poster.strict, inner=poster.inner)
    let_go()
    try:
        status = reaching.post(posted.address, body, headers, strict=strict)
    except reaching.Failed as failed:
        # The host's answer may repeat the address, which is a secret: the kind says enough.
        _fail(row, failed.fault.value, now, final=failed.fault is Fault.PRIVATE)
    if status // 100 != HTTPStatus.OK // 100:
        _fail(row, f"HTTP {status}", now, final=status == HTTPStatus.GONE)
    hooks.note(UUID(row.ids["hook"]), "", now)
    return ""


def _fail(row: Leased, fault: str, now: datetime, *, final: bool) -> None:
    hooks.note(UUID(row.ids["hook"]), fault, now)
    raise Failed(fault, final=final)
