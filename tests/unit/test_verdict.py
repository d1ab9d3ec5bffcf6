from itertools import product

import pytest

from demokrativillkor.verdict import Verdict, every, opposite, some

MET, UNKNOWN, NOT_MET = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET

# Kleene's strong tables (Introduction to Metamathematics, § 64), written out.
CONJUNCTION = {
    (MET, MET): MET,
    (MET, UNKNOWN): UNKNOWN,
    (MET, NOT_MET): NOT_MET,
    (UNKNOWN, MET): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
    (UNKNOWN, NOT_MET): NOT_MET,
    (NOT_MET, MET): NOT_MET,
    (NOT_MET, UNKNOWN): NOT_MET,
    (NOT_MET, NOT_MET): NOT_MET,
}
NEGATION = {MET: NOT_MET, UNKNOWN: UNKNOWN, NOT_MET: MET}


@pytest.mark.parametrize("pair", CONJUNCTION)
def test_all_follows_the_strong_table(pair):
    assert every(pair) is CONJUNCTION[pair]


@pytest.mark.parametrize("verdict", Verdict)
def test_not_follows_the_strong_table(verdict):
    assert opposite(verdict) is NEGATION[verdict]


@pytest.mark.parametrize("pair", list(product(Verdict, repeat=2)))
def test_any_is_the_dual_of_all(pair):
    assert some(pair) is opposite(every(map(opposite, pair)))


def test_any_of_nothing_is_not_met_and_all_of_nothing_is_met():
    assert some(()) is NOT_MET
    assert every(()) is MET


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_known_by_its_token(verdict):
    assert Verdict.from_token(verdict.token) is verdict
    assert verdict.token == verdict.name.lower()
