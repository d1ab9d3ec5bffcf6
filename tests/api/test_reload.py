"""Rules read anew: entered into the log once, whoever reads them, and active only if they are."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest
from fastapi.testclient import TestClient

from api.access import Access
from api.app import service
from api.routers.assessments import INLINE
from api.rulebooks import Rulebooks, note_rulebook
from demokrativillkor.access import Role
from demokrativillkor.engine import Reference
from demokrativillkor.errors import Problem
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.store.verifying import Verification
from tests.support.service import PREFIX, bearer, memory_keys, settings_of
from tests.support.signing import applied

NAME = "sfs-2021-401"
RELOAD = f"{PREFIX}/rulebook/reload"
PROCESS = "process-state-authority"


class Files:
    """Rules as files hold them: a version to be changed, and mistakes to be made."""

    def __init__(self, rulebook):
        self._rulebook, self.version, self.problems = rulebook, "1", ()

    def __call__(self):
        rulesets = {name: self._rulebook.rulesets[name] for name in (NAME, PROCESS)}
        rulesets[NAME] = replace(rulesets[NAME], version=self.version)
        return Rulebook(self._rulebook.vocabulary, rulesets), self.problems


@pytest.fixture
def files(rulebook):
    return Files(rulebook)


@pytest.fixture
def worker(store, files, tmp_path):
    def start():
        engine = Reference()
        return Rulebooks(engine, files, tmp_path / "told", partial(note_rulebook, store, engine))

    return start


@pytest.fixture
def client(store, worker, tmp_path):
    app = service(settings_of(data_folder=tmp_path), worker(), Reference(), Access(memory_keys()), store)
    return TestClient(app, base_url="http://127.0.0.1", headers=bearer(Role.STEWARD), raise_server_exceptions=False)


def entered(store):
    """What the log says of the rule set, at each of its entries about the rulebook."""
    return [entry.rule_sets[NAME] for _, entry in store.log.of_kind("rulebook")]


def sql(tmp_path, statement):
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as database:
        database.execute(statement)


def test_changed_rules_are_entered_once_although_every_worker_reads_them(store, worker, files):
    one, two = worker(), worker()
    before = one.active.digests[NAME]
    assert entered(store) == [before]
    files.version = "2"
    after = one.reload().digests[NAME]
    assert two.notice()
    assert two.active.digests[NAME] == after != before
    assert entered(store) == [before, after]
    one.reload()
    assert two.notice()
    assert entered(store) == [before, after]


def test_workers_that_enter_the_same_rules_at_once_enter_them_once(store, worker):
    worker()
    ((_, entry),) = store.log.of_kind("rulebook")
    other = replace(entry, software="another")
    places = [each.result(30) for each in [store.note_rulebook(other) for _ in range(3)]]
    assert sorted(place is None for place in places) == [False, True, True]
    assert len(entered(store)) == 2


def test_rules_that_come_back_are_entered_again(store, worker, files):
    one = worker()
    for files.version in ("2", "1"):
        one.reload()
    first, second, third = entered(store)
    assert first == third != second


def test_a_reload_answers_with_what_the_log_says(client, store, files):
    files.version = "2"
    answer = client.post(RELOAD)
    assert answer.status_code == 200, answer.text
    assert entered(store)[1:] == [answer.json()["rulesets"][NAME]]


def test_a_decision_that_is_being_made_while_rules_are_read_anew_keeps_those_it_began_with(store, files, tmp_path):
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Reference):
        def evaluate(self, program, codes):
            if threading.current_thread().name.startswith("AnyIO"):
                begun.set()
                assert go_on.wait(30)
            return super().evaluate(program, codes)

    rulebooks = Rulebooks(Reference(), files, None, partial(note_rulebook, store, Reference()))
    app = service(settings_of(data_folder=tmp_path), rulebooks, Slow(), Access(memory_keys()), store)
    before = rulebooks.active.digests[NAME]
    application = {**applied().document(), "notes": "x" * INLINE}  # long, and so made in a thread

    def decided():
        client = TestClient(app, base_url="http://127.0.0.1", headers=bearer(Role.OFFICER))
        made = client.post(f"{PREFIX}/decisions", json=application)
        assert made.status_code == 201, made.text
        return store.decision(made.json()["decisionId"]).rulesets[0]

    with ThreadPoolExecutor() as pool:
        first = pool.submit(decided)
        assert begun.wait(30)
        files.version = "2"
        after = rulebooks.reload().digests[NAME]
        go_on.set()
        assert (first.result(30), decided()) == (before, after)
    assert before != after
    with store.reading() as connection:
        assert list(Verification(connection).faults()) == []


def test_a_broken_rulebook_is_refused_with_its_mistakes_and_nothing_is_entered(client, store, files):
    files.version = "2"
    mistake = Problem(code="unknown_key", place="x/ruleset.yaml:62", message="no such key", suggestion="remove it")
    files.problems = (mistake,)
    answer = client.post(RELOAD)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problem/rulebook-refused")
    assert answer.json()["errors"][0]["place"] == "x/ruleset.yaml:62"
    assert len(entered(store)) == 1


def test_a_worker_that_starts_on_broken_rules_says_so_until_they_are_mended_and_reloaded(
    store, worker, files, tmp_path
):
    files.problems = (Problem(code="unknown_key", place="x/ruleset.yaml:62", message="no", suggestion="remove it"),)
    app = service(settings_of(data_folder=tmp_path), worker(), Reference(), Access(memory_keys()), store)
    client = TestClient(app, base_url="http://127.0.0.1", headers=bearer(Role.STEWARD))

    def rulebook():
        return client.get("/health/ready").json()["checks"]["rulebook"]

    assert rulebook()["warning"]
    assert "rule sets are left out, the log says why: mend the rules and reload them" in rulebook()["told"]
    files.problems = ()
    assert client.post(RELOAD).status_code == 200
    assert not rulebook()["warning"]


def test_rules_that_the_log_cannot_take_do_not_become_active(client, store, files, tmp_path):
    def digest():
        (found,) = client.get(f"{PREFIX}/rulesets", params={"role": "deciding"}).json()["items"]
        return found["digest"]

    before = digest()
    sql(tmp_path, "CREATE TRIGGER full BEFORE INSERT ON log_leaf BEGIN SELECT RAISE(ABORT, 'full'); END")
    files.version = "2"
    answer = client.post(RELOAD)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problem/store-unavailable")
    assert answer.headers["retry-after"]
    assert digest() == before
    sql(tmp_path, "DROP TRIGGER full")
    assert client.post(RELOAD).status_code == 200
    assert digest() == entered(store)[1] != before


def test_a_worker_whose_log_does_not_answer_tries_again(worker, files, tmp_path):
    one, two = worker(), worker()
    files.version = "2"
    after = one.reload().digests[NAME]
    sql(tmp_path, "ALTER TABLE log_leaf RENAME TO away")
    assert two.notice()
    assert two.active.digests[NAME] != after
    sql(tmp_path, "ALTER TABLE away RENAME TO log_leaf")
    assert two.notice()
    assert two.active.digests[NAME] == after
    assert not two.notice()
