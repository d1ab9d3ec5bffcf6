"""The tree, against the words of RFC 6962 and the vectors of Certificate Transparency."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demokrativillkor.audit.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root,
)

MOST = 70

ENTRIES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The eight entries of the reference tree of Certificate Transparency."""

ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def leaves(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


LEAVES = leaves(MOST)


def split(count):
    """The largest power of two smaller than ``count``."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def mth(hashes):
    """MTH of RFC 6962 § 2.1, over leaf hashes."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def path(m, hashes):
    """PATH of § 2.1.1."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if m < k:
        return [*path(m, hashes[:k]), mth(hashes[k:])]
    return [*path(m - k, hashes[k:]), mth(hashes[:k])]


def subproof(m, hashes, whole):
    """SUBPROOF of § 2.1.2."""
    if m == len(hashes):
        return [] if whole else [mth(hashes)]
    k = split(len(hashes))
    if m <= k:
        return [*subproof(m, hashes[:k], whole), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], False), mth(hashes[:k])]


def over(hashes):
    return lambda first, last: mth(hashes[first:last])


def hexes(proof):
    return [each.hex() for each in proof]


def changed(proof):
    """Every proof that differs from this one in one bit, in length or in order."""
    for index, each in enumerate(proof):
        number = int.from_bytes(each, "big")
        for bit in range(256):
            yield [*proof[:index], (number ^ (1 << bit)).to_bytes(32, "big"), *proof[index + 1 :]]
        yield [*proof[:index], *proof[index + 1 :]]
        yield [*proof[:index], each, *proof[index:]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]


def test_the_roots_are_those_of_certificate_transparency():
    hashes = [leaf_hash(entry) for entry in ENTRIES]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hexes(root(hashes[:size]) for size in range(1, 9)) == ROOTS


def test_the_proofs_are_those_of_certificate_transparency():
    hashes = [leaf_hash(entry) for entry in ENTRIES]
    for (index, size), expected in PATHS.items():
        assert hexes(inclusion_proof(index, size, over(hashes))) == expected
    for (first, second), expected in CONSISTENCIES.items():
        assert hexes(consistency_proof(first, second, over(hashes))) == expected


def test_a_growing_tree_has_the_root_of_its_entries_at_every_size():
    growing = Frontier()
    for size in range(MOST + 1):
        assert (growing.size, growing.root) == (size, mth(LEAVES[:size]))
        assert root(LEAVES[:size]) == growing.root
        if size < MOST:
            growing.append(LEAVES[size])


def test_a_copy_grows_by_itself():
    tree = Frontier(LEAVES[:5])
    copy = tree.copy()
    copy.append(LEAVES[5])
    assert (tree.root, copy.root) == (mth(LEAVES[:5]), mth(LEAVES[:6]))


def test_a_tree_put_together_from_its_complete_subtrees_grows_on():
    tree = Frontier.of(6, [mth(LEAVES[:4]), mth(LEAVES[4:6])])
    tree.extend(LEAVES[6:9])
    assert tree.root == mth(LEAVES[:9])
    with pytest.raises(ValueError, match="as many complete subtrees"):
        Frontier.of(6, LEAVES[:3])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_the_inclusion_proof_of_every_entry_is_that_of_the_rfc_and_shows_that_entry_there_alone(size):
    hashes, whole = LEAVES[:size], mth(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, over(hashes))
        assert proof == path(index, hashes)
        assert is_included(index, size, hashes[index], proof, whole)
        shown = [other for other in range(size + 2) if is_included(other, size, hashes[index], proof, whole)]
        assert shown == [index]
        assert not is_included(index, size, node_hash(whole, whole), proof, whole)
        assert not is_included(index, size, hashes[index], proof, leaf_hash(b""))


@pytest.mark.parametrize("second", range(1, MOST + 1))
def test_the_consistency_proof_from_every_size_is_that_of_the_rfc_and_shows_those_two_roots_alone(second):
    new = mth(LEAVES[:second])
    for first in range(1, second + 1):
        proof, old = consistency_proof(first, second, over(LEAVES[:second])), mth(LEAVES[:first])
        assert proof == subproof(first, LEAVES[:second], True)
        assert is_consistent(first, second, old, new, proof)
        assert not is_consistent(first, second, leaf_hash(b""), new, proof)
        assert not is_consistent(first, second, old, leaf_hash(b""), proof)
        shown = [other for other in range(1, second + 1) if is_consistent(other, second, old, new, proof)]
        assert shown == [first]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 33, 64])
def test_a_proof_changed_in_one_bit_shows_nothing(size):
    whole = mth(LEAVES[:size])
    for index in {0, size // 2, size - 1}:
        for wrong in changed(path(index, LEAVES[:size])):
            assert not is_included(index, size, LEAVES[index], wrong, whole)
    for first in {1, size // 2 or 1, max(size - 1, 1)}:
        for wrong in changed(subproof(first, LEAVES[:size], True)):
            assert not is_consistent(first, size, mth(LEAVES[:first]), whole, wrong)


def test_every_log_begins_with_the_empty_one_and_with_itself():
    whole = mth(LEAVES[:9])
    assert consistency_proof(0, 9, over(LEAVES)) == consistency_proof(9, 9, over(LEAVES)) == []
    assert is_consistent(0, 9, EMPTY_ROOT, whole, [])
    assert is_consistent(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert is_consistent(9, 9, whole, whole, [])
    assert not is_consistent(0, 9, whole, whole, [])
    assert not is_consistent(9, 9, whole, mth(LEAVES[:8]), [])
    assert not is_consistent(9, 9, whole, whole, [whole])
    assert not is_consistent(3, 9, mth(LEAVES[:3]), whole, [])


def test_what_lies_outside_the_log_is_never_shown_and_not_proven():
    for index, size in ((-1, 3), (3, 3), (4, 3), (0, 0)):
        assert not is_included(index, size, LEAVES[0], [], LEAVES[0])
        with pytest.raises(ValueError, match="longer than its position"):
            inclusion_proof(index, size, over(LEAVES))
    for first, second in ((-1, 3), (4, 3)):
        assert not is_consistent(first, second, LEAVES[0], LEAVES[0], [])
        with pytest.raises(ValueError, match="no longer than itself"):
            consistency_proof(first, second, over(LEAVES))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=300), st.data())
def test_any_log_has_the_roots_and_proofs_of_the_rfc(entries, data):
    hashes = [leaf_hash(entry) for entry in entries]
    index = data.draw(st.integers(0, len(hashes) - 1))
    assert root(hashes) == mth(hashes)
    assert inclusion_proof(index, len(hashes), over(hashes)) == path(index, hashes)
    assert consistency_proof(index + 1, len(hashes), over(hashes)) == subproof(index + 1, hashes, True)
