"""The tree over a long log: the same answers, few reads, little memory."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.audit.tiles import HASH, WIDTH, LogTooShort, Tiles
from demokrativillkor.audit.tree import EMPTY_ROOT, consistency_proof, inclusion_proof, leaf_hash, root

LEAVES = [leaf_hash(str(number).encode()) for number in range(WIDTH * 5 + 77)]


class Log:
    """Leaf hashes that remember what was read of them."""

    def __init__(self, leaves):
        self.leaves = list(leaves)
        self.read = []

    def __call__(self, first, last):
        self.read.append((first, last))
        return self.leaves[first:last]


def over(leaves):
    return lambda first, last: root(leaves[first:last])


@given(st.integers(0, len(LEAVES)), st.integers(0, len(LEAVES)), st.integers(0, len(LEAVES)))
def test_roots_and_proofs_at_any_size_are_those_of_the_tree(one, other, third):
    tiles, (index, first, size) = Tiles(Log(LEAVES)), sorted((one, other, third))
    assert tiles.root(size) == root(LEAVES[:size])
    if index < size:
        assert tiles.inclusion(index, size) == inclusion_proof(index, size, over(LEAVES))
    assert tiles.consistency(first, size) == consistency_proof(first, size, over(LEAVES))
    assert tiles.frontier(size).root == tiles.root(size)


def test_an_empty_log_has_the_empty_root_and_reads_nothing():
    log = Log([])
    assert Tiles(log).root(0) == EMPTY_ROOT
    assert log.read == []


def test_a_proof_reads_the_tile_of_the_entry_and_the_last_tile_alone():
    log = Log(LEAVES)
    tiles = Tiles(log)
    tiles.grow(len(LEAVES))
    log.read.clear()
    tiles.inclusion(WIDTH + 3, len(LEAVES))
    assert sorted(log.read) == [(WIDTH, 2 * WIDTH), (5 * WIDTH, len(LEAVES))]
    log.read.clear()
    tiles.root(4 * WIDTH)
    tiles.consistency(2 * WIDTH, 4 * WIDTH)
    assert log.read == []


def test_what_is_kept_is_sixty_four_bytes_for_a_tile_at_most():
    tiles = Tiles(lambda first, last: [bytes(HASH)] * (last - first))
    tiles.grow(WIDTH * 1000)
    assert sum(map(len, tiles._levels)) <= 64 * 1000


def test_a_log_that_grew_is_read_from_where_it_was_left():
    log = Log(LEAVES[:600])
    tiles = Tiles(log)
    assert tiles.root(600) == root(LEAVES[:600])
    log.leaves = list(LEAVES)
    log.read.clear()
    assert tiles.root(1280) == root(LEAVES[:1280])
    assert log.read == [(512, 1280)]


def test_a_log_that_is_shorter_than_was_asked_is_an_error_that_says_so():
    tiles = Tiles(Log(LEAVES[:300]))
    with pytest.raises(LogTooShort, match="fewer than 301 entries"):
        tiles.root(301)
    with pytest.raises(LogTooShort, match="fewer than"):
        tiles.inclusion(0, 1000)
    assert tiles.root(300) == root(LEAVES[:300])


@pytest.mark.parametrize("cut", [0, 1, 255, 256, 257, 512, 1000, 1280, 1357])
def test_after_a_cut_is_forgotten_another_ending_is_read_anew(cut):
    other = [leaf_hash(b"other %d" % number) for number in range(len(LEAVES) - cut)]
    log = Log(LEAVES)
    tiles = Tiles(log)
    tiles.grow(len(LEAVES))
    log.leaves = LEAVES[:cut] + other
    tiles.forget(cut)
    assert tiles.root(len(LEAVES)) == root(log.leaves)


def test_threads_that_ask_at_once_get_the_same_root():
    tiles = Tiles(Log(LEAVES))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(tiles.root, [len(LEAVES)] * 32)) == {root(LEAVES)}


def test_a_proof_from_outside_the_log_is_refused():
    with pytest.raises(ValueError, match="longer than its position"):
        Tiles(Log(LEAVES)).inclusion(7, 7)
    with pytest.raises(ValueError, match="no longer than itself"):
        Tiles(Log(LEAVES)).consistency(8, 7)
