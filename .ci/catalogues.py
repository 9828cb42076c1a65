"""The interface's texts: `compile` the catalogues, `update` them from the sources, `check` them for gaps.

One domain (messages) in contest/translations/<language>/LC_MESSAGES. Compiling is done by every `make run`:
it does nothing when the compiled file is newer than its source, and Babel is loaded only where it is needed.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "contest" / "translations"
SOURCES = [
    ("contest", [("**.py", "python")]),
    ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
]
KEYWORDS = {"lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2), "_l": None}
# A French sign that stands off its word never begins a line: its space does not break.
LOOSE = re.compile(r" [;:?!»]|« ")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def catalogues() -> list[Path]:
    """Every language's source file."""
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))


def stale() -> list[Path]:
    """Those whose compiled file is missing or older."""
    compiled = ((po, po.with_suffix(".mo")) for po in catalogues())
    return [po for po, mo in compiled if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime]


def compile_all() -> int:
    """Write what is stale, each in one move: a page may be reading the old one."""
    for po in stale():
        from babel.messages.mofile import write_mo

        draft = po.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, read(po))
        draft.replace(po.with_suffix(".mo"))
    return 0


def read(po: Path):
    """A catalogue as Babel knows it."""
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def template():
    """A fresh catalogue of every text in the sources."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

    catalog = Catalog(project="contest", charset="utf-8")
    for folder, methods in SOURCES:
        options = {"**": {"silent": "false"}}
        found = extract_from_dir(ROOT / folder, methods, options, DEFAULT_KEYWORDS | KEYWORDS, comment_tags=["i18n:"])
        for name, line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def update() -> int:
    """Bring every catalogue up to the sources; new texts are empty, and `check` then names them."""
    from babel.messages.pofile import write_po

    fresh = template()
    for po in catalogues():
        catalog = read(po)
        catalog.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
        with po.open("wb") as file:
            write_po(file, catalog, width=110, ignore_obsolete=True, include_lineno=False, sort_output=True)
    return 0


def texts(value) -> tuple[str, ...]:
    """A message's forms, one or several."""
    return (value,) if isinstance(value, str) else tuple(value)


def faults(po: Path, fresh) -> Iterator[str]:
    """What keeps one catalogue from being complete."""
    catalog = read(po)
    for wanted in fresh:
        if not wanted.id:
            continue
        found = catalog.get(wanted.id, context=wanted.context)
        name = texts(wanted.id)[0]
        if found is None:
            yield f"{name!r} is missing"
        elif found.fuzzy:
            yield f"{name!r} is fuzzy"
        elif not all(texts(found.string)):
            yield f"{name!r} is empty"
        else:
            used = {mark for text in texts(found.string) for mark in PLACEHOLDER.findall(text)}
            known = {mark for text in texts(wanted.id) for mark in PLACEHOLDER.findall(text)}
            if used - known or (isinstance(wanted.id, str) and known - used):
                yield f"{name!r} has other placeholders: {sorted(used ^ known)}"


def loose(po: Path) -> Iterator[str]:
    """French texts with a space that breaks before ; : ? ! » or after «."""
    if po.parent.parent.name == "fr":
        for message in read(po):
            if message.id and any(LOOSE.search(text) for text in texts(message.string)):
                yield f"{texts(message.id)[0]!r} has a space that breaks beside a French sign"


def check() -> int:
    """Say every fault of every catalogue."""
    fresh = template()
    found = [f"{po.relative_to(ROOT)}: {fault}" for po in catalogues() for fault in (*faults(po, fresh), *loose(po))]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    if not catalogues() and any(message.id for message in fresh):
        print("contest/translations: there is no catalogue", file=sys.stderr)
        return 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "update": update, "check": check}[sys.argv[1]]())
