"""As of when public pages are shown is asked in one place."""

from pathlib import Path

from contest.web import previews


def test_no_public_page_asks_the_clock_itself():
    """But what has no preview: the list of all campaigns, the feed of all winners and the site map; the share link that
    counts; and a link under embargo, which is about the moment itself.
    """
    folder = Path(previews.__file__).parent / "public"
    asking = {file.name for file in folder.glob("*.py") if "clock.now" in file.read_text()}
    assert asking == {"campaigns.py", "embargoes.py", "feeds.py", "shares.py", "sitemaps.py"}
    assert [(folder / name).read_text().count("clock.now()") for name in sorted(asking)] == [1, 6, 1, 1, 1]
