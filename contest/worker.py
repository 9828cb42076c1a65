"""What runs without a person waiting: counting, mail, pictures, sweeping; each calls a service or a delivery.

Every job has a thread of its own, so that a slow mail server delays no count, and a failing job no other.
"""

import gc
import logging
import shutil
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import FrameType
from typing import Any
from uuid import UUID

from flask import Flask

from contest import clock
from contest.app import create_app
from contest.intake import Folders
from contest.outside.relays import Relays
from contest.services import (
    alarms,
    digests,
    fairplay,
    findings,
    graces,
    questions,
    recurring,
    reminders,
    sealing,
    sequencer,
    sweep,
    wishes,
    witnesses,
)
from contest.services.ballots import reminding
from contest.services.deliveries import archives, cards, dossiers, hooks, leases, mail, pictures, press
from contest.services.deliveries.leases import Handler, Leased
from contest.services.deliveries.mail import Counter
from contest.services.mails import House
from contest.settings import ROOT, Settings

log = logging.getLogger(__name__)

# Mails leave over this many connections at once.
MAIL_THREADS = 4
# A job that is in the middle of something has this many seconds to end; what it leased is repeated later.
FAREWELL = 1.5
DAY = timedelta(days=1)
# Jobs that draw and set, by programs of their own.
DRAWN = frozenset({"cards", "papers"})

# One step at a moment; whether more is waiting already.
Step = Callable[[datetime], bool]


@dataclass(frozen=True)
class Job:
    """Something done again and again, by so many threads; `seconds` apart when there is nothing to do.

    One with a `rest` lets so many seconds pass after each step: nobody waits for it, and others want the machine.
    """

    name: str
    seconds: float
    # A step, and what to close after a stretch of work.
    make: Callable[[], tuple[Step, AbstractContextManager[Any]]]
    threads: int = 1
    rest: float = 0.0


def jobs(settings: Settings) -> list[Job]:
    """Everything the worker does."""
    return [
        Job("count", 1.0, lambda: (_count, nullcontext())),
        Job("fair", 60.0, lambda: (fairplay.look, nullcontext())),
        Job("settle", 5.0, lambda: (fairplay.settle, nullcontext())),
        Job("seal", 60.0, lambda: (partial(_seal, settings), nullcontext())),
        Job("tell", 1.0, lambda: (wishes.queue_due, nullcontext()), rest=0.25),
        Job("mail", 0.5, partial(_mail, settings), MAIL_THREADS),
        Job("hooks", 1.0, lambda: (partial(leases.work, hooks.handlers(_poster(settings))), nullcontext())),
        Job("pictures", 0.5, lambda: (partial(leases.work, _pictures(settings)), nullcontext())),
        Job("findings", 0.5, lambda: (partial(leases.work, _findings(settings)), nullcontext())),
        Job("letters", 20.0, lambda: (partial(_letters, settings), nullcontext())),
        Job("archive", 5.0, lambda: (partial(leases.work, _archives(settings)), nullcontext())),
        Job("remind", 20.0, lambda: (partial(_remind, settings), nullcontext())),
        Job("digest", 60.0, lambda: (_digest, nullcontext())),
        Job("grace", 20.0, lambda: (graces.freeze_due, nullcontext())),
        Job("cards", 1.0, lambda: (partial(leases.work, cards.handlers(settings.media)), nullcontext()), rest=0.5),
        Job("papers", 1.0, lambda: (partial(leases.work, _papers(settings)), nullcontext()), rest=1.0),
        Job("alarms", 20.0, lambda: (partial(_alarms, settings), nullcontext())),
        Job("sweep", 60.0, lambda: (partial(_sweep, settings), nullcontext())),
    ]


def main(app: Flask) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    # What is loaded by now stays: Python need not look through all of it again, in the midst of a transaction.
    gc.collect()
    gc.freeze()
    run(app, stop)


