"""Load from wrk (Debian's package), one thread of it: requests written beforehand, sent as fast as they are taken."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True)
class Request:
    """One request as it will be sent."""

    method: str
    path: str
    cookie: str = ""
    body: str = ""


@dataclass(frozen=True)
class Rate:
    """How many requests a second were answered, and how many with each status."""

    per_second: float
    statuses: dict[int, int]


def tool() -> str:
    """Where wrk is. Errors: SystemExit with what to type, best before anything was filled."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("type  apt-get install -y wrk")
    return wrk


def send(port: int, requests: list[Request], *, seconds: float, connections: int, folder: Path) -> Rate:
    """Send the requests in order, from the first again when they are used up, for so many seconds. Errors as `tool`."""
    file = folder / "requests.txt"
    lines = ("\t".join((one.method, one.path, one.cookie or "-", one.body or "-")) for one in requests)
    file.write_text("\n".join(lines) + "\n")
    command = [tool(), "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}"]
    said = subprocess.run([*command, "--", str(file)], capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate is not None, said
    counted = re.findall(r"^status (\d+) (\d+)", said, re.MULTILINE)
    return Rate(float(rate[1]), {int(status): int(number) for status, number in counted})


def busy(seconds: float = 2.0) -> float:
    """How many cores others keep busy at the moment."""

    def spent() -> tuple[int, int]:
        values = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        return sum(values) - values[3] - values[4], sum(values)

    before = spent()
    time.sleep(seconds)
    after = spent()
    return (after[0] - before[0]) / max(1, after[1] - before[1]) * (os.cpu_count() or 1)
