"""Acting pages that also stand inside another page: the same view answers the whole page or its inner part.

The module that fetches a part says so in a header; without it, and without JavaScript, the page is whole.
"""

from typing import Any

from flask import Response, make_response, render_template, request

HEADER = "X-Fragment"


def wanted() -> bool:
    """Whether only the inner part is asked for."""
    return request.headers.get(HEADER) == "1"


def render(name: str, status: int = 200, **values: Any) -> Response:
    """The page `name`.html, or its part `name`_part.html."""
    if not wanted():
        return make_response(render_template(f"{name}.html", **values), status)
    response = make_response(render_template(f"{name}_part.html", **values), status)
    response.headers[HEADER] = "1"
    return response
