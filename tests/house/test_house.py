"""The house itself: layers, sizes, words."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from statistics import median

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LIBRARY = sorted([*(ROOT / "demokrativillkor").rglob("*.py"), *(ROOT / "api").rglob("*.py")])


def test_the_import_contracts_hold(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_every_module_and_package_of_the_library_has_its_place_in_the_layers():
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name.strip().removeprefix("demokrativillkor.") for layer in layers for name in layer.split("|")}
    there = {
        path.stem if path.is_file() else path.name
        for path in (ROOT / "demokrativillkor").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("__")
    }
    assert there | {"api"} == placed


@pytest.mark.parametrize("module", ["demokrativillkor.assess", "demokrativillkor.intake", "demokrativillkor.rendering"])
def test_the_library_loads_neither_web_nor_command_line_nor_durable_rules_by_being_imported(module):
    script = f"import {module}, sys; print(sorted({{'fastapi', 'typer', 'uvicorn', 'durable_rules_engine', 'durable'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node, body[-1].end_lineno - body[0].lineno + 1


def test_files_and_functions_stay_within_their_budgets():
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in LIBRARY]
    assert max(lines) <= 400
    assert median(lines) <= 150
    sizes = {f"{path.name}:{node.name}": size for path in LIBRARY for node, size in functions(path)}
    assert max(sizes.values()) <= 60, max(sizes, key=sizes.get)
    assert median(sizes.values()) <= 10


def test_every_public_name_has_a_docstring_and_every_function_its_types():
    for path in LIBRARY:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"
        for node, _ in functions(path):
            assert node.returns is not None, f"{path}: {node.name}"


def test_nothing_is_left_for_later():
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")))
    for path in [*LIBRARY, *(ROOT / "rules").rglob("*.yaml"), *(ROOT / "tests").rglob("*.py")]:
        assert not words.search(path.read_text(encoding="utf-8")), path
