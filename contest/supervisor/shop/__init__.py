"""A small shop of the demo's brand, on an origin of its own: there a newcomer sees the widgets on somebody else's page.

Development only. It is served by a thread of the supervisor, from the files beside this one, with the strict policy
that the desk's recipe promises to be enough.
"""

import contextlib
import json
import threading
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from contest.settings import Settings

HERE = Path(__file__).parent
LANGUAGES = ("fr", "nl", "en")
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not for others: on this machine only


def origins(settings: Settings) -> tuple[str, ...]:
    """Where it is: by a name that browsers take for another site, and by its number."""
    port = settings.bind_port + 1
    return f"http://localhost:{port}", f"http://{_host(settings)}:{port}"


def page(lang: str, contest: str) -> bytes:
    """The shop in a language, with widgets of the contest at this public address."""
    words = json.loads((HERE / "words.json").read_text(encoding="utf-8"))[lang]
    told = {name: escape(text) for name, text in words.items()}
    whole = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return whole.substitute(told, lang=lang, contest=escape(contest)).encode()


def policy(contest: str) -> str:
    """What the shop's pages may load: their own stylesheet, and the contest's script and frames."""
    return f"default-src 'none'; style-src 'self'; script-src {contest}; frame-src {contest}; base-uri 'none'"


class Handler(BaseHTTPRequestHandler):
    """Answers for four addresses; says nothing to the terminal."""

    def __init__(self, contest: str, *args: object) -> None:
        self.contest = contest
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/shop.css":
            self.answer((HERE / "shop.css").read_bytes(), "text/css")
        elif path.strip("/") in {"", *LANGUAGES}:
            self.answer(page(path.strip("/") or LANGUAGES[0], self.contest), "text/html")
        else:
            self.send_error(404)

    def answer(self, body: bytes, kind: str) -> None:
        """One whole answer."""
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy(self.contest))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
        """Nobody reads it."""


def serve(settings: Settings) -> ThreadingHTTPServer | None:
    """Open the shop; None where its port is taken."""
    try:
        address = (_host(settings), settings.bind_port + 1)
        server = ThreadingHTTPServer(address, partial(Handler, settings.public_url))
    except (OSError, OverflowError):
        return None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="shop", daemon=True).start()
    return server


def _host(settings: Settings) -> str:
    return LOOPBACK.get(settings.bind_host, settings.bind_host)
