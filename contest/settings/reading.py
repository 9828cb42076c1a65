"""Reads names one by one and collects what is wrong with them."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
PREFIX = "CONTEST_"
NAMES = {
    "CONTEST_ENV",
    "CONTEST_DATA",
    "CONTEST_PUBLIC_URL",
    "CONTEST_BIND",
    "CONTEST_PROCESSES",
    "CONTEST_THREADS",
    "CONTEST_SECRET_KEY",
    "CONTEST_SECRET_KEY_FALLBACKS",
    "CONTEST_MASTER_KEY_FILE",
    "CONTEST_MAIL",
    "CONTEST_MAIL_SECOND",
    "CONTEST_MAIL_FROM",
    "CONTEST_REPLY_ADDRESS",
    "CONTEST_MAILBOX",
    "CONTEST_MAIL_PER_MINUTE",
    "CONTEST_REMIND_HOURS",
    "CONTEST_PROXIES",
    "CONTEST_TRUSTED_HOSTS",
    "CONTEST_INNER_HOSTS",
    "CONTEST_MEDIA",
    "CONTEST_LOG",
    "CONTEST_SUPERVISOR",
}
ENVIRONMENTS = ("development", "production", "test")


class SettingsError(Exception):
    """Everything wrong with the environment, one sentence a mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


class Reader:
    """Reads names one by one and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []
        self.environment = self.choice("CONTEST_ENV", ENVIRONMENTS, "development")

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.wrong(f"{name} is {value!r}: type one of {', '.join(allowed)}.")
            return default
        return value

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch("[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
            self.wrong(f"{name} is {value!r}: type a whole number from {lowest} to {highest}.")
            return default
        return int(value)

    def path(self, name: str, default: Path) -> Path:
        return ROOT / Path(self.text(name, str(default))).expanduser()

    def items(self, name: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in self.text(name).split(",") if item.strip())

    def url(self, name: str, value: str) -> SplitResult | None:
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            # Neither value nor error is repeated: both may hold a password.
            self.wrong(f"{name} is not an address: write / ? # @ and : within a password as %2F %3F %23 %40 %3A.")
            return None
        return parts

    def wrong(self, sentence: str) -> None:
        self.mistakes.append(sentence)

    def refuse_unknown_names(self) -> None:
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and name not in NAMES:
                # What all names begin with says nothing about nearness.
                known = sorted(known.removeprefix(PREFIX) for known in NAMES)
                near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
                hint = f"did you mean {PREFIX}{near[0]}?" if near else "remove it, or look in docs/operator.md."
                self.wrong(f"{name} is not a setting: {hint}")
