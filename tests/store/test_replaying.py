"""Stored decisions come out as they did, whatever has become of the rules since."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import demokrativillkor
from demokrativillkor.assess import assess, governing
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected
from demokrativillkor.resources import rules_folder
from demokrativillkor.rulefiles.folder import read_folder
from demokrativillkor.settings import load_settings
from demokrativillkor.store import NewDecision
from demokrativillkor.store.connecting import WRITES
from demokrativillkor.store.exporting import replays
from demokrativillkor.store.opening import open_store
from tests.support.commands import without_notice
from tests.support.rule_folders import change
from tests.support.stores import assessed, fill


def installed(folder: Path) -> Path:
    """A copy of the software with its rule files beside it, as one installation; its rule files."""
    package = Path(demokrativillkor.__file__).parent
    shutil.copytree(package, folder / "demokrativillkor", ignore=shutil.ignore_patterns("__pycache__", "_data"))
    return Path(shutil.copytree(rules_folder(), folder / "rules"))


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """A command of that installation: its exit code and what it says."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); {_RUN}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=folder,
    )
    return done.returncode, done.stdout, without_notice(done.stderr)


_RUN = "from demokrativillkor.cli.entry import run; run()"


def upgraded(rules: Path):
    """Other rules in the same files: what is shown is taken for what is not shown. The rulebook, read anew."""
    for file in ("shared/democracy-conditions/shared.yaml", "sou-2019-35/ruleset.yaml"):
        change(
            rules / file, "condition: {fact: established, is: shown}", "condition: {fact: established, is: not_shown}"
        )
    return read_folder(rules, with_cases=False).rulebook()


def under(book):
    """The fixtures that the rulebook can decide, decided."""
    for application, _ in assessed():
        try:
            yield application, assess(application, governing(application, book), engine=Reference())
        except InputRejected:
            continue


def test_decisions_are_replayed_after_the_rulebook_was_upgraded_and_the_rule_files_were_deleted(tmp_path):
    rules = installed(tmp_path / "site")
    data = tmp_path / "data"
    store = open_store(load_settings(data_folder=data))
    fill(store, len(assessed()))
    after = list(under(upgraded(rules)))
    for application, decision in after:
        store.record(NewDecision(application=application, decision=decision, unit="unit-1", subject="key:one")).result()
    store.close()
    earlier = {application.id: decision for application, decision in assessed()}
    assert all(decision.ruleset.digest != earlier[each.id].ruleset.digest for each, decision in after)
    assert any(decision.outcome != earlier[each.id].outcome for each, decision in after)

    shutil.rmtree(rules)
    code, _, said = run(tmp_path / "site", "rules", "list")
    assert (code, "there is no folder rules" in said) == (7, True), said
    for engine in ([], ["--reference"]):
        code, told, said = run(tmp_path / "site", "audit", "replay", "--data-folder", str(data), *engine)
        assert (code, said) == (0, "")
        assert told == f"{len(assessed()) + len(after)} decisions evaluated again, 0 came out otherwise\n"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE case_decision SET decision = x'00'", "it cannot be evaluated again (DamagedDocument)"),
        ("UPDATE case_decision SET decision = application", "it cannot be evaluated again (ValueError)"),
        ("UPDATE case_decision SET decision_date = '2020-01-01'", "the row says otherwise than the decision"),
        ("UPDATE log_rule_set SET digest = 'x' || digest", "it cannot be evaluated again (NotStored)"),
    ],
)
def test_a_decision_that_cannot_be_made_again_is_told_with_its_id_and_why_and_the_rest_goes_on(
    sqlite_store, statement, why
):
    ids = fill(sqlite_store, 2)
    with sqlite_store.engine.execution_options(**WRITES).begin() as connection:
        for table in ("case_decision", "log_rule_set"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_update")
        connection.exec_driver_sql(statement)
    found = [(each.decision_id, each.same, each.why) for each in replays(sqlite_store, Reference())]
    assert found == [(each, False, why) for each in ids]
