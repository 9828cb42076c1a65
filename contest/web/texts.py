"""What templates may say beyond gettext: quotations, and strictness about what they are not given."""

from flask import Flask
from jinja2 import StrictUndefined

from contest.web import i18n

# As each language quotes: French with no-break spaces inside.
QUOTES = {"fr": ("«\u00a0", "\u00a0»"), "nl": ("“", "”"), "en": ("“", "”")}


def quotation(text: str) -> str:
    """The text between the page's quotation marks."""
    opening, closing = QUOTES[i18n.language()]
    return f"{opening}{text.strip()}{closing}"


def init_app(app: Flask) -> None:
    """Hand them to the templates."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["quotation"] = quotation
