"""What docs/operator.md says is done, word by word, below a folder of its own.

Programs that would change the machine are stood in for and write down how they were called; `systemctl` starts
and stops the service as its file says. Everything of ours is real.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from contest.settings import ROOT
from tests import post_office

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACES = ("/etc/", "/var/", "/usr/local/sbin/")
HOST = "ideas.brand.example"
NOTED = 'echo "$(basename "$0") $*" >> "$SCRATCH/called"\n'
# With systemd's part: the service's own environment, user and command.
SYSTEMCTL = """
end() { kill "$(cat "$SCRATCH/pid")"; while kill -0 "$(cat "$SCRATCH/pid")" 2>/dev/null; do sleep 0.1; done; }
case "$*" in
  "enable --now contest"|"start contest"|"restart contest")
    [ "$1" = restart ] && end
    ( set -a; . "$SCRATCH/etc/contest.env"; CONTEST_ENV=production; cd "$SCRATCH/opt/contest"
      exec $(sed -n 's/^ExecStart=//p' "$SCRATCH/etc/systemd/system/contest.service") ) >> "$SCRATCH/log" 2>&1 &
    echo $! > "$SCRATCH/pid"
    for i in $(seq 300); do grep -q "^open " "$SCRATCH/log" && break; sleep 0.1; done
    cat "$SCRATCH/log"; : > "$SCRATCH/log" ;;
  "stop contest") end ;;
esac
"""
STANDING_IN = {
    "apt-get": "",
    "useradd": "",
    "certbot": "",
    "nginx": "",
    "git": "",
    "make": "",
    "systemctl": SYSTEMCTL,
    "runuser": 'shift 3; exec "$@"\n',
    # What an operator types in the editor.
    "editor": (
        'sed -i "s|contest[.]example[.]org|$HOST|; s|^CONTEST_MAIL=.*|CONTEST_MAIL=smtp://127.0.0.1:$MAIL|" "$1"\n'
        'echo "CONTEST_BIND=127.0.0.1:$PORT" >> "$1"\n'
    ),
    # As the real one, but for the owner, who is not there.
    "install": (
        'args=; for a; do case "$a" in -o|contest) ;; *) args="$args $a" ;; esac; done\nexec /usr/bin/install $args\n'
    ),
}


def words(page: str, scratch: Path) -> str:
    """Every command of the page, as one script, below `scratch`."""
    script = "\n".join(BLOCK.findall(page))
    return below(script, scratch)


def below(text: str, scratch: Path) -> str:
    for place in PLACES:
        text = text.replace(place, f"{scratch}{place}")
    return text.replace("/opt/contest", f"{scratch}/opt/contest")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A machine's folders, a clone, and those who stand in."""
    for name in ("etc/systemd/system", "etc/nginx/sites-available", "etc/nginx/sites-enabled", "usr/local/sbin", "bin"):
        (tmp_path / name).mkdir(parents=True)
    # A message that the mail server left there, which says nothing about a mail of ours.
    (tmp_path / "var/lib/contest").mkdir(parents=True)
    (tmp_path / "var/lib/contest/bounces").write_text("From: MAILER-DAEMON@mx.example\n\nNo.\n")
    (tmp_path / "var/lib/contest/questions").write_text("From: Els <els@voisins.example>\n\nWie betaalt de chips?\n")
    clone = tmp_path / "opt" / "contest"
    clone.mkdir(parents=True)
    for name in ("contest", "templates", "static", "migrations", "wsgi.py", "Makefile", ".venv", ".ci"):
        (clone / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "deploy", clone / "deploy")
    for file in (clone / "deploy").iterdir():
        file.write_text(below(file.read_text(), tmp_path))
    for name, does in STANDING_IN.items():
        file = tmp_path / "bin" / name
        file.write_text(f"#!/bin/sh\n{NOTED}{does}")
        file.chmod(0o755)
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_operators_page_leads_from_nothing_to_an_invitation_and_back_from_a_backup(scratch: Path):
    script = words((ROOT / "docs" / "operator.md").read_text(), scratch)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONTEST_", "DATABASE_"))}
    with post_office.open_post_office() as office:
        environment = clean | {
            "PATH": f"{scratch}/bin:{scratch}/usr/local/sbin:{Path(sys.executable).parent}:/usr/bin:/bin",
            "SCRATCH": str(scratch),
            "HOST": HOST,
            "MAIL": str(office.port),
            "PORT": str(free_port()),
        }
        # The doctor finds no such domain: its status is 1, and the page goes on.
        script = "set -eu\n" + script.replace("contest doctor\n", "contest doctor || true\n")
        try:
            done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
        finally:
            if (scratch / "pid").exists():
                os.kill(int((scratch / "pid").read_text()), signal.SIGTERM)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    called = (scratch / "called").read_text().splitlines()
    assert f"certbot certonly --webroot -w {scratch}/var/www/html -d {HOST}" in called
    assert {line.split()[0] for line in called} == STANDING_IN.keys()
    assert f"https://{HOST}/account/join/" in said
    bad = {line[10:].partition(":")[0] for line in said.splitlines() if line.startswith("not good")}
    assert {name for name in bad if not re.match("SPF|DMARC|worker", name)} == set(), said
    assert "messages: 1, of which say that a mail of ours did not arrive: 0" in said
    assert "written: " in said
    assert "every tally agrees with its ballots" in said
    site = (scratch / "etc" / "nginx" / "sites-available" / "contest").read_text()
    assert f"server_name {HOST};" in site
    assert "example.org" not in re.sub("#.*", "", site)
    assert (scratch / "var" / "lib" / "contest" / "master.key").stat().st_mode & 0o777 == 0o600
    assert (scratch / "etc" / "contest.env").stat().st_mode & 0o777 == 0o600


def test_every_file_of_deploy_that_the_page_installs_is_there():
    named = set(re.findall(r"deploy/([a-z.]+)", (ROOT / "docs" / "operator.md").read_text()))
    assert named == {file.name for file in (ROOT / "deploy").iterdir()} - {"unavailable.html"}
