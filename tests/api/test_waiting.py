"""A request waits for the log no longer than a client would, and is told what may have become of it."""

import asyncio
from concurrent.futures import Future
from threading import Timer

import httpx2
import pytest

from api import waiting
from api.access import Access
from api.routers import decisions
from demokrativillkor.access import Role
from demokrativillkor.store import StaleState
from tests.support.kept import BODY, JSON, is_problem
from tests.support.keys import key_of
from tests.support.service import PREFIX, service_app


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
    monkeypatch.setattr(store, "prepare", lambda _new: lambda: waits)
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


def test_requests_that_come_in_together_take_each_step_together_and_are_computed_before_any_is_written(
    rulebook, store, keys, monkeypatch
):
    done, read, make, prepare = [], decisions.read_application, decisions._made, store.prepare
    monkeypatch.setattr(decisions, "read_application", noting(done, "read", read))
    monkeypatch.setattr(decisions, "_made", noting(done, "made", make))
    monkeypatch.setattr(store, "prepare", noting(done, "prepared", lambda new: noting(done, "entered", prepare(new))))
    service = service_app(rulebook, access=Access(keys, seconds=60), store=store)
    headers = {**JSON, "Authorization": f"Bearer {key_of(keys, Role.OFFICER)}"}

    async def posted():
        transport = httpx2.ASGITransport(service)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
            await client.post(f"{PREFIX}/decisions", content=BODY)  # looks the key up, in a thread
            done.clear()
            return await asyncio.gather(*[client.post(f"{PREFIX}/decisions", content=BODY) for _ in range(4)])

    assert [answer.status_code for answer in asyncio.run(posted())] == [201] * 4
    assert done == ["read"] * 4 + ["made"] * 4 + ["prepared"] * 4 + ["entered"] * 4


def noting(done, what, function):
    def noted(*given):
        done.append(what)
        return function(*given)

    return noted


def test_a_request_that_is_given_up_before_its_turn_is_never_carried_out():
    waits = Future()

    async def given_up():
        task = asyncio.create_task(waiting.in_time(waits))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(given_up())
    assert waits.cancelled()


def test_what_is_settled_in_another_thread_is_told_and_so_is_why_it_was_refused():
    async def told(settle):
        waits = carried_out()
        Timer(0.01, lambda: settle(waits)).start()
        return await waiting.in_time(waits)

    assert asyncio.run(told(lambda waits: waits.set_result("made"))) == "made"
    with pytest.raises(StaleState, match="read it again"):
        asyncio.run(told(lambda waits: waits.set_exception(StaleState("read it again"))))


def test_what_is_settled_when_nobody_waits_any_more_disturbs_nobody(caplog):
    waits = carried_out()

    async def told():
        task = asyncio.create_task(waiting.in_time(waits))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(told())
    waits.set_result("made")
    assert not caplog.records
