"""The request's language: from the address on public pages, from the person on the desk, else from the browser."""

from typing import Any

from flask import Flask, abort, g, request

from contest.words import catalogues


def init_app(app: Flask) -> None:
    """Bind gettext in templates to the request's language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["page_language"] = language
    app.url_value_preprocessor(_from_address)


def language() -> str:
    """The language of this answer; English until it is known."""
    return str(g.get("lang", "en"))


def speak(lang: str) -> None:
    """Answer in this language."""
    g.lang = lang


def preferred() -> str:
    """The browser's best of the languages of the house; for pages that vary by browser and are never cached."""
    return request.accept_languages.best_match(list(catalogues.languages()), default="en") or "en"


def _from_address(endpoint: str | None, values: dict[str, Any] | None) -> None:
    lang = (values or {}).get("lang")
    if lang is None:
        return
    if lang not in catalogues.languages():
        abort(404)
    g.lang = lang


def _gettext(message: str) -> str:
    return catalogues.gettext(language(), message)


def _ngettext(singular: str, plural: str, n: int) -> str:
    return catalogues.ngettext(language(), singular, plural, n)
