"""The demo's shop: beside the site on the next port, with widgets that the site has, at the heights it gives them."""

import http.client
import re
import socket
from pathlib import Path

import pytest

from contest.rules.widgets import HEIGHTS, Kind, Size
from contest.settings import Settings
from contest.supervisor import shop
from tests.conftest import settings_for

ELEMENT = re.compile(
    r'<contest-widget campaign="([\w-]+)" kind="(\w+)" lang="(\w\w)" height="(\d+)"><a href="([^"]+)">'
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return settings_for("", tmp_path, CONTEST_BIND=f"127.0.0.1:{probe.getsockname()[1] - 1}")


def test_the_shop_stands_on_the_next_port_with_a_strict_policy(settings: Settings):
    server = shop.serve(settings)
    assert server is not None
    assert shop.serve(settings) is None
    try:
        connection = http.client.HTTPConnection("127.0.0.1", settings.bind_port + 1, timeout=5)
        for lang in shop.LANGUAGES:
            connection.request("GET", f"/{lang}")
            answer = connection.getresponse()
            html = answer.read().decode()
            assert f'<html lang="{lang}">' in html
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            widgets = ELEMENT.findall(html)
            assert len(widgets) == html.count("<contest-widget")
            assert [int(one[3]) for one in widgets] == [HEIGHTS[Kind(one[1])][Size.MEDIUM] for one in widgets]
            assert {one[2] for one in widgets} == {lang}
            assert all(one[4].startswith(settings.public_url) for one in widgets)
        for path, status in (("/shop.css", 200), ("/../../contest/settings/__init__.py", 404)):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status, path
    finally:
        server.shutdown()
        server.server_close()
