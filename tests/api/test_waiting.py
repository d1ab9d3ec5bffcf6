"""A request waits for the log no longer than a client would, and is told what may have become of it."""

from concurrent.futures import Future

import pytest

from api import waiting
from tests.support.kept import BODY, JSON, is_problem
from tests.support.service import PREFIX


def carried_out():
    future = Future()
    future.set_running_or_notify_cancel()
    return future


@pytest.mark.parametrize(
    ("future", "slug", "detail"),
    [(Future, "store-unavailable", "Nothing was stored."), (carried_out, "unsettled", "It may have been stored.")],
)
def test_a_log_that_does_not_answer_in_time_is_told_with_what_became_of_it(
    as_role, store, monkeypatch, future, slug, detail
):
    waits = future()
    monkeypatch.setattr(waiting, "SECONDS", 0.01)
    monkeypatch.setattr(store, "record", lambda _new: waits)
    answer = as_role().post(f"{PREFIX}/decisions", content=BODY, headers=JSON)
    assert is_problem(answer, 503, slug)
    assert answer.json()["detail"] == detail
    assert waits.cancelled() == (slug == "store-unavailable")


def test_the_service_is_not_ready_while_the_log_cannot_be_written(as_role, store, monkeypatch):
    monkeypatch.setattr(waiting, "SECONDS", 0.01)
    monkeypatch.setattr(store, "try_writing", Future)
    answer = as_role().get("/health/ready")
    assert is_problem(answer, 503, "not-ready")
    (error,) = answer.json()["errors"]
    assert error["detail"] == "log: it cannot be written: the log did not answer in time"
