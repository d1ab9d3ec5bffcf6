"""It works from a wheel installed elsewhere as it does from a checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_only_top_level_names_of_the_wheel_are_the_library_and_the_service(wheel):
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"demokrativillkor", "api"}


def test_the_wheel_carries_rules_sources_schemas_fixtures_and_the_licence(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = {
        str(path.relative_to(ROOT))
        for part in ("rules", "fixtures")
        for path in (ROOT / part).rglob("*")
        if path.is_file()
    }
    assert {f"demokrativillkor/_data/{name}" for name in carried} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "demokrativillkor/py.typed" in names


def test_the_command_of_an_unpacked_wheel_finds_its_own_rules_wherever_it_is_run(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    where = run("-c", "from demokrativillkor.resources import rules_folder; print(rules_folder())")
    assert where.stdout.strip() == str(tmp_path / "installed" / "demokrativillkor" / "_data" / "rules")
    assert run("-m", "demokrativillkor", "fixtures").returncode == 0
    assert run("-m", "demokrativillkor", "rules", "check").stdout.endswith("no finding\n")


def test_an_installation_without_its_rules_says_so(tmp_path, monkeypatch):
    from demokrativillkor import resources
    from demokrativillkor.errors import ConfigurationError

    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "demokrativillkor")
    with pytest.raises(ConfigurationError, match="the installation is incomplete: there is no folder rules"):
        resources.rules_folder()
