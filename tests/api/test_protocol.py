"""What is written in one turn of the loop goes out in one piece."""

import asyncio

import pytest

from api.protocol import OnePiece


class Wire:
    """A transport that notes what is sent through it, piece by piece."""

    def __init__(self):
        self.pieces = []
        self.closed = False

    def writelines(self, parts):
        assert not self.closed
        self.pieces.append(b"".join(parts))

    def is_closing(self):
        return self.closed

    def close(self):
        self.closed = True

    def get_extra_info(self, name):
        return f"the {name} of the wire"


@pytest.fixture
def wire():
    return Wire()


def in_a_loop(wire, do):
    """Let it write, then let the turn end; what was sent before it ended."""

    async def turn():
        do(OnePiece(wire, asyncio.get_running_loop()))
        before = list(wire.pieces)
        await asyncio.sleep(0)
        return before

    return asyncio.run(turn())


def test_what_is_written_in_one_turn_is_sent_in_one_piece_when_it_ends(wire):
    assert in_a_loop(wire, lambda out: [out.write(part) for part in (b"head ", b"body ", b"next head")]) == []
    assert wire.pieces == [b"head body next head"]


def test_what_is_written_in_the_next_turn_is_another_piece(wire):
    async def turns():
        out = OnePiece(wire, asyncio.get_running_loop())
        for part in (b"one", b"two"):
            out.write(part)
            await asyncio.sleep(0)

    asyncio.run(turns())
    assert wire.pieces == [b"one", b"two"]


def test_more_than_a_client_may_keep_waiting_for_is_sent_at_once(wire):
    many = b"x" * 40_000
    before = in_a_loop(wire, lambda out: [out.write(part) for part in (b"head", many, many, b"end")])
    assert before == [b"head" + many + many]
    assert wire.pieces == [*before, b"end"]


def test_a_connection_is_closed_after_what_was_written(wire):
    assert in_a_loop(wire, lambda out: (out.write(b"refused"), out.close())) == [b"refused"]
    assert wire.pieces == [b"refused"]
    assert wire.closed


def test_what_was_written_to_a_connection_that_is_lost_meanwhile_is_given_up(wire):
    in_a_loop(wire, lambda out: (out.write(b"too late"), wire.close()))
    assert wire.pieces == []


def test_of_everything_else_the_connection_itself_answers(wire):
    in_a_loop(wire, lambda out: wire.pieces.append(out.get_extra_info("peername")))
    assert wire.pieces == ["the peername of the wire"]
