"""``audit``, ``keys``, ``gallra``, ``backup`` and ``restore``, as an administrator and an auditor use them."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from demokrativillkor.settings import load_settings
from demokrativillkor.store import Filters, NewEvent, Read, Store
from demokrativillkor.store.backup import back_up, restore
from demokrativillkor.store.connecting import WRITES, open_engine
from demokrativillkor.store.migrations import migrate_to
from demokrativillkor.store.opening import open_store
from demokrativillkor.store.outside import LogBehind, Outside, keep_outside
from tests.support.commands import command, process
from tests.support.stores import assessed, fill

DECISIONS = len(assessed())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEMOKRATIVILLKOR_DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    return lambda *arguments: command(monkeypatch, capsys, *arguments)


@pytest.fixture
def settings(folder):
    return load_settings()


@pytest.fixture
def ids(settings):
    """A database with every fixture decided, and an event on the first."""
    store = open_store(settings)
    made = fill(store, DECISIONS)
    store.append(NewEvent(decision_id=made[0], kind="steps", content={"a": 1}, subject="key:one", after=None)).result()
    store.close()
    return made


def test_a_log_is_verified_and_its_size_told(run, ids):
    done = run("audit", "verify")
    assert done.code == 0
    assert f"{DECISIONS} decisions and 1 event whole, 0 erased" in done.out
    assert "held against nothing from outside" in done.err
    told = json.loads(run("audit", "verify", "--json").out)
    assert (told["decisions"], told["faults"], told["heldAgainst"]) == (DECISIONS, 0, None)


def test_one_of_something_is_told_as_one(run, settings):
    store = open_store(settings)
    bare = run("audit", "verify")
    assert bare.out.startswith("1 entry, root ")
    assert "0 decisions and 0 events whole, 0 erased" in bare.out
    assert "the checkpoint of 1 entry is kept outside" in run("audit", "checkpoint", "--to", "outside.txt").err
    fill(store, 1)
    store.close()
    assert "1 decision and 0 events whole, 0 erased" in run("audit", "verify").out


def test_a_copy_of_the_database_is_verified_and_replayed_without_the_key_and_left_as_it_is(run, ids, folder):
    run("backup", "copy")
    before = (folder / "copy").read_bytes()
    for command_ in ("verify", "replay"):
        done = run("audit", command_, "--database", f"sqlite:///{folder}/copy", "--data-folder", str(folder / "absent"))
        assert done.code == 0, done.err
    assert (folder / "copy").read_bytes() == before
    assert sorted(each.name for each in folder.iterdir()) == ["copy", "data"]


def test_where_there_is_no_log_to_audit_none_is_made(run, folder):
    absent = run("audit", "verify")
    assert (absent.code, "there is no database there; check data_folder" in absent.err) == (7, True)
    assert list(folder.iterdir()) == []
    sqlite3.connect(folder / "empty").close()
    (folder / "empty").touch()
    empty = run("audit", "replay", "--database", f"sqlite:///{folder}/empty")
    assert (empty.code, "the database holds no log; check" in empty.err) == (7, True)
    assert (folder / "empty").read_bytes() == b""


@pytest.mark.parametrize("command_", ["verify", "replay", "reads"])
def test_a_database_of_an_earlier_version_is_told_with_both_versions_and_left_as_it_is(run, folder, command_):
    engine = open_engine(f"sqlite:///{folder}/early")
    with engine.execution_options(**WRITES).begin() as connection:
        migrate_to(connection, "0001")
    engine.dispose()
    before = (folder / "early").read_bytes()
    early = run("audit", command_, "--database", f"sqlite:///{folder}/early")
    assert early.code == 7
    told = "the database has schema version 0001, this program needs [0-9]{4}; start the service on it, or on a copy"
    assert re.search(told, early.err)
    assert (folder / "early").read_bytes() == before


def test_a_database_of_an_earlier_version_that_is_opened_to_write_is_brought_up_to_date_and_that_is_told_once(folder):
    engine = open_engine(f"sqlite:///{folder}/early")
    with engine.execution_options(**WRITES).begin() as connection:
        migrate_to(connection, "0001")
    engine.dispose()
    arguments = ("audit", "checkpoint", "--database", f"sqlite:///{folder}/early")
    first, again = process(*arguments), process(*arguments)
    assert (first.returncode, again.returncode) == (0, 0)
    told = rb"the database was brought up to date, from schema version 0001 to [0-9]{4}\n"
    assert re.fullmatch(told, first.stderr)
    assert again.stderr == b""


def test_a_log_is_held_against_the_checkpoint_that_the_settings_name(run, ids, folder, settings, monkeypatch):
    monkeypatch.setenv("DEMOKRATIVILLKOR_CHECKPOINT", str(folder / "outside.txt"))
    assert "held against nothing" in run("audit", "verify").err
    run("backup", "old.backup")
    store = open_store(settings)
    fill(store, 1)
    keep_outside(store, Outside(str(folder / "outside.txt")))
    store.close()
    held = run("audit", "verify", "--json")
    assert (held.code, json.loads(held.out)["heldAgainst"]) == (0, json.loads(held.out)["size"])
    behind = run("audit", "verify", "--database", f"sqlite:///{folder}/old.backup")
    assert (behind.code, "the checkpoint kept outside" in behind.err) == (6, True)


def test_who_read_a_decision_is_told_in_the_order_it_was_read(run, ids, settings):
    store = open_store(settings)
    parts = [(ids[0], "decision"), (ids[1], "letter"), (ids[0], "trace")]
    for decision_id, part in parts:
        store.note_read(Read(subject="key:one", role="auditor", decision_id=decision_id, part=part))
    store.close()
    every = run("audit", "reads").out.splitlines()
    assert [(line.split()[2], line.split()[1]) for line in every] == parts
    assert every[0].endswith("  auditor   key:one")
    one = [json.loads(line) for line in run("audit", "reads", ids[0], "--json").out.splitlines()]
    assert [each["part"] for each in one] == ["decision", "trace"]
    assert {"at", "decisionId", "role", "subject", "part"} == one[0].keys()
    assert run("audit", "reads", "d-0").out == ""


def test_a_changed_row_ends_with_code_6_and_the_place(run, ids, settings):
    engine = open_engine(settings.database)
    with engine.execution_options(**WRITES).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER case_decision_update")
        connection.exec_driver_sql("UPDATE case_decision SET outcome = 'eligible' WHERE outcome = 'ineligible'")
    engine.dispose()
    done = run("audit", "verify")
    assert done.code == 6
    assert "the case is not what was committed to" in done.err
    replayed = run("audit", "replay")
    assert replayed.code == 6
    assert "the row says otherwise than the decision" in replayed.err


def test_every_stored_decision_is_replayed_to_the_byte(run, ids):
    done = run("audit", "replay")
    assert (done.code, done.out) == (0, f"{DECISIONS} decisions evaluated again, 0 came out otherwise\n")
    assert run("audit", "replay", ids[3], "--reference").out.startswith("1 decision evaluated again, 0")
    assert run("audit", "replay", "d-0").code == 3


def test_a_checkpoint_kept_outside_shows_that_an_older_backup_was_restored(run, ids, folder, settings):
    assert run("backup", "old.backup").code == 0
    store = open_store(settings)
    fill(store, 3)
    store.close()
    assert run("audit", "checkpoint", "--to", str(folder / "outside.txt")).code == 0
    assert run("audit", "verify", "--checkpoint", "outside.txt").code == 0
    (folder / "data" / "demokrativillkor.db").rename(folder / "evidence.db")
    for left in (folder / "data").glob("demokrativillkor.db*"):
        left.unlink()
    assert run("restore", "old.backup").code == 0
    done = run("audit", "verify", "--checkpoint", "outside.txt")
    assert done.code == 6
    assert "the checkpoint kept outside" in done.err


def test_a_service_does_not_start_on_a_log_behind_its_outside_checkpoint_unless_told_why(ids, folder, settings):
    kept = str(folder / "outside.txt")
    watched = load_settings(checkpoint=kept)
    store = open_store(watched)
    back_up(store.engine, folder / "old")
    fill(store, 2)
    keep_outside(store, Outside(kept))
    size = store.log.size
    store.close()
    for left in (folder / "data").glob("demokrativillkor.db*"):
        left.unlink()
    restore(folder / "old", settings.database)
    with pytest.raises(LogBehind, match="an older backup was restored, or the end was cut off"):
        open_store(watched)
    store = open_store(watched, accept_shorter="restored after a fire")
    ((_, entry),) = store.log.of_kind("override")
    assert (entry.size, entry.reason) == (size, "restored after a fire")
    store.close()
    open_store(watched).close()


def test_an_export_is_verified_offline_and_a_changed_one_is_found(run, ids, folder):
    (key,) = run("audit", "key").out.splitlines()
    exported = run("audit", "export", ids[0]).out
    (folder / "one.json").write_text(exported, encoding="utf-8")
    done = run("audit", "verify", "one.json", "--key", key)
    assert done.code == 0, done.out
    assert done.out.splitlines()[-1] == "verified against the key given"
    alone = run("audit", "verify", "one.json")
    assert alone.out.splitlines()[-1] == "internally consistent, origin not checked"
    (folder / "two.json").write_text(exported.replace('"unit":"unit-1"', '"unit":"unit-2"', 1), encoding="utf-8")
    assert run("audit", "verify", "two.json", "--key", key).code == 6
    redacted = run("audit", "export", ids[0], "--redact").out
    (folder / "three.json").write_text(redacted, encoding="utf-8")
    assert run("audit", "verify", "three.json", "--key", key).code == 0
    assert assessed()[0][0].digest not in redacted
    assert run("audit", "export", "d-0").code == 3


def test_an_export_is_held_against_a_checkpoint_that_was_kept_before_the_log_grew(run, ids, folder, settings):
    (folder / "kept.txt").write_text(run("audit", "checkpoint").out, encoding="utf-8")
    store = open_store(settings)
    fill(store, 2)
    store.close()
    (folder / "bare.json").write_text(run("audit", "export", ids[0]).out, encoding="utf-8")
    bare = run("audit", "verify", "bare.json", "--checkpoint", "kept.txt")
    assert bare.code == 6
    assert "have the decision exported again --since that checkpoint" in bare.out
    assert "FAILED" not in bare.out
    (folder / "whole.json").write_text(run("audit", "export", ids[0], "--since", "kept.txt").out, encoding="utf-8")
    done = run("audit", "verify", "whole.json", "--checkpoint", "kept.txt")
    assert (done.code, done.out.splitlines()[-1]) == (0, "verified against the checkpoint given")
    assert re.search(r"^ok +the checkpoint given is later than the decision \(entry [0-9]+\)$", done.out, re.MULTILINE)
    long = (folder / "kept.txt").read_text(encoding="utf-8").replace("\n", "\n9", 1)
    (folder / "long.txt").write_text(long, encoding="utf-8")
    behind = run("audit", "export", ids[0], "--since", "long.txt")
    assert (behind.code, behind.out) == (3, "")
    assert "the log is shorter than that checkpoint says" in behind.err


def test_the_checker_that_is_written_out_verifies_an_export_by_itself(run, ids, folder):
    (folder / "checker.py").write_text(run("audit", "checker").out, encoding="utf-8")
    (folder / "one.json").write_text(run("audit", "export", ids[0]).out, encoding="utf-8")
    (key,) = run("audit", "key").out.splitlines()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "checker.py", "one.json", "--key", key],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_another_process_keeps_in_the_files_is_gone_when_the_erasure_is_run_again(run, ids, folder, settings):
    store = open_store(settings)
    salt = store.decision(ids[0]).salt
    store.close()
    erase = ("gallra", "--order", "GB 2026:1", "--decision", ids[0], "--carry-out")

    def written():
        return b"".join(each.read_bytes() for each in (folder / "data").glob("demokrativillkor.db*"))

    with closing(sqlite3.connect(folder / "data" / "demokrativillkor.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM case_decision").fetchone()
        held_up = run(*erase)
        assert (held_up.code, "another process is reading; run the command again" in held_up.err) == (0, True)
        assert salt in written()
    done = run(*erase)
    assert (done.code, "nothing to erase" in done.err, "a copy is left" in done.err) == (0, True, False)
    assert salt not in written()


def test_an_erased_decision_is_exported_as_erased_and_verifies(run, ids, folder):
    run("gallra", "--order", "GB 2026:1", "--decision", ids[0], "--carry-out")
    (folder / "one.json").write_text(run("audit", "export", ids[0]).out, encoding="utf-8")
    done = run("audit", "verify", "one.json")
    assert done.code == 0, done.out


def test_a_proof_leads_to_a_checkpoint_and_shows_that_the_log_extends_an_earlier_one(run, ids, folder, settings):
    (folder / "earlier.txt").write_text(run("audit", "checkpoint").out, encoding="utf-8")
    store = open_store(settings)
    fill(store, 1)
    store.close()
    proof = json.loads(run("audit", "prove", "3", "--since", "earlier.txt").out)
    assert proof["position"] == 3
    assert proof["consistency"]
    assert proof["checkpoint"].splitlines()[1] == str(int((folder / "earlier.txt").read_text().splitlines()[1]) + 1)
    assert run("audit", "prove", "99999").code == 3


def test_erasure_is_planned_first_and_carried_out_when_told_to(run, ids, settings):
    planned = run("gallra", "--order", "GB 2026:1", "--decision", ids[0], "--decision", ids[1])
    assert (planned.code, planned.out.split()) == (0, ids[:2])
    assert "2 decisions with 1 event would be erased; nothing was changed" in planned.err
    done = run("gallra", "--order", "GB 2026:1", "--decision", ids[0], "--decision", ids[1], "--carry-out")
    assert "2 decisions with 1 event erased; backups still hold them" in done.err
    assert run("audit", "verify").code == 0
    assert run("gallra", "--order", "GB 2026:1", "--decision", ids[0]).err.startswith(
        "not there, erased already, or left out by the other options: 1 of the decisions named"
    )
    assert run("gallra", "--order", "x").code == 2
    assert run("gallra", "--order", "", "--before", "2030-01-01").code == 2
    everything = run("gallra", "--order", "GB 2026:2", "--before", "2030-01-01", "--carry-out")
    assert len(everything.out.split()) == DECISIONS - 2
    store = open_store(settings)
    assert store.decisions(Filters()).total == 0
    store.close()


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(run):
    text = run("keys", "new", "--role", "officer", "--unit", "unit-1", "--for", "case system").out.strip()
    listed = run("keys", "list").out
    key_id = text.split("_")[1]
    assert key_id in listed
    assert text not in listed
    assert "officer  unit-1  until" in listed
    assert run("keys", "revoke", key_id).code == 0
    assert "revoked" in run("keys", "list").out
    assert run("keys", "revoke", "nothing").code == 2
    assert run("keys", "new", "--role", "officer", "--unit", "Å", "--for", "x").code == 2


def test_the_log_is_handed_over_to_a_new_key(run, ids, folder):
    assert run("audit", "new-key", "new.pem").code == 0
    assert run("audit", "new-key", "new.pem").code == 7
    assert run("audit", "rotate-key", "new.pem").code == 0
    refused = run("audit", "checkpoint")
    assert refused.code == 7
    assert "rotate-key" in refused.err
    (folder / "new.pem").replace(folder / "data" / "signing-key.pem")
    assert run("audit", "verify").code == 0
    assert len(run("audit", "key").out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("audit", "verify", "nowhere.json"), 3, "cannot be read (No such file or directory)"),
        (("audit", "verify", "--checkpoint", "rubbish"), 3, "this is no checkpoint"),
        (("audit", "verify", "rubbish"), 3, "export"),
        (("audit", "verify", "rubbish", "--key", "x"), 2, "not a verifier key"),
        (("restore", "nowhere"), 7, "there is no such file"),
        (("backup", "rubbish"), 7, "there is a file already"),
        (("roles", "service"), 7, "SQLite knows no roles"),
        (("audit", "verify", "--database", "mysql://x"), 7, "only sqlite and postgresql are supported"),
        (
            ("audit", "verify", "--database", "sqlite:///rubbish"),
            7,
            "the database did not answer (DatabaseError); see that it runs and that its address is right",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_made(run, folder, arguments, code, words):
    (folder / "rubbish").write_text("Hemligt\n" * 100, encoding="utf-8")
    done = run(*arguments)
    assert (done.code, words in done.err) == (code, True), done.err
    assert "Hemligt" not in done.err + done.out
    assert (folder / "rubbish").read_text(encoding="utf-8").startswith("Hemligt")


def test_a_database_is_backed_up_and_restored_whole(run, ids, folder, settings):
    assert run("backup", "copy").code == 0
    done = run("restore", "copy", "--database", f"sqlite:///{folder}/other.db")
    assert done.code == 0
    assert f"{DECISIONS} decisions restored" in done.out
    again = run("restore", "copy", "--database", f"sqlite:///{folder}/other.db")
    assert again.code == 7
    assert "there is a database already; move it away first, it is evidence" in again.err
    elsewhere = run("restore", "copy", "--data-folder", str(folder / "elsewhere"))
    assert (elsewhere.code, f"{DECISIONS} decisions restored" in elsewhere.out) == (0, True)
    assert "to go on with the log, put its signing key beside it" in elsewhere.err
    without = run("audit", "checkpoint", "--data-folder", str(folder / "elsewhere"))
    assert (without.code, "the key that signs this log is not in the data folder; put it there" in without.err) == (
        7,
        True,
    )
    assert [each.name for each in (folder / "elsewhere").iterdir()] == ["demokrativillkor.db"]
    one = open_store(settings)
    other = Store.open(f"sqlite:///{folder}/other.db", one.log.signer)
    assert one.log.root(one.log.size) == other.log.root(other.log.size)
    assert one.decision(ids[0]).decision == other.decision(ids[0]).decision
    one.close()
    other.close()
