"""The production start behind a real nginx with the committed configuration, on free ports of this machine."""

import contextlib
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contest.settings import ROOT
from tests.doctor import servers
from tests.drills.running import free_port

HOST = "contest.test"
PATIENCE = 60.0
AROUND = """
user root;
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers as they are compared: in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]


@dataclass
class Front:
    """What stands behind the public address."""

    folder: Path
    settings: dict[str, str]
    plain: int
    encrypted: int
    certificate: Path
    site: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def public(self) -> str:
        return f"{HOST}:{self.encrypted}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        """One request as a visitor at `source` sends it; underscores in names of headers stand for hyphens."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.encrypted, context=trust, timeout=PATIENCE, source_address=(source, 0)
        )
        said = {"Host": self.public} | {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(line):
            line.request(method, path, body, said)
            answer = line.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read(), answer.headers.get_all("Set-Cookie") or [])

    def start(self) -> None:
        """`make serve`, until it says that it is open."""
        log = self.folder / "site.log"
        with log.open("wb") as output:
            # The Python environment is there; without `-o venv` it would be looked at again.
            self.site = subprocess.Popen(
                ["make", "-o", "venv", "serve"],
                cwd=ROOT,
                env=os.environ | self.settings,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while f"open https://{self.public}" not in log.read_text():
            assert self.site.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """As Ctrl-C does: all of its group are asked."""
        if self.site is not None:
            os.killpg(self.site.pid, signal.SIGINT)
            self.site.wait(PATIENCE)
            self.site = None


def configuration(folder: Path, behind: int, plain: int, encrypted: int, certificate: Path) -> Path:
    """The committed configuration with ports, names and places of this drill, and what Debian writes around it."""
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for said, meant in {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{encrypted} ",
        "/etc/letsencrypt/live/contest.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/contest.example.org/privkey.pem": str(certificate),
        "contest.example.org": HOST,
        "/opt/contest": str(ROOT),
        "/var/lib/nginx/contest": str(folder / "cache"),
    }.items():
        assert said in site, said
        site = site.replace(said, meant)
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=site))
    return file


@contextlib.contextmanager
def proxied(folder: Path, **settings: str) -> Iterator[Front]:
    """nginx and a site behind it, not started yet; both are gone at the end of the block."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert nginx, "type  apt-get install -y nginx"
    behind, plain, encrypted = free_port(), free_port(), free_port()
    certificate = servers.certificate(folder / "site.pem")
    ours = {
        "CONTEST_PUBLIC_URL": f"https://{HOST}:{encrypted}",
        "CONTEST_BIND": f"127.0.0.1:{behind}",
        "CONTEST_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "CONTEST_MAIL_FROM": "contest@contest.test",
        "CONTEST_PROXIES": "1",
    }
    front = Front(folder, ours | settings, plain, encrypted, certificate)
    conf = configuration(folder, behind, plain, encrypted, certificate)
    server = subprocess.Popen([nginx, "-p", str(folder), "-c", str(conf), "-e", str(folder / "nginx.log")])
    try:
        deadline = time.monotonic() + PATIENCE
        while not (folder / "nginx.pid").exists():
            assert server.poll() is None, (folder / "nginx.log").read_text()
            assert time.monotonic() < deadline, (folder / "nginx.log").read_text()
            time.sleep(0.05)
        yield front
    finally:
        front.stop()
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
