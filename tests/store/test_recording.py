"""Decisions, events and rule sets go in whole and come out whole."""

import fcntl
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy.event import listens_for

from demokrativillkor.audit.entries import RulebookEntry, ScreeningEntry, parse_entry
from demokrativillkor.audit.notes import open_checkpoint
from demokrativillkor.errors import ConfigurationError
from demokrativillkor.store import (
    Filters,
    KeyReused,
    NewEvent,
    NotStored,
    Repeatable,
    StaleState,
    Store,
    Superseded,
)
from demokrativillkor.store.connecting import LogLock
from demokrativillkor.store.ids import now
from tests.support.stores import assessed, fill, new, signer

REPEATABLE = Repeatable.of("client", "decisions", "0f0e", b"{}")


def event(decision_id, after=None, **content):
    return NewEvent(decision_id=decision_id, kind="steps", content=content, subject="key:one", after=after)


def test_every_fixture_comes_back_as_it_was_given_with_its_canonical_bytes(store):
    ids = fill(store, len(assessed()))
    for decision_id, (application, decision) in zip(ids, assessed(), strict=True):
        stored = store.decision(decision_id)
        assert stored.application_given == application
        assert (stored.application, stored.decision) == (application.canonical, decision.canonical)
        assert (stored.outcome, stored.digest) == (decision.outcome, decision.digest)
        assert store.ruleset(stored.rulesets[0]).digest == decision.ruleset.digest


def test_a_log_begins_with_its_key_and_every_rule_set_is_entered_before_the_decision_that_rests_on_it(store):
    fill(store, 5)
    kinds = [parse_entry(entry).kind for entry in store.log.entries(0, store.log.size)]
    assert kinds[:3] == ["key", "ruleSet", "decision"]
    entered = set()
    for entry in map(parse_entry, store.log.entries(0, store.log.size)):
        if entry.kind == "ruleSet":
            assert entry.digest not in entered
            entered.add(entry.digest)
        elif entry.kind == "decision":
            assert entered.issuperset(entry.rule_sets)


def test_the_log_holds_no_case_content_in_clear(store):
    application, _ = assessed()[0]
    (decision_id,) = fill(store, 1)
    store.append(event(decision_id, who="Förnamn Efternamn")).result()
    entries = b"".join(store.log.entries(0, store.log.size))
    assert b"Efternamn" not in entries
    assert application.id.encode() not in entries
    assert application.digest.encode() not in entries


def test_a_repeated_request_finds_what_it_made_and_another_under_its_key_is_refused(store):
    first = store.record(new(repeatable=REPEATABLE)).result()
    again = store.record(new(repeatable=REPEATABLE)).result()
    assert (again.decision_id, again.position, again.again) == (first.decision_id, first.position, True)
    other = Repeatable.of("client", "decisions", "0f0e", b"[]")
    with pytest.raises(KeyReused, match="use a new one"):
        store.record(new(repeatable=other)).result()
    elsewhere = Repeatable.of("client 2", "decisions", "0f0e", b"{}")
    assert store.record(new(repeatable=elsewhere)).result().decision_id != first.decision_id


def test_one_request_sent_many_times_at_once_makes_one_decision(store):
    futures = [store.record(new(repeatable=REPEATABLE)) for _ in range(20)]
    assert len({future.result().decision_id for future in futures}) == 1
    assert store.decisions(Filters()).total == 1


def test_an_event_is_appended_only_after_the_one_that_was_seen_last(store):
    (decision_id,) = fill(store, 1)
    first = store.append(event(decision_id, a=1)).result()
    with pytest.raises(StaleState, match="read it again"):
        store.append(event(decision_id)).result()
    second = store.append(event(decision_id, after=first, b=2)).result()
    events = store.events(decision_id)
    assert [each.event_id for each in events] == [first, second]
    assert [each.document["content"] for each in events] == [{"a": 1}, {"b": 2}]


def test_of_events_sent_at_once_after_the_same_one_is_appended(store):
    (decision_id,) = fill(store, 1)
    futures = [store.append(event(decision_id, n=number)) for number in range(10)]
    assert sum(future.exception() is None for future in futures) == 1
    assert len(store.events(decision_id)) == 1


def test_a_decision_is_superseded_once_and_says_by_what(store):
    first, _ = fill(store, 2)
    second = store.record(new(1, supersedes=first)).result().decision_id
    assert store.decision(first).superseded_by == second
    (told,) = store.events(first)
    assert (told.kind, told.document["content"]) == (
        "superseded",
        {"kind": "superseded", "on": now()[:10], "by": second},
    )
    with pytest.raises(Superseded):
        store.record(new(2, supersedes=first)).result()
    with pytest.raises(NotStored):
        store.record(new(2, supersedes="d-" + "0" * 26)).result()


def test_two_that_supersede_the_same_at_once_cannot_both(store):
    (first,) = fill(store, 1)
    futures = [store.record(new(1, supersedes=first)) for _ in range(8)]
    assert sorted(type(future.exception()).__name__ for future in futures) == ["NoneType"] + ["Superseded"] * 7


def test_decisions_are_listed_the_newest_first_and_filtered(store):
    ids = fill(store, 30)
    listed = store.decisions(Filters(), page=2, limit=10)
    assert [each.decision_id for each in listed.decisions] == ids[::-1][10:20]
    assert listed.total == 30
    for outcome in ("eligible", "ineligible", "undetermined"):
        page = store.decisions(Filters(outcome=outcome), limit=100)
        expected = [n for n in range(30) if assessed()[n][1].outcome == outcome]
        assert page.total == len(page.decisions) == len(expected)
    assert store.decisions(Filters(unit="unit-2")).total == 0
    assert store.decisions(Filters(first="2026-04-15", last="2026-04-15", rule_set="sou-2019-35")).total > 0
    assert store.decisions(Filters(first="2200-01-01")).total == 0


