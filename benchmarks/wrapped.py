"""The application as gunicorn serves it, with views beside it that do nothing: what the others are compared with."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from contest.app import create_app
from contest.web import access


def _with_nothing(app: Flask) -> Flask:
    @app.post("/bench/nothing")
    @access.operation("a POST that does nothing")
    def take_nothing() -> ResponseReturnValue:
        return "", 303, {"Location": "/"}

    @app.get("/bench/nothing/<int:size>")
    @access.operation("so many bytes that are there already")
    def give_nothing(size: int) -> ResponseReturnValue:
        # The length of the form is looked at, as any view that reads a request would.
        request.content_length  # noqa: B018
        return Response(b"x" * size, mimetype="text/html")

    return app


app = _with_nothing(create_app())
