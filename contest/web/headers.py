"""What every answer says about itself: what it may load, who may frame it, how long it may be kept."""

from flask import Flask, Response, current_app, g, request

from contest.web.access import Access, Door

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
# The answers of a reading page that may be kept: also a part of a picture, and that it is still the same.
KEPT = frozenset({200, 206, 301, 302, 303, 304, 404})
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}


def policy(**changed: str) -> str:
    """The Content-Security-Policy, with some directives changed (underscores for hyphens)."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def init_app(app: Flask) -> None:
    """Put them on every answer."""
    app.after_request(_secure)
    app.after_request(_cache)


def _secure(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    # Who may frame it is said by framing.py alone, which only the frames' own door uses.
    ancestors = g.get("ancestors", POLICY["frame-ancestors"])
    response.headers.setdefault("Content-Security-Policy", policy(frame_ancestors=ancestors))
    if current_app.config["SETTINGS"].secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _cache(response: Response) -> Response:
    access: Access | None = g.get("access")
    if g.get("uncached"):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    if "Cache-Control" in response.headers:
        return response
    if access is not None and access.door is Door.READING and response.status_code in KEPT:
        seconds = min(access.max_age, g.get("fresh_for", access.max_age))
        shared = f", s-maxage={access.shared_age}" if access.shared_age < seconds and access.shared_age else ""
        response.headers["Cache-Control"] = f"public, max-age={seconds}{shared}"
        if response.status_code == 200 and not response.direct_passthrough:
            response.add_etag()
            response.make_conditional(request)
        return response
    kept = "no-store" if access is not None and access.door is Door.STAFF else "no-cache"
    response.headers["Cache-Control"] = f"private, {kept}"
    return response
