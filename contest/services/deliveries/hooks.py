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
        posted = hooks.compose(row.kind, row.ids, queued_at=row.created_at, public_url=poster.public_url, now=now)
    except hooks.Needless as why:
        return str(why)
    body = json.dumps(posted.said, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"} | rules.signed(
        posted.secret, f"msg_{row.id.hex}", int(now.timestamp()), body
    )
    strict = rules.is_strict(posted.address, strict=poster.strict, inner=poster.inner)
    let_go()
    fault, final = _fault(posted.address, body, headers, strict=strict)
    hooks.note(UUID(row.ids["hook"]), fault, now)
    if fault:
        raise Failed(fault, final=final)
    return ""


def _fault(address: str, body: bytes, headers: dict[str, str], *, strict: bool) -> tuple[str, bool]:
    """What became of it, empty when it arrived; and whether trying again cannot help."""
    try:
        status = reaching.post(address, body, headers, strict=strict)
    except reaching.Failed as failed:
        # The error may repeat the address, which is a secret: the kind says enough.
        return failed.fault.value, failed.fault is Fault.PRIVATE
    if status // 100 == HTTPStatus.OK // 100:
        return "", False
    return f"HTTP {status}", status == HTTPStatus.GONE
