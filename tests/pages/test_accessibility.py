"""Pages that are handed out as files: axe-core finds nothing in them, and they can be read narrow, dark and on paper."""

import pytest

from tests.support.browser import opened, violations


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(scheme, html, browser, tmp_path):
    assert violations(opened(browser, html, tmp_path, color_scheme=scheme)) == []


def test_axe_finds_nothing_wrong_on_paper(html, browser, tmp_path):
    page = opened(browser, html, tmp_path, color_scheme="dark")
    page.emulate_media(media="print")
    assert violations(page) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_nothing_is_cut_off_where_the_page_is_320_pixels_wide(html, browser, tmp_path):
    """WCAG 2.1, 1.4.10: only tables may be wider, and they scroll by themselves."""
    page = opened(browser, html, tmp_path, viewport={"width": 320, "height": 640})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_axe_would_find_what_is_wrong(browser, tmp_path):
    wrong = '<!doctype html><html><title>x</title><body><img src="data:,"><p style="color:#ccc">Text.</p></body></html>'
    page = browser.new_page()
    page.set_content(wrong)
    found = {each.partition(":")[0] for each in violations(page)}
    assert found == {"html-has-lang", "image-alt", "color-contrast"}
