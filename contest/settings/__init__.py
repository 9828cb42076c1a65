"""One frozen Settings, read once from CONTEST_* and DATABASE_URL; every mistake is named at once, at start.

Values are text and are parsed here by type, so that a secret made of digits stays text. An empty value counts
as not given. Relative paths start at the folder of wsgi.py, wherever the command is typed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from contest.settings import fields
from contest.settings.fields import MailServer
from contest.settings.files import keep_secret, own_folder
from contest.settings.reading import ROOT, Reader, SettingsError

__all__ = ["MASTER_KEY_BYTES", "ROOT", "MailServer", "Settings", "SettingsError"]

MASTER_KEY_BYTES = 32


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Secrets stay out of its repr, and so out of logs."""

    environment: str
    data: Path
    database_url: str = field(repr=False)
    public_url: str
    bind: str
    processes: int
    threads: int
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    master_key_file: Path
    mail: MailServer | None
    mail_second: MailServer | None
    mail_from: str
    reply_address: str
    mailbox: Path | None
    mail_per_minute: int
    remind_hours: int
    proxies: int
    trusted_hosts: tuple[str, ...]
    inner_hosts: frozenset[str]
    media: Path
    log: str
    supervisor: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in `environ`; makes the data folder and, outside production, the keys not yet there.

        Raises SettingsError with every mistake, and makes nothing then.
        """
        read = Reader(environ)
        settings = _parse(read)
        read.refuse_unknown_names()
        if read.mistakes:
            raise SettingsError(read.mistakes)
        return _with_files(settings)

    @property
    def mail_servers(self) -> tuple[MailServer, ...]:
        """The mail servers in the order in which they are asked; none where mails are kept."""
        return tuple(server for server in (self.mail, self.mail_second) if server and self.mail)

    @property
    def is_development(self) -> bool:
        """Someone trying it on their own machine."""
        return self.environment == "development"

    @property
    def is_production(self) -> bool:
        """Real people."""
        return self.environment == "production"

    @property
    def is_sqlite(self) -> bool:
        """One file, one web process."""
        return self.database_url.startswith("sqlite:")

    @property
    def sqlite_path(self) -> Path | None:
        """The database's file, or None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may be Secure (and named __Host-): the scheme of the public address says."""
        return self.public_url.startswith("https:")

    @property
    def public_host(self) -> str:
        """Host and port as a browser sends them."""
        return urlsplit(self.public_url).netloc

    @property
    def bind_host(self) -> str:
        """The address the web process listens on."""
        return urlsplit(f"//{self.bind}").hostname or ""

    @property
    def bind_port(self) -> int:
        """The port the web process listens on."""
        return urlsplit(f"//{self.bind}").port or 0


def _parse(read: Reader) -> Settings:
    data = read.path("CONTEST_DATA", ROOT / "var")
    bind = fields.bind(read)
    public_url = fields.public_url(read, bind)
    database_url = fields.database_url(read, data)
    return Settings(
        environment=read.environment,
        data=data,
        database_url=database_url,
        public_url=public_url,
        bind=bind,
        processes=fields.processes(read, database_url),
        threads=read.number("CONTEST_THREADS", 8, 1, 64),
        secret_key=fields.secret_key(read),
        secret_key_fallbacks=fields.fallbacks(read),
        master_key_file=read.path("CONTEST_MASTER_KEY_FILE", data / "master.key"),
        mail=fields.mail(read),
        mail_second=fields.mail_second(read),
        mail_from=fields.mail_from(read),
        reply_address=fields.reply_address(read),
        mailbox=read.path("CONTEST_MAILBOX", data) if read.text("CONTEST_MAILBOX") else None,
        mail_per_minute=read.number("CONTEST_MAIL_PER_MINUTE", 1200, 0, 100_000),
        remind_hours=read.number("CONTEST_REMIND_HOURS", 3, 0, 20),
        proxies=read.number("CONTEST_PROXIES", 0, 0, 5),
        trusted_hosts=fields.trusted_hosts(read, public_url),
        inner_hosts=fields.inner_hosts(read),
        media=read.path("CONTEST_MEDIA", data / "media"),
        log=read.choice("CONTEST_LOG", ("text", "json"), "json" if read.production else "text"),
        supervisor=read.text("CONTEST_SUPERVISOR"),
    )


def _with_files(settings: Settings) -> Settings:
    """Make the data folder and the keys that may be made, and take the kept secret when none was given."""
    try:
        own_folder(settings.data)
        if settings.is_production:
            return settings
        keep_secret(settings.master_key_file, secrets.token_bytes(MASTER_KEY_BYTES))
        if settings.secret_key:
            return settings
        kept = keep_secret(settings.data / "secret.key", secrets.token_urlsafe(48).encode())
    except OSError as error:
        place = error.filename or settings.data
        raise SettingsError([f"CONTEST_DATA: {place} cannot be used ({error.strerror})."]) from error
    return replace(settings, secret_key=kept.decode().strip())
