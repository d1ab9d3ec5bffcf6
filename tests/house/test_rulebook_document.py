"""The exported rulebook in docs is the one the rules make today."""

from pathlib import Path

import pytest

from demokrativillkor.bilingual import LANGUAGES
from demokrativillkor.rendering.book import describe_book

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exported_rulebook_is_current(rulebook, language):
    there = (DOCS / f"rulebook.{language}.md").read_text(encoding="utf-8")
    remedy = f"demokrativillkor rules export --lang {language} > docs/rulebook.{language}.md"
    assert there == describe_book(rulebook.rulesets.values(), language), f"write it anew: {remedy}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reference_in_the_exported_rulebook_leads_somewhere(language):
    text = (DOCS / f"rulebook.{language}.md").read_text(encoding="utf-8")
    anchors = {line.split('"')[1] for line in text.splitlines() if line.startswith("<a id=")}
    referred = {part.partition(")")[0] for part in text.split("](#")[1:]}
    assert referred <= anchors
