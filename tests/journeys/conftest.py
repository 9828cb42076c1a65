"""The site, a browser, and somebody who visits the one with the other."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import databases
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.visitors import PATIENCE, Visitor

# Several browsers and a site share the machine's cores.
expect.set_options(timeout=PATIENCE)
# The shell first: it draws pages and nothing around them.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def site(session: databases.Session) -> Site:
    """One site for all workers, with the demo in it."""
    return sites.running(session)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser a worker; every visitor has a profile of their own in it."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("there is no browser: `.ci/needs` says what to type, `make test WITHOUT=browser` leaves it out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    """Whoever the test is told as; at the end nothing went wrong behind their back."""
    somebody = Visitor(request.param, browser, site)
    yield somebody
    somebody.leaves()
