"""Where an unsafe request comes from: our own pages, or it is refused."""

from urllib.parse import urlsplit

from flask import abort, current_app, request


def check() -> None:
    """Refuse (403) an unsafe request that a browser says was sent by another site's page.

    `Sec-Fetch-Site` where the browser sends it, else `Origin`; a client that sends neither is no browser, and
    the form's token decides alone.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in _own_hosts():
        abort(403)


def _own_hosts() -> set[str]:
    return {urlsplit(current_app.config["SETTINGS"].public_url).netloc, request.host}
