"""An alarm leaves for a chat, over a real connection to a real server: signed, once, tried again, told at the desk."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import update

from contest.db import new_id, reading, transaction
from contest.models import Alarm, Hook, Outbox
from contest.queries import duties
from contest.rules.alarms import Condition
from contest.rules.objections import Refused
from contest.services import hooks
from contest.services.deliveries import hooks as deliveries
from contest.services.deliveries import leases
from contest.sign_on.reaching import Failed, post
from tests.services.deliveries.scene import NOW


@dataclass
class Chat:
    """A server that takes what is posted; `says` is what it answers."""

    port: int = 0
    says: int = 204
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def chat() -> Iterator[Chat]:
    found = Chat()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.says)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()


def test_an_alarm_is_posted_signed_and_once_and_a_chat_that_fails_is_told(app, scene, chat):
    given = {"strict": False, "inner": (), "by": scene.staff, "now": NOW}
    address = f"http://127.0.0.1:{chat.port}/hooks/secret?thread=1"
    hook = hooks.add(scene.campaign, address, **given)
    assert hooks.add(scene.campaign, f" {address} ", **given) == hook, "twice is once"
    elsewhere = deliveries.handlers(deliveries.Poster("https://contest.example", strict=False))
    alarm = new_id()
    with transaction() as session:
        session.add(
            Alarm(
                id=alarm,
                condition=Condition.QUEUE_LATE,
                campaign_id=scene.campaign,
                facts={"num": 3},
                since=NOW,
                seen_at=NOW,
                told_at=NOW,
            )
        )
        for _ in range(2):
            hooks.queue(alarm, scene.campaign, "1", NOW, over=False)
        hooks.queue(alarm, None, "1", NOW, over=False)

    chat.says = 302
    assert leases.work(elsewhere, NOW)
    (row,) = reading().query(Outbox).filter(Outbox.kind == "hook.alarm").all()
    assert (row.error, row.done_at, len(chat.taken)) == ("HTTP 302", None, 1), "a redirect is not followed"
    assert duties.hooks()[0].fault == "HTTP 302"
    assert "hooks/secret" not in repr(row.__dict__), "the address is a secret"

    chat.says, later = 200, NOW + timedelta(minutes=10)
    assert leases.work(elsewhere, later)
    assert not leases.work(elsewhere, later), "once"
    (headers, body) = chat.taken[-1]
    said = json.loads(body)
    assert (said["event"], said["alarm"]["number"], said["alarm"]["campaign"]) == ("alarm", 3, "le-gout-d-apres")
    assert "/desk/duty" in said["text"]
    key = base64.b64decode(hooks.keys.hook_secret(hook).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{proof}"
    assert headers["webhook-id"] == chat.taken[0][0]["webhook-id"], "a second try is the same message"
    assert (duties.hooks()[0].fault, duties.hooks()[0].tried_at) == ("", later)

    # A chat that was away for long is not flooded with what was told again since.
    hooks.queue(alarm, scene.campaign, "old", NOW - timedelta(hours=1), over=False)
    assert leases.work(elsewhere, NOW)
    assert len(chat.taken) == 2
    with transaction() as session:
        session.execute(update(Alarm).values(ended_at=NOW))
        hooks.queue(alarm, scene.campaign, "2", NOW, over=False)
        hooks.queue(alarm, scene.campaign, "over", NOW, over=True)
    hooks.test(hook, by=scene.staff, key="k", now=NOW)
    while leases.work(elsewhere, later):
        pass
    assert [json.loads(body)["event"] for _, body in chat.taken[2:]] == ["alarm.over", "test"], (
        "what is over is not begun"
    )
    hooks.test(hook, by=scene.staff, key="another", now=NOW)
    for _ in range(2):
        hooks.remove(hook, by=scene.staff, now=NOW)
    assert leases.work(elsewhere, later)
    assert (len(chat.taken), reading().query(Hook).count()) == (4, 0)


def test_in_production_only_what_anybody_reaches_or_the_operator_names_is_posted_to(app, scene, chat):
    given = {"strict": True, "by": scene.staff, "now": NOW}
    inside = f"http://127.0.0.1:{chat.port}/"
    for address, key in (
        (inside, "hook_open"),
        ("https://10.0.0.7/hook", "hook_private"),
        ("https://chat/hook", "hook_private"),
        ("https://me:pass@chat.example.org/", "hook_malformed"),
        ("ftp://chat.example.org/", "hook_malformed"),
    ):
        with pytest.raises(Refused) as refused:
            hooks.add(None, address, inner=(), **given)
        assert [one.key for one in refused.value.objections] == [key], address
    hook = hooks.add(None, inside, inner=("127.0.0.1",), **given)
    # What a name leads to is looked at again when it is posted to; then the operator has taken the host off the list.
    strict = deliveries.handlers(deliveries.Poster("https://contest.example", strict=True))
    hooks.test(hook, by=scene.staff, key="a", now=NOW)
    assert leases.work(strict, NOW)
    with pytest.raises(Failed, match="private"):
        post(f"https://localhost:{chat.port}/", b"{}", {}, strict=True)
    assert (duties.hooks()[0].fault, len(chat.taken)) == ("private", 0)
    allowed = deliveries.Poster("https://contest.example", strict=True, inner=("127.0.0.1",))
    hooks.test(hook, by=scene.staff, key="b", now=NOW)
    assert leases.work(deliveries.handlers(allowed), NOW)
    assert (duties.hooks()[0].fault, len(chat.taken)) == ("", 1)
