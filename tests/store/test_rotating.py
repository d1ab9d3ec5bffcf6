"""Once the log is handed over to another key, whoever still has the old one records, and signs nothing more."""

import pytest

from demokrativillkor.audit.notes import open_checkpoint
from demokrativillkor.store import Store, StoreUnavailable
from demokrativillkor.store.verifying import Verification
from tests.support.stores import fill, signer


@pytest.fixture
def left(store, address):
    """A second process on the same database, which has not heard of the new key."""
    other = Store.open(address, signer())
    fill(store, 2)
    store.rotate(signer(2))
    yield other
    other.close()


def test_a_process_with_the_old_key_records_but_signs_no_checkpoint(store, left):
    size = left.log.size
    assert fill(left, 1)
    assert (store.log.signs, left.log.signs) == (True, False)
    for signing in (left.log.checkpoint, left.issue_checkpoint):
        with pytest.raises(StoreUnavailable, match="start again with the key in use"):
            signing()
    assert left.log.issued() == []
    open_checkpoint(left.log.checkpoint(size - 1), [signer().verifier])
    with pytest.raises(StoreUnavailable):
        store.log.checkpoint(size - 1)
    store.issue_checkpoint()
    with store.reading() as connection:
        assert list(Verification(connection).faults()) == []
