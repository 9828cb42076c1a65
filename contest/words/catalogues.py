"""Phrases by language: one gettext domain, read from its sources; English is the messages themselves.

Where the language is an argument, write `translations(lang).gettext("...")`, or mark with `N_("...")` what is
said later: both are how the catalogues' tool finds a message.
"""

import threading
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined

SPOKEN = ("fr", "nl", "en")
SOURCE = "en"
CONTEST = Path(__file__).resolve().parent.parent
FOLDER = CONTEST / "translations"
TEMPLATES = CONTEST.parent / "templates"
# French says zero things as it says one; Dutch and English do not (CLDR plural rules).
ZERO_IS_ONE = frozenset({"fr"})
_reading = threading.Lock()
_read: "dict[str, Translations]" = {}


def languages() -> tuple[str, ...]:
    """The languages of the house, in the order in which they are shown."""
    return SPOKEN


def language_name(lang: str, named: str) -> str:
    """What a language is called in another, as a label: "Néerlandais"."""
    said: str = Locale(lang).languages[named]
    return said[0].upper() + said[1:]


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """The message itself, marked for the catalogues."""
    return message


class Translations:
    """One language's catalogue."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        catalogue = _catalogue(lang)
        self._one = {message.id: str(message.string) for message in catalogue if isinstance(message.id, str)}
        self._many = {
            message.id[0]: tuple(message.string or ("", ""))
            for message in catalogue
            if isinstance(message.id, (tuple, list))
        }

    def gettext(self, message: str, **values: object) -> str:
        """The message with its %(name)s filled in; English where the catalogue lacks it."""
        said = (self._one.get(message) if message else "") or message
        return said % values if values else said

    def ngettext(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The message for `n` things; `n` is also filled in as %(num)s where values are given."""
        one = n == 1 or (n == 0 and self.lang in ZERO_IS_ONE)
        forms = self._many.get(singular, ("", ""))
        said = forms[0 if one else 1] or (singular if n == 1 else plural)
        return said % {"num": n, **values} if values else said


def translations(lang: str) -> Translations:
    """The catalogue of a language, read once by each process. Errors: LookupError for one not spoken here."""
    found = _read.get(lang)
    if found is None:
        if lang not in SPOKEN:
            raise LookupError(lang)
        # By one thread at a time: what reading leaves behind in memory would be there once for each that reads.
        with _reading:
            found = _read.get(lang) or _read.setdefault(lang, Translations(lang))
    return found


def read_all() -> None:
    """Read the catalogue of every language, which otherwise the first page in it waits for."""
    for lang in SPOKEN:
        translations(lang)


def gettext(lang: str, message: str, **values: object) -> str:
    """A message already marked elsewhere, in this language."""
    return translations(lang).gettext(message, **values)


def ngettext(lang: str, singular: str, plural: str, n: int, **values: object) -> str:
    """A message already marked elsewhere, for `n` things."""
    return translations(lang).ngettext(singular, plural, n, **values)


@lru_cache(maxsize=2 * len(SPOKEN))
def environment(lang: str, *, escaped: bool) -> Environment:
    """Templates that speak one language and are strict about what they are given; `escaped` for HTML."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=escaped,  # noqa: S701 - plain text has nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    said = translations(lang)
    made.install_gettext_callables(said.gettext, said.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def _catalogue(lang: str) -> Catalog:
    source = FOLDER / lang / "LC_MESSAGES" / "messages.po"
    if lang == SOURCE or not source.exists():
        return Catalog(locale=Locale(lang))
    with source.open("rb") as file:
        return read_po(file, locale=Locale(lang))
