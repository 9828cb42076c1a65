"""Several mail servers in the order in which they are asked: the next one when one cannot, or will not, take a mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.outside.mail import Mail, NotSent, Post, Relay

# One that could not be reached is left alone for so long, as each try may cost a time-out: longer where there is
# another one after it.
REST, LONG_REST = timedelta(seconds=15), timedelta(seconds=60)


@dataclass
class _Line:
    """One mail server, and until when it is left alone."""

    name: str
    post: Post
    rests_until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        return self.rests_until is not None and now < self.rests_until


class Relays:
    """Connections to mail servers, each opened when needed. Not for several threads."""

    def __init__(self, relays: Sequence[Relay], own_name: str) -> None:
        self._lines = [_Line(relay.host, Post(relay, own_name)) for relay in relays]

    def rest(self, now: datetime) -> bool:
        """Whether none could be reached a moment ago: what waits had better wait untouched."""
        return all(line.rests(now) for line in self._lines)

    def send(self, mail: Mail, now: datetime, *, late: bool) -> str:
        """Hand a mail to the first server that takes it; which one.

        The next one is asked when one cannot be reached or refuses us, and, of a mail that is `late`, also when one
        says "later". Whether an address takes mail at all, the first that knows decides. Errors: NotSent.
        """
        said: list[tuple[_Line, NotSent]] = []
        for line in self._awake(now):
            try:
                line.post.send(mail)
            except NotSent as error:
                said.append((line, error))
                if error.unreachable:
                    line.rests_until = now + (REST if line is self._lines[-1] else LONG_REST)
                if not (error.ours or (late and not error.final)):
                    break
            else:
                return line.name
        raise self._together(said)

    def close(self) -> None:
        """Say goodbye to all."""
        for line in self._lines:
            line.post.close()

    def _awake(self, now: datetime) -> list[_Line]:
        return [line for line in self._lines if not line.rests(now)] or self._lines

    def _together(self, said: list[tuple[_Line, NotSent]]) -> NotSent:
        """What all of them said: final as soon as one knows that the address takes no mail."""
        one = len(self._lines) == 1
        reason = "; ".join(error.reason if one else f"{line.name}: {error.reason}" for line, error in said)
        errors = [error for _, error in said]
        return NotSent(
            reason,
            final=any(error.final for error in errors),
            ours=all(error.ours for error in errors),
            stays=all(error.stays for error in errors),
        )
