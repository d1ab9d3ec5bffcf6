"""Small folders of rules to break, and what is said of them."""

import shutil
from pathlib import Path

from demokrativillkor.lint.checks import findings
from demokrativillkor.resources import rules_folder

ACT = "sfs-2024-487"
RULESET = "ruleset.yaml"
PROVISIONS = "provisions.yaml"
SHARED = "shared/democracy-conditions"


def without_acts(folder):
    """The packaged rules there, without what takes longest to read."""

    def left_out(where, names):
        at_top = Path(where) == rules_folder()
        return [name for name in names if at_top and name.startswith(("sfs-", "municipal-", "process-", "principles"))]

    return shutil.copytree(rules_folder(), folder, ignore=left_out)


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
