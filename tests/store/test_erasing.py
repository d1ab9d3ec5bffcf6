"""Erased content is gone from the database's files, and the log still verifies."""

import pytest

from demokrativillkor.store import Erased, Filters, NewEvent, Repeatable
from demokrativillkor.store.verifying import Verification
from tests.support.stores import assessed, fill, new

SECRET = "Zq7-hemlig-anteckning"


def event(decision_id, content):
    return NewEvent(decision_id=decision_id, kind="steps", content=content, subject="key:one", after=None)


def test_a_plan_says_what_would_be_erased_and_changes_nothing(store):
    ids = fill(store, 4)
    store.append(event(ids[0], {})).result()
    size = store.log.size
    plan = store.plan_erasure("GB 2026:1", Filters(), ids[:2])
    assert (plan.decisions, plan.events) == (tuple(ids[:2]), 1)
    assert store.log.size == size
    assert store.decisions(Filters()).total == 4
    assert store.plan_erasure("GB 2026:1", Filters(last="1900-01-01")).decisions == ()


def test_erased_content_cannot_be_read_and_the_log_verifies_and_says_by_what_order(store):
    ids = fill(store, 4)
    store.append(event(ids[0], {"who": SECRET})).result()
    assert store.erase(store.plan_erasure("GB 2026:1", Filters(), ids[:2]))
    for decision_id in ids[:2]:
        with pytest.raises(Erased, match="by what order"):
            store.decision(decision_id)
        with pytest.raises(Erased):
            store.append(event(decision_id, {})).result()
    (erased,) = store.events(ids[0])
    assert (erased.content, erased.salt, erased.document) == (None, None, {})
    ((_, order),) = store.log.of_kind("erasure")
    assert (order.order, order.decisions) == ("GB 2026:1", tuple(ids[:2]))
    with store.reading() as connection:
        verification = Verification(connection)
        assert list(verification.faults()) == []
    assert (verification.decisions, verification.erased) == (2, 2)


def test_the_same_decision_is_erased_once(store):
    (decision_id,) = fill(store, 1)
    plan = store.plan_erasure("GB 2026:1", Filters())
    store.erase(plan)
    with pytest.raises(Erased):
        store.erase(plan)
    assert store.plan_erasure("GB 2026:1", Filters(), [decision_id]).decisions == ()


def test_what_remembers_a_request_goes_with_the_decision_it_made(store):
    repeatable = Repeatable.of("client", "decisions", "k", b"{}")
    first = store.record(new(repeatable=repeatable)).result()
    store.erase(store.plan_erasure("GB 2026:1", Filters()))
    again = store.record(new(repeatable=repeatable)).result()
    assert not again.again
    assert again.decision_id != first.decision_id


def test_no_file_of_the_database_holds_a_byte_of_what_was_erased(sqlite_store, tmp_path):
    ids = fill(sqlite_store, 40)
    sqlite_store.append(event(ids[7], {"who": SECRET})).result()
    salts = [sqlite_store.decision(each).salt for each in ids[:20]]
    salts += [each.salt for each in sqlite_store.events(ids[7])]

    def written():
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert all(salt in written() for salt in salts)
    assert sqlite_store.erase(sqlite_store.plan_erasure("GB 2026:1", Filters(), ids[:20]))
    left = written()
    assert not any(salt in left for salt in salts)
    assert sqlite_store.decision(ids[30]).salt in left
    number = assessed()[7][0].diary_number
    assert number is None or sqlite_store.decisions(Filters(diary_number=number)).total == 0
