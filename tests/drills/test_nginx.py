"""`make serve` behind a real nginx: what visitors are told, what is believed of them, and the site being down."""

import http.client
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from contest.db import database as db
from contest.settings import Settings
from tests import post_office
from tests.drills.proxied import Front, proxied
from tests.living import RUNNING, House

HSTS = "max-age=31536000; includeSubDomains"
SIGN_IN = "/account/sign-in"
PAGE = f"/fr/{RUNNING}/"
TRIES = 10


def sign_in(front: Front, name: str, source: str, **headers: str) -> int:
    """Try a wrong password as somebody of this name; the answer's status."""
    form = front.ask("GET", SIGN_IN, source=source)
    token = re.search(rb'name="csrf_token" value="([^"]+)"', form.body)
    assert token is not None
    typed = {"csrf_token": token[1].decode(), "address": f"{name}@x.example", "password": "wrong wrong wrong"}
    answer = front.ask(
        "POST",
        SIGN_IN,
        urlencode(typed).encode(),
        source=source,
        Content_Type="application/x-www-form-urlencoded",
        Cookie="; ".join(cookie.partition(";")[0] for cookie in form.cookies),
        Origin=f"https://{front.public}",
        Referer=f"https://{front.public}{SIGN_IN}",
        **headers,
    )
    return answer.status


def look_at_pages(front: Front) -> None:
    line = http.client.HTTPConnection("127.0.0.1", front.plain)
    line.request("GET", PAGE, headers={"Host": "contest.test"})
    answer = line.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://contest.test{PAGE}")
    line.close()
    page = front.ask("GET", PAGE, Accept_Encoding="gzip")
    assert (page.status, page.headers["strict-transport-security"]) == (200, HSTS)
    assert page.headers["content-encoding"] == "gzip"
    assert page.cookies == []
    assert not page.headers.get("server", "nginx").startswith("nginx/"), "no version is told"
    hostile = front.ask("GET", "/", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    assert b"evil.example" not in hostile.body + str(hostile.headers).encode()


def look_at_cookies(front: Front) -> None:
    page = front.ask("GET", SIGN_IN, Accept_Encoding="gzip")
    assert "content-encoding" not in page.headers, "a page with a token is not compressed"
    assert len(page.cookies) == 1
    name, _, marks = page.cookies[0].partition(";")
    assert name.startswith("__Host-")
    assert {"secure", "httponly", "path=/"} <= {mark.strip().lower() for mark in marks.split(";")}


def look_at_addresses(front: Front) -> None:
    lies = ({"X_Forwarded_For": f"203.0.113.{number}"} for number in range(TRIES + 1))
    said = [sign_in(front, f"liar{number}", "127.0.0.1", **lie) for number, lie in enumerate(lies)]
    assert said == [422] * TRIES + [429], "a made-up address is not believed"
    assert sign_in(front, "neighbour", "127.0.0.2") == 422, "another visitor is not taken for the first"


def look_at_sizes(front: Front) -> None:
    assert front.ask("POST", SIGN_IN, b"x" * (15 * 1024 * 1024)).status == 413


def look_when_down(front: Front) -> None:
    for method, path in (("GET", "/fr/never-fetched-before/"), ("POST", SIGN_IN)):
        answer = front.ask(method, path, b"" if method == "POST" else None)
        assert answer.status == 503
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("10", "no-store")
        assert answer.headers["strict-transport-security"] == HSTS
        page = answer.body.decode()
        assert all(words in page for words in ("De retour dans un instant", "Zo terug", "Back in a moment"))


@pytest.mark.drill
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_production_start_behind_nginx(house: House, tmp_path: Path):
    settings: Settings = house.app.config["SETTINGS"]
    with house.app.app_context():
        db.session.remove()
        db.engine.dispose()
    folder = tmp_path / "front"
    folder.mkdir()
    with (
        post_office.open_post_office() as office,
        proxied(
            folder,
            CONTEST_DATA=str(settings.data),
            DATABASE_URL=settings.database_url,
            CONTEST_MAIL=f"smtp://127.0.0.1:{office.port}",
        ) as front,
    ):
        look_when_down(front)
        front.start()
        look_at_pages(front)
        look_at_cookies(front)
        look_at_addresses(front)
        look_at_sizes(front)
        front.stop()
        look_when_down(front)
        front.start()
        assert front.ask("GET", PAGE).status == 200
    print("nginx: HSTS, cookies, addresses, sizes as said; down twice: 503 in three languages, back by itself")
