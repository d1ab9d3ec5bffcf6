import re
import shutil

import pytest

from demokrativillkor.resources import rules_folder
from tests.support.rule_folders import ACT, PROVISIONS, RULESET, SHARED


@pytest.fixture(scope="session")
def pattern(tmp_path_factory):
    """A small folder of packaged rules: one act, the proposal, and no more than they build on."""
    packaged, root = rules_folder(), tmp_path_factory.mktemp("shared") / "rules"
    for name in (ACT, "sou-2019-35", SHARED):
        shutil.copytree(packaged / name, root / name)
    for name in ("facts.yaml", "stopped-reasons.yaml"):
        shutil.copy(packaged / name, root / name)
    ruleset = root / ACT / RULESET
    alone = re.sub(r"^process:.*\n", "", ruleset.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ruleset.write_text(alone, encoding="utf-8")
    used = set(re.findall(r"use: ([a-z-]+)", (root / ACT / PROVISIONS).read_text(encoding="utf-8")))
    (root / "shared/requirements").mkdir()
    (root / "sources").mkdir()
    for stem in ("shared", *used):
        for path in (packaged / "shared/requirements").glob(f"{stem}.*"):
            shutil.copy(path, root / "shared/requirements")
    written = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.yaml"))
    for source in set(re.findall(r"source: ([a-z0-9-]+)", written)):
        for path in (packaged / "sources").glob(f"{source}.*"):
            shutil.copy(path, root / "sources")
    return root


@pytest.fixture
def root(pattern, tmp_path):
    """A copy of that folder to break."""
    return shutil.copytree(pattern, tmp_path / "rules")