def test_what_is_not_there_is_said_not_to_be(store):
    with pytest.raises(NotStored, match="no such decision"):
        store.decision("d-" + "0" * 26)
    with pytest.raises(NotStored):
        store.append(event("d-" + "0" * 26)).result()
    with pytest.raises(NotStored):
        store.ruleset("sha256:" + "0" * 64)
    with pytest.raises(NotStored):
        store.log.entry(99)
    assert store.events("d-" + "0" * 26) == ()


def test_a_store_opened_again_goes_on_where_it_was(address):
    one = Store.open(address, signer())
    (first,) = fill(one, 1)
    size = one.log.size
    one.close()
    two = Store.open(address, signer())
    assert two.log.size == size
    assert two.decision(first).position == size - 1
    fill(two, 1)
    assert two.log.size == size + 1
    two.close()


def test_a_log_opened_with_another_key_is_refused_until_the_old_key_hands_over(address):
    store = Store.open(address, signer())
    with pytest.raises(ConfigurationError, match="rotate-key"):
        Store.open(address, signer(2))
    store.rotate(signer(2))
    store.close()
    with pytest.raises(ConfigurationError):
        Store.open(address, signer())
    Store.open(address, signer(2)).close()


def test_what_is_neither_decision_nor_event_is_noted_and_found_by_its_kind(store):
    entry = RulebookEntry(at=now(), rule_sets={"a": "sha256:" + "0" * 64}, software="1", engine="reference")
    position = store.note(entry).result()
    assert store.log.of_kind("rulebook") == [(position, entry)]


def screening(run):
    digest = "sha256:" + "0" * 64
    of = {"rule_sets": (digest,), "software": "1", "input": digest, "rows": 3, "rejected": 1}
    return ScreeningEntry(at=now(), run=run, root=digest, **of)


def test_a_screening_is_entered_once_however_often_and_by_however_many_it_is_noted(store):
    runs = [f"{number:064x}" for number in (1, 2)]
    places = [each.result(30) for each in [store.note_screening(screening(run)) for run in runs * 3]]
    assert sorted(map(bool, places)) == [False] * 4 + [True] * 2
    assert store.note_screening(screening(runs[0])).result(30) is None
    assert [entry.run for _, entry in store.log.of_kind("screening")] == runs


def test_several_threads_lose_nothing_and_leave_no_gap(store):
    made, threads = [], []
    for _ in range(8):
        threads.append(threading.Thread(target=lambda: made.extend(fill(store, 15))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 120
    positions = [json.loads(entry).get("decisionId") for entry in store.log.entries(0, store.log.size)]
    assert {each for each in positions if each} == set(made)


def test_two_stores_on_one_database_share_one_log(address):
    one, two = Store.open(address, signer()), Store.open(address, signer())
    futures = [store.record(new(number)) for number in range(40) for store in (one, two)]
    ids = {future.result().decision_id for future in futures}
    assert len(ids) == one.decisions(Filters()).total == 80
    assert one.log.size == two.log.size
    assert one.log.root(one.log.size) == two.log.root(two.log.size)
    digests = [entry.digest for _, entry in one.log.of_kind("ruleSet")]
    assert len(digests) == len(set(digests))
    one.close()
    two.close()


def test_who_waits_for_the_log_has_the_next_turn_although_the_last_one_wants_it_again(sqlite_store):
    ours, theirs, order = LogLock(sqlite_store.engine), LogLock(sqlite_store.engine), []

    def take(lock):
        with lock.held():
            order.append(lock)

    with ThreadPoolExecutor() as pool:
        with ours.held():
            waiting = pool.submit(take, theirs)
            while nobody_is_in_line(sqlite_store):
                sleep(0.001)
        take(ours)
        waiting.result(10)
    assert order == [theirs, ours]
    ours.close()
    theirs.close()


def test_what_arrives_while_the_log_is_waited_for_is_committed_with_what_waited_first(sqlite_store):
    theirs, commits = LogLock(sqlite_store.engine), []
    fill(sqlite_store, 1)
    listens_for(sqlite_store.engine, "commit")(commits.append)
    with theirs.held():
        waiting = [sqlite_store.record(new(1))]
        while nobody_is_in_line(sqlite_store):
            sleep(0.001)
        waiting += [sqlite_store.record(new(number)) for number in range(2, 5)]
    places = [each.result(10).position for each in waiting]
    assert (len(commits), places) == (1, sorted(set(places)))
    theirs.close()


def test_a_checkpoint_that_is_issued_in_one_turn_with_a_decision_is_of_the_log_before_it(sqlite_store):
    theirs = LogLock(sqlite_store.engine)
    fill(sqlite_store, 1)
    size = sqlite_store.log.size
    with ThreadPoolExecutor() as pool:
        with theirs.held():
            recorded = sqlite_store.record(new(1))
            while nobody_is_in_line(sqlite_store):
                sleep(0.001)
            issued = pool.submit(sqlite_store.issue_checkpoint)
            while sqlite_store._writer._queue.empty():
                sleep(0.001)
        note = issued.result(10)
    recorded.result(10)
    checkpoint, _ = open_checkpoint(note, [sqlite_store.log.signer.verifier])
    assert (checkpoint.size, checkpoint.root) == (size, sqlite_store.log.root(size))
    assert sqlite_store.log.size > size
    theirs.close()


def nobody_is_in_line(store):
    with Path(f"{store.engine.url.database}.next").open("rb") as line:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
