"""Who writes a ballot: on PostgreSQL whoever asks; on SQLite one thread of the process, many in one commit.

SQLite has one writer and a commit is a wait for the disk, so ballots that arrive together share one: each is
answered after it. The pause between batches lets the other process (the worker) have its turn.
"""

import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from contest.db import own_session, reading, transaction
from contest.rules.objections import Refused

T = TypeVar("T")
MOST = 200
PAUSE = 0.003
# A thread without work ends, so that none is left behind; the next ballot starts another.
IDLE = 2.0


class Task(Generic[T]):
    """Something to write, and where its answer is awaited. `work` writes nothing when it raises Refused."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._answer: T | BaseException | None = None
        # Held until there is an answer; a Future does the same by six locks.
        self._open = threading.Lock()
        self._open.acquire()

    def run(self) -> None:
        """Do it; the answer is kept until the commit."""
        try:
            self._answer = self._work()
        except Refused as no:
            self._answer = no

    def settle(self) -> None:
        """Answer, now that it is on disk."""
        self._open.release()

    def fail(self, error: BaseException) -> None:
        """Nothing was written."""
        self._answer = error
        self._open.release()

    def wait(self) -> T:
        """The answer, when it is there. Errors: whatever the work raised."""
        self._open.acquire()
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer  # type: ignore[return-value]


class Writer:
    """The one writer of a database in this process."""

    def __init__(self) -> None:
        self._waiting: list[Task[Any]] = []
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, engine: Engine, work: Callable[[], T]) -> T:
        """Have it written with whatever else is waiting; answers after the commit."""
        task = Task(work)
        with self._wake:
            self._waiting.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, args=(engine,), name="ballot writer", daemon=True)
                self._thread.start()
            self._wake.notify()
        return task.wait()

    def _serve(self, engine: Engine) -> None:
        while batch := self._next():
            _together(engine, batch)
            time.sleep(PAUSE)

    def _next(self) -> list[Task[Any]]:
        with self._wake:
            self._wake.wait_for(lambda: self._waiting, IDLE)
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            if not batch:
                self._thread = None
            return batch


def _together(engine: Engine, batch: list[Task[Any]]) -> None:
    """One transaction for all of them; if one breaks, one for each."""
    try:
        with own_session(engine), transaction():
            for task in batch:
                task.run()
    except OperationalError as error:  # the database itself: locked, full
        _fail(batch, error)
    except Exception as error:  # noqa: BLE001 - a thread that ended here would leave its callers waiting
        if len(batch) == 1:
            _fail(batch, error)
        else:
            for task in batch:
                _together(engine, [task])
    else:
        for task in batch:
            task.settle()


def _fail(batch: list[Task[Any]], error: Exception) -> None:
    for task in batch:
        task.fail(error)


_writers: "weakref.WeakKeyDictionary[Engine, Writer]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()
# A forked process has none of its parent's threads.
os.register_at_fork(after_in_child=_writers.clear)


def write(work: Callable[[], T]) -> T:
    """Run `work` in a writing transaction and answer after the commit. Errors: what it raises.

    Inside a transaction it joins that one. Raising Refused, `work` must have written nothing.
    """
    session = reading()
    engine = session.get_bind()
    if engine.dialect.name != "sqlite" or session.info.get("writing") or not isinstance(engine, Engine):
        with transaction():
            return work()
    # The caller's snapshot ends here, or it would not see what the writer wrote.
    session.commit()
    return with_others(engine, work)


def with_others(engine: Engine, work: Callable[[], T]) -> T:
    """On SQLite: run `work` in the writer's thread, in one transaction with what else is waiting."""
    its = _writers.get(engine)
    if its is None:
        with _lock:
            its = _writers.setdefault(engine, Writer())
    return its.write(engine, work)
