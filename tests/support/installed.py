"""The package as a wheel installs it, with its rules resolved: what is started from there starts as it does for its users.

In a checkout every process that is started would read all rule files first, which takes it seconds.
"""

import atexit
import compileall
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from demokrativillkor.bundle import write_bundle
from demokrativillkor.packaged import packaged_rulebook
from demokrativillkor.resources import fixtures_folder, rules_folder

ROOT = Path(__file__).parents[2]


def environment(**given: str) -> dict[str, str]:
    """An environment in which Python imports the installed package, and not the checkout's, wherever it is started.

    What tests share is imported from the checkout.
    """
    return {**os.environ, "PYTHONPATH": f"{installed()}{os.pathsep}{ROOT}", "PYTHONSAFEPATH": "1", **given}


@cache
def installed() -> Path:
    """The folder it is installed in."""
    folder = Path(tempfile.mkdtemp(prefix="installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for package in ("demokrativillkor", "api"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    data = folder / "demokrativillkor" / "_data"
    shutil.copytree(rules_folder(), data / "rules")
    shutil.copytree(fixtures_folder(), data / "fixtures")
    rulebook, problems = packaged_rulebook()
    assert not problems
    write_bundle(rulebook, data / "rulebook")
    compileall.compile_dir(folder, quiet=1)  # as an installer does
    return folder
