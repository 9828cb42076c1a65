"""What staff write at length, in Markdown, as a page shows it."""

from markdown_it import MarkdownIt
from markupsafe import Markup

# HTML inside it is shown as text.
markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})


def body(text: str) -> Markup:
    """A document's text; the page has its one title already, so that a title in the text stands below it."""
    tokens = markdown.parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - HTML is off in the parser
