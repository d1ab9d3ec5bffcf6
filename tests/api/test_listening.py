"""Connections are spread evenly over the workers of a service."""

import asyncio
import errno
import socket
import time

import pytest

from api import listening
from api.listening import Listening, Loop
from api.metrics import MULTIPROCESS
from api.sharing import Shares, shares

NEVER = 3600.0
"""Seconds: longer than any test."""


@pytest.fixture
def ahead(shared_file, another_worker):
    """A worker that has a connection, where another has none."""
    own = Shares(shared_file)
    another_worker(0)
    own.add(1)
    return own


@pytest.fixture
def logged(monkeypatch):
    """The errors that are logged."""
    lines = []
    monkeypatch.setattr(listening._LOG, "error", lambda said, *of: lines.append(said % of))
    return lines


class Opened:
    """A listening socket, and clients of it."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.clients = []

    def connect(self):
        self.clients.append(socket.create_connection(self.socket.getsockname(), timeout=60))


@pytest.fixture
def opened():
    opened = Opened()
    yield opened
    for each in (opened.socket, *opened.clients):
        each.close()


class Greeted(asyncio.Protocol):
    """Notes when it was made a connection."""

    at: list[float]
    transports: list[asyncio.Transport]

    def connection_made(self, transport):
        self.at.append(time.monotonic())
        self.transports.append(transport)


def run(do):
    """Run the coroutine function with the service's loop and a protocol that notes when connections come."""
    made, failures = type("Made", (Greeted,), {"at": [], "transports": []}), []

    async def with_loop():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, failure: failures.append(failure))
        await do(loop, made)
        for transport in made.transports:
            transport.abort()
        await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(with_loop())
    assert not failures
    return made.at


async def left(waiting):
    """Wait until a connection has come and is left to another worker."""
    async with asyncio.timeout(60):
        while not waiting._pause:
            await asyncio.sleep(0.001)


async def until(made, connections):
    async with asyncio.timeout(60):
        while len(made.at) < connections:
            await asyncio.sleep(0.001)


def test_a_worker_that_has_no_more_than_another_leaves_nothing_to_it(shared_file, another_worker, opened, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", NEVER)
    own = Shares(shared_file)
    another_worker(3)
    for _ in range(4):
        opened.connect()

    async def listen(loop, made):
        waiting = Listening(loop, opened.socket, made, own)
        await until(made, 4)
        waiting.close()
        await waiting.wait_closed()

    run(listen)
    assert own.is_ahead


def test_a_worker_that_is_ahead_takes_a_connection_that_nobody_else_has_taken_meanwhile(ahead, opened, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.2)
    began = time.monotonic()

    async def listen(loop, made):
        waiting = Listening(loop, opened.socket, made, ahead)
        opened.connect()
        await until(made, 1)
        waiting.close()
        await waiting.wait_closed()

    (taken,) = run(listen)
    assert taken - began > 0.15  # the loop counts in whole milliseconds


def test_what_another_worker_has_taken_meanwhile_is_no_error(ahead, opened, logged, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.2)

    async def listen(loop, made):
        waiting = Listening(loop, opened.socket, made, ahead)
        opened.connect()
        await left(waiting)
        opened.clients.append(opened.socket.accept()[0])  # as another worker would
        await asyncio.sleep(0.3)
        assert not made.at
        opened.connect()
        await until(made, 1)
        waiting.close()

    assert len(run(listen)) == 1
    assert not logged


def test_a_connection_that_comes_to_nothing_is_counted_no_more(shared_file, another_worker, opened):
    own = Shares(shared_file)
    another_worker(0)
    tried = []

    def gone():
        tried.append(own.is_ahead)
        raise ConnectionResetError

    async def listen(loop, made):
        waiting = Listening(loop, opened.socket, gone, own)
        opened.connect()
        async with asyncio.timeout(60):
            while not tried:
                await asyncio.sleep(0.001)
        waiting.close()
        await waiting.wait_closed()

    run(listen)
    assert tried == [True]
    assert not own.is_ahead
    assert opened.clients[0].recv(1) == b""


class Refusing:
    """A socket that the system gives no connection the first time."""

    def __init__(self, opened):
        self._opened, self.refused = opened, 0

    def __getattr__(self, name):
        return getattr(self._opened, name)

    def accept(self):
        if not self.refused:
            self.refused += 1
            raise OSError(errno.EMFILE, "Too many open files")
        return self._opened.accept()


def test_where_the_system_allows_no_more_connections_it_is_logged_and_tried_again(
    shared_file, opened, logged, monkeypatch
):
    monkeypatch.setattr(listening, "_EXHAUSTED", 0.02)
    refusing = Refusing(opened.socket)

    async def listen(loop, made):
        waiting = Listening(loop, refusing, made, Shares(shared_file))
        opened.connect()
        await until(made, 1)
        waiting.close()

    assert len(run(listen)) == 1
    assert refusing.refused == 1
    assert logged == ["no connection can be taken (OSError)"]


def test_a_worker_that_stops_takes_nothing_that_it_has_left_to_another(ahead, opened, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.1)

    async def listen(loop, made):
        waiting = Listening(loop, opened.socket, made, ahead)
        opened.connect()
        await left(waiting)
        waiting.close()
        await waiting.wait_closed()
        await asyncio.sleep(0.2)

    assert run(listen) == []


def test_a_service_of_one_worker_listens_as_any_other(tmp_path, monkeypatch, opened):
    monkeypatch.delenv(MULTIPROCESS, raising=False)
    shares.cache_clear()

    async def listen(loop, made):
        server = await loop.create_server(made, sock=opened.socket)
        assert not isinstance(server, Listening)
        opened.connect()
        await until(made, 1)
        server.close()

    assert len(run(listen)) == 1
