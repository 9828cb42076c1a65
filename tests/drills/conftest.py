"""The figures that drills print are shown at the end, where they are read, also without `-s`."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What passing drills printed (a failing one's is shown with it)."""
    passed = terminalreporter.stats.get("passed", [])
    figures = [report.capstdout.strip() for report in passed if "tests/drills/" in report.nodeid]
    if any(figures):
        terminalreporter.section("figures of the drills")
        terminalreporter.write_line("\n".join(figure for figure in figures if figure))
