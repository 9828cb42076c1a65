"""Proposing an idea, as the tests of the public and the private pages do it."""

import io
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from contest.models import Entry
from contest.rules.objections import Objection
from contest.words import phrases
from tests import pictures
from tests.inspector import InspectingClient
from tests.living import House
from tests.web.visits import (
    Form,
    form,
    path,
    rows,
    said,
)

# On a phone's screen no more is shown; large enough for every width to be a smaller picture.
PHOTO = (1400, 1050)
BUSY = phrases.objection("fr", Objection("picture_busy"))
ALTERNATIVE = "Un paquet posé sur une nappe à carreaux."


def photo(data: bytes, name: str = "IMG_0042.JPG") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def fetched(client: InspectingClient, address: str) -> TestResponse:
    """A picture, read to its end."""
    return client.get(address, buffered=True)


def send_photo(client: InspectingClient, page: Form, data: bytes, **typed: Any) -> TestResponse:
    """Send a form with a photograph; on a machine that is busy, again, as the page asks."""
    for _ in range(10):
        answer = page.send(client, **typed, picture=photo(data))
        if BUSY not in said(answer):
            break
    return answer


def empty_form(client: InspectingClient, lang: str = "fr") -> Form:
    return form(client.get(path("submit", lang)))


def shown(answer: TestResponse) -> dict[str, str]:
    """What stands in the form's fields."""
    return {name: value for name, value in form(answer).fields.items() if name != "token"}


def sent_rows(house: House) -> int:
    return rows(house, Entry)


def assert_upright(data: bytes, width: int, upright: Image.Image) -> None:
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.size == (width, width * 3 // 4)
        assert pictures.same_picture(opened, upright.resize(opened.size, Image.Resampling.LANCZOS))
    assert pictures.leaks(data) == []
