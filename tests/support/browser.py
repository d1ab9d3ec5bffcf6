"""A real browser to look at pages with, and axe-core to judge them: the system's Chromium, driven by Playwright."""

import shutil
from importlib import resources
from pathlib import Path

from tests.support.needs import left_out

REQUIRED = "REQUIRE_CHROMIUM"
"""Set where a missing Chromium must fail the tests that need it, not skip them."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""axe-core's names of the levels and versions that EN 301 549 asks for, and of version 2.2."""


def chromium() -> str:
    """The path of Chromium; the test is skipped where there is none, unless it is required."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "Chromium is not installed here (the Debian package chromium); the tests of pages are left out"
        left_out(reason, REQUIRED)
    return found


def axe() -> str:
    """The script of axe-core."""
    script = resources.files("axe_playwright_python") / "axe.min.js"
    return script.read_text(encoding="utf-8")


def violations(page) -> list[str]:
    """What axe-core finds wrong on a page of the browser, each with the first element it concerns."""
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
    assert found["passes"], "axe-core looked at nothing"
    return [f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:200]})" for each in found["violations"]]


def opened(browser, html: str, folder: Path, **looks):
    """The page of a browser that shows this HTML from a file, with nothing from elsewhere."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(**{"viewport": {"width": 1100, "height": 900}} | looks)
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(path.as_uri())
    assert requested == [path.as_uri()], "a page needs nothing but itself"
    return page
