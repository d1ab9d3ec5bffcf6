"""Documents are packed with a dictionary that stands beside them, and what was packed before it came is read."""

from hashlib import sha256

import pytest
import zstandard
from sqlalchemy import select, text

from demokrativillkor.engine import Reference
from demokrativillkor.store import Store, writing
from demokrativillkor.store.connecting import WRITES, open_engine
from demokrativillkor.store.exporting import replays
from demokrativillkor.store.fences import grants
from demokrativillkor.store.migrations import migrate_to
from demokrativillkor.store.packing import DICTIONARY, DamagedDocument, dictionary, pack, unpack
from demokrativillkor.store.tables import CaseDecision, LogDictionary
from demokrativillkor.store.verifying import Verification
from tests.support.stores import assessed, fill, signer

RELEASED = {32_769: "378171adcedbfbfa5346072e31bcccc5bb4ae9bbed43c371629b84705e6fc3a1"}

ANOTHER = zstandard.ZstdCompressionDict(
    dictionary(DICTIONARY)[:4] + (DICTIONARY + 1).to_bytes(4, "little") + dictionary(DICTIONARY)[8:]
)


def faults(store):
    with store.reading() as connection:
        return [str(fault) for fault in Verification(connection).faults()]


def at_first_version(address):
    """A database as the first version of its tables was, with what the service's role could do then."""
    engine = open_engine(address)
    with engine.execution_options(**WRITES).begin() as connection:
        migrate_to(connection, "0001")
    return engine


def test_a_dictionary_that_was_released_never_changes():
    assert {number: sha256(dictionary(number)).hexdigest() for number in RELEASED} == RELEASED
    assert DICTIONARY in RELEASED
    assert zstandard.ZstdCompressionDict(dictionary(DICTIONARY)).dict_id() == DICTIONARY


def test_what_is_packed_comes_back_and_names_its_dictionary():
    for content in (b"", b"{}", *(each.canonical for pair in assessed() for each in pair)):
        packed = pack(content)
        assert unpack(packed) == content
        assert zstandard.get_frame_parameters(packed).dict_id == DICTIONARY


def test_documents_take_less_than_half_of_what_they_take_without_the_dictionary():
    documents = [each.canonical for pair in assessed() for each in pair]
    alone = zstandard.ZstdCompressor(level=3).compress
    assert 2 * sum(len(pack(each)) for each in documents) < sum(len(alone(each)) for each in documents)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"rubbish",
        pack(b"content")[:-1],
        pack(b"content") + b"more",
        zstandard.ZstdCompressor(dict_data=ANOTHER).compress(b"content"),
        b"\x28\xb5\x2f\xfd\xe0" + (1 << 40).to_bytes(8, "little") + b"\x01\x00\x00",
    ],
    ids=["nothing", "rubbish", "cut", "longer", "another dictionary", "a terabyte"],
)
def test_what_is_damaged_is_refused_and_fills_no_memory(damaged):
    with pytest.raises(DamagedDocument, match="run `demokrativillkor audit verify`"):
        unpack(damaged)


def test_a_document_can_be_read_from_the_database_with_what_stands_there_alone(store):
    fill(store, 1)
    with store.reading() as connection:
        stands = connection.scalar(select(LogDictionary.document))
        packed = connection.scalar(select(CaseDecision.decision))
    reader = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(stands))
    assert reader.decompress(packed) == assessed()[0][1].canonical


def test_a_database_from_before_the_dictionary_is_brought_up_to_date_verifies_and_is_replayed(address, monkeypatch):
    engine = at_first_version(address)
    earlier = Store(engine, signer(), address)
    earlier._begin()
    with monkeypatch.context() as before:
        before.setattr(writing, "pack", lambda content: zstandard.ZstdCompressor(level=3).compress(content))
        ids = fill(earlier, 3)
    size, root = earlier.log.size, earlier.log.root(earlier.log.size)
    earlier.close()
    store = Store.open(address, signer())
    ids += fill(store, 3)
    assert faults(store) == []
    assert store.log.root(size) == root
    assert [(each.decision_id, each.same) for each in replays(store, Reference())] == [(each, True) for each in ids]
    store.close()


def test_on_postgresql_whoever_could_read_the_log_can_read_the_dictionary_after_the_upgrade(server):
    address = server.new_database()
    owner = at_first_version(address)
    role = f"Reads all {owner.url.database}"
    with owner.begin() as connection:
        connection.execute(text(f'CREATE ROLE "{role}" LOGIN'))
        for statement in grants(f'"{role}"'):
            connection.execute(text(statement))
    owner.dispose()
    store = Store.open(server.address(owner.url.database, role.replace(" ", "%20")), signer(), owner_address=address)
    fill(store, 1)
    assert faults(store) == []
    store.close()


def test_a_dictionary_that_is_changed_gone_or_unknown_is_told_by_its_number(sqlite_store):
    with sqlite_store.engine.execution_options(**WRITES).begin() as connection:
        connection.exec_driver_sql("INSERT INTO log_dictionary VALUES (7, x'00')")
    assert faults(sqlite_store) == ["log_dictionary 7: no document is packed with such a dictionary"]
    with sqlite_store.engine.execution_options(**WRITES).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_dictionary_delete")
        connection.exec_driver_sql("DELETE FROM log_dictionary")
    assert faults(sqlite_store) == [
        f"log_dictionary {DICTIONARY}: the dictionary is gone, or not the one documents are packed with"
    ]
