"""Small folders of rules to break, and what is said of them."""

from demokrativillkor.lint.checks import findings

ACT = "sfs-2024-487"
RULESET = "ruleset.yaml"
PROVISIONS = "provisions.yaml"
SHARED = "shared/democracy-conditions"


def line_of(path, words):
    """The line on which those words stand first."""
    text = path.read_text(encoding="utf-8")
    assert words in text, f"{path.name} has no {words!r}"
    return text[: text.index(words)].count("\n") + 1


def change(path, old, new):
    """Write ``new`` for the first ``old``."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder):
    return [str(problem) for problem in (*folder.problems, *findings(folder))]