def run(app: Flask, stop: threading.Event) -> None:
    """Work until `stop` is set, and 2 seconds more at most."""
    wanted = [(job, threading.Event()) for job in jobs(app.config["SETTINGS"])]
    threads = [
        # Daemons: a mail server that does not answer must not keep the process.
        threading.Thread(target=_loop, args=(app, job, stop, busy, number), name=f"{job.name} {number}", daemon=True)
        for job, busy in wanted
        for number in range(job.threads)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for _, busy in wanted:
        busy.set()
    deadline = time.monotonic() + FAREWELL
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def run_once(app: Flask, now: datetime, *, without: frozenset[str] = DRAWN) -> None:
    """All that is due at `now`, once, in this thread; errors are raised. For tests and the demo.

    Cards and papers are left out unless asked for: a whole campaign's take minutes.
    """
    for job in jobs(app.config["SETTINGS"]):
        if job.name in without:
            continue
        step, closes = job.make()
        with app.app_context(), closes:
            while step(now):
                pass


def _loop(app: Flask, job: Job, stop: threading.Event, busy: threading.Event, number: int) -> None:
    """One thread of a job. The first looks for something to do, the others help as soon as one found it.

    By themselves they look more seldom: the first may be held up by somebody outside.
    """
    step, closes = job.make()
    while not stop.is_set():
        busy.clear()
        with closes:
            while _is_more(app, job.name, step) and not stop.is_set():
                busy.set()
                stop.wait(job.rest)
        if number == 0:
            stop.wait(job.seconds)
        else:
            busy.wait(job.seconds * job.threads)


def _is_more(app: Flask, name: str, step: Step) -> bool:
    with app.app_context():
        try:
            return step(clock.now())
        except Exception as error:  # noqa: BLE001 - the job comes round again
            log.error("%s failed: %s", name, _where(error))
            return False


def _where(error: Exception) -> str:
    """The kind of an error and the way to it; its own text may hold an address."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    steps = (f"{place.filename.rpartition('/')[2]}:{place.lineno}" for place in places)
    return f"{type(error).__name__} at {' > '.join(steps)}"


def _count(now: datetime) -> bool:
    sequencer.run(now)
    return False


def _seal(settings: Settings, now: datetime) -> bool:
    sealing.run(House(settings.public_url, settings.mail_from).host, now)
    witnesses.tell(now)
    return False


def _digest(now: datetime) -> bool:
    digests.queue_due(now)
    return False


def _remind(settings: Settings, now: datetime) -> bool:
    opened = reminders.queue_due(now)
    return reminding.queue_due(timedelta(hours=settings.remind_hours), now) or opened


def _mail(settings: Settings) -> tuple[Step, AbstractContextManager[Any]]:
    house, pace = House(settings.public_url, settings.mail_from, settings.reply_address), settings.mail_per_minute
    if settings.mail is None:
        return partial(leases.work, mail.handlers(Counter(house, mail.keep, pace))), nullcontext()
    relays = Relays(settings.mail_servers, house.host)
    hand_over = partial(leases.work, mail.handlers(Counter(house, partial(mail.send, relays), pace)))

    def step(now: datetime) -> bool:
        # While none can be reached, what waits is not taken up: no row loses tries, and all leave at once afterwards.
        return not relays.rest(now) and hand_over(now)

    return step, closing(relays)


def _letters(settings: Settings, now: datetime) -> bool:
    if settings.mailbox is not None:
        read = partial(questions.read, reply_address=settings.reply_address, mail_from=settings.mail_from, now=now)
        questions.empty(settings.mailbox, read)
    return False


def _poster(settings: Settings) -> hooks.Poster:
    return hooks.Poster(settings.public_url, settings.is_production, settings.inner_hosts)


def _archives(settings: Settings) -> dict[str, Handler]:
    host = House(settings.public_url, settings.mail_from).host
    files = archives.handlers(settings.media, ROOT / "static" / "verify.py", host)
    return files | dossiers.handlers(settings.media)


def _papers(settings: Settings) -> dict[str, Handler]:
    return press.handlers(settings.media, settings.public_url)


def _pictures(settings: Settings) -> dict[str, Handler]:
    act = partial(_on_picture, _folders(settings))
    return {
        "picture.resize": partial(act, pictures.resize),
        "picture.erase": partial(act, pictures.erase),
        "portrait.erase": partial(_on_portrait, _folders(settings)),
    }


def _findings(settings: Settings) -> dict[str, Handler]:
    fill = partial(_fill, _folders(settings))
    return {"finding.look": _look, "finding.look_again": _look_again, "finding.fill": fill}


def _look(row: Leased, now: datetime) -> str:
    assert row.campaign_id is not None
    findings.look(row.campaign_id, UUID(row.ids["entry"]), row.ids["version"], now=now)
    return ""


def _look_again(row: Leased, now: datetime) -> str:
    assert row.campaign_id is not None
    after = (datetime.fromisoformat(row.ids["since"]), UUID(row.ids["after"])) if "after" in row.ids else None
    findings.look_again(row.campaign_id, row.ids["began"], after, now=now)
    return ""


def _fill(folders: Folders, row: Leased, now: datetime) -> str:
    assert row.campaign_id is not None
    after = UUID(row.ids["after"]) if "after" in row.ids else None
    findings.fill_on(row.campaign_id, row.ids["began"], after, folders=folders, now=now)
    return ""


def _on_picture(folders: Folders, act: Callable[..., None], row: Leased, now: datetime) -> str:
    act(row.campaign_id, UUID(row.ids["picture"]), folders=folders)
    return ""


def _on_portrait(folders: Folders, row: Leased, now: datetime) -> str:
    pictures.erase_portrait(UUID(row.ids["portrait"]), folders=folders)
    return ""


def _alarms(settings: Settings, now: datetime) -> bool:
    try:
        usage = shutil.disk_usage(settings.data)
    except OSError:
        return alarms.look(None, now)
    return alarms.look(alarms.Room(usage.free, usage.total), now)


def _sweep(settings: Settings, now: datetime) -> bool:
    if not recurring.claim("sweep", DAY, now):
        return False
    try:
        sweep.run(now)
        pictures.sweep_incoming(folders=_folders(settings), now=now)
    except Exception as error:
        recurring.failed("sweep", _where(error))
        raise
    return False


def _folders(settings: Settings) -> Folders:
    return Folders(media=settings.media, incoming=settings.data / "incoming")


if __name__ == "__main__":
    main(create_app())
