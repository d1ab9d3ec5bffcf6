"""The checkpoint kept elsewhere: in a file, or at an address that takes PUT."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from demokrativillkor.audit.notes import Checkpoint, NoteRefused, Signer
from demokrativillkor.store import Store, StoreUnavailable
from demokrativillkor.store.backup import back_up, restore
from demokrativillkor.store.outside import LogBehind, Outside, hold, keep_outside
from tests.support.stores import NAME, fill, signer


class Keeper(BaseHTTPRequestHandler):
    """Keeps what is put to it."""

    kept: bytes | None = None

    def do_PUT(self):
        type(self).kept = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        if self.path == "/broken":
            self.send_response(500)
            self.end_headers()
            return
        self.send_response(404 if self.kept is None else 200)
        self.end_headers()
        self.wfile.write(self.kept or b"")

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def elsewhere():
    Keeper.kept = None
    server = HTTPServer(("127.0.0.1", 0), Keeper)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_checkpoint_is_kept_at_an_address_and_the_log_is_held_against_it(sqlite_store, elsewhere):
    outside = Outside(f"{elsewhere}/checkpoint")
    assert outside.read() is None
    fill(sqlite_store, 2)
    note = keep_outside(sqlite_store, outside)
    assert outside.read() == note
    assert hold(sqlite_store, note).size == sqlite_store.log.size
    fill(sqlite_store, 2)
    assert hold(sqlite_store, note).size < sqlite_store.log.size
    assert outside.age() is None


def test_a_file_outside_is_replaced_whole_and_knows_its_age(sqlite_store, tmp_path):
    outside = Outside(str(tmp_path / "kept"))
    assert outside.age() is None
    keep_outside(sqlite_store, outside)
    fill(sqlite_store, 1)
    assert keep_outside(sqlite_store, outside) == outside.read()
    assert outside.age() < 60
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("where", ["/nowhere/at/all/kept", "http://127.0.0.1:9/kept"])
def test_a_place_that_cannot_be_written_to_is_said_to_be_so(where):
    with pytest.raises(StoreUnavailable, match="check it and try again"):
        Outside(where).write("note")


def test_a_place_that_answers_with_an_error_is_not_taken_for_an_empty_one(elsewhere):
    with pytest.raises(StoreUnavailable, match="status 500"):
        Outside(f"{elsewhere}/broken").read()


def test_a_backup_from_before_the_key_was_changed_is_used_when_told_why(tmp_path):
    outside = Outside(str(tmp_path / "kept"))
    store = Store.open(f"sqlite:///{tmp_path}/log.db", signer())
    fill(store, 1)
    back_up(store.engine, tmp_path / "copy")
    store.rotate(signer(2))
    keep_outside(store, outside)
    size = store.log.size
    store.close()
    restore(tmp_path / "copy", f"sqlite:///{tmp_path}/restored.db")
    restored = Store.open(f"sqlite:///{tmp_path}/restored.db", signer())
    with pytest.raises(LogBehind, match="an older backup was restored"):
        hold(restored, outside.read())
    assert restored.log.of_kind("override") == []
    hold(restored, outside.read(), override="restored after a fire")
    ((_, entry),) = restored.log.of_kind("override")
    assert (entry.size, entry.reason) == (size, "restored after a fire")
    another = Checkpoint("another", 99, bytes(32)).signed(Signer("another", bytes(32)))
    changed = Checkpoint(NAME, 98, bytes(32)).signed(signer()).replace("98", "99")
    for note in (another, changed):
        with pytest.raises(NoteRefused, match="no key of this log"):
            hold(restored, note, override="x")
    restored.close()


def test_a_checkpoint_of_a_log_that_was_rewritten_is_never_replaced(tmp_path):
    outside = Outside(str(tmp_path / "kept"))
    other = Store.open(f"sqlite:///{tmp_path}/other.db", signer())
    fill(other, 3)
    note = keep_outside(other, outside)
    other.close()
    store = Store.open(f"sqlite:///{tmp_path}/log.db", signer())
    fill(store, 5)
    with pytest.raises(LogBehind, match="the log was rewritten"):
        keep_outside(store, outside)
    assert outside.read() == note
    outside.write(Checkpoint(NAME, 1, b"\0" * 32).signed(signer(2)))
    with pytest.raises(LogBehind, match="no checkpoint of this log"):
        keep_outside(store, outside)
    store.close()
