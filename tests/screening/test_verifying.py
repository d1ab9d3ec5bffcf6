"""The reference verifies one application of each situation, and that is enough."""

from collections import Counter

import polars as pl
import pytest

from benchmarks.rounds import applications as many_applications
from benchmarks.rounds import findings as many_findings
from demokrativillkor.application import Examination
from demokrativillkor.errors import EngineError
from demokrativillkor.screening import situations as told_apart
from demokrativillkor.screening import verifying
from demokrativillkor.screening.columns import Screen
from demokrativillkor.screening.plan import Options, Which
from demokrativillkor.screening.situations import situations
from demokrativillkor.screening.tables import ROW
from demokrativillkor.screening.verifying import Verifier
from tests.support.columns import meaning, tables
from tests.support.random_rounds import drawn
from tests.support.screening import screened

COMPARED = (
    "ruleSet", "outcome", "outcomeReason", "exception", "rulesDecisive", "factsMissing", "applicationFactsMissing"
)  # fmt: skip


def a_round(screen, applications):
    """The applications that are decided, with their two tables and what the columns say."""
    given, findings = tables(applications, screen.schema)
    results = screen(given, findings).applications.collect()
    kept = results["refused"].is_null()
    decided = [each for each, keep in zip(applications, kept, strict=True) if keep]
    given = given.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64)).filter(kept)
    of_kept = findings.filter(pl.col("applicationId").is_in(given["applicationId"].implode()))
    return decided, given, of_kept, results.filter(kept).with_columns(given[ROW])


@pytest.mark.parametrize("required", [Examination.DECLARED, Examination.REVIEWED])
@pytest.mark.parametrize("seed", [21, 22])
def test_the_reference_says_the_same_of_every_application_in_a_situation(seed, required, rulebook):
    screen = Screen(rulebook, examination_required=required)
    decided, given, findings, results = a_round(screen, drawn(seed, 1500, rulebook))
    meant = {}
    for application, number in zip(decided, situations(given, findings, results, screen), strict=True):
        said = meaning(application, screen, rulebook)
        meant.setdefault(number, []).append(tuple(said[name] for name in COMPARED))
    assert all(len(set(each)) == 1 for each in meant.values())
    assert len(meant) < len(decided)


def test_many_alike_are_few_situations(rulebook, proposal):
    screen = Screen(rulebook, ruleset=proposal)
    given = many_applications(2000).with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    findings = many_findings(2000, 1400)
    results = screen(given, findings).applications.collect().with_columns(given[ROW])
    verified = Verifier(rulebook, proposal, screen, {}).verify(given, findings, results, Which.ALL, 1)
    assert verified.applications == 2000
    assert 1 < verified.situations < 500


def test_of_a_situation_the_reference_is_asked_once_over_all_chunks(rulebook, proposal, monkeypatch):
    screen, meant = Screen(rulebook, ruleset=proposal), {}
    _, given, findings, results = a_round(screen, drawn(25, 300, rulebook))
    verified = Verifier(rulebook, proposal, screen, meant).verify(given, findings, results, Which.ALL, 1)
    assert len(meant) == verified.situations
    monkeypatch.setattr(verifying, "decided", lambda *_: pytest.fail("it was asked again"))
    assert Verifier(rulebook, proposal, screen, meant).verify(given, findings, results, Which.ALL, 1) == verified


def test_chunks_that_are_screened_side_by_side_ask_the_reference_once(rulebook, tmp_path, monkeypatch):
    asked = Counter()
    evaluate = Verifier._evaluated

    def counting(self, applications, findings, situation):
        asked.update(situation)
        return evaluate(self, applications, findings, situation)

    monkeypatch.setattr(Verifier, "_evaluated", counting)
    many_applications(4000).write_parquet(tmp_path / "a.parquet")
    many_findings(4000, 2800).write_parquet(tmp_path / "f.parquet")
    options = Options(ruleset="sou-2019-35", verify=Which.ALL, most=500)
    given = {"findings": tmp_path / "f.parquet", "options": options}
    screened(rulebook, tmp_path / "a.parquet", tmp_path / "answer.parquet", **given)
    assert len(asked) > 1
    assert set(asked.values()) == {1}


def test_tables_with_other_columns_have_no_situation_in_common(rulebook, proposal):
    screen = Screen(rulebook, ruleset=proposal)
    _, given, findings, results = a_round(screen, drawn(26, 100, rulebook))
    more = given.with_columns(unheardOf=pl.lit(None, pl.String))
    numbers = [set(situations(each, findings, results, screen)) for each in (given, more)]
    assert not numbers[0] & numbers[1]


@pytest.mark.parametrize("name", ["outcome", "rulesDecisive", "factsMissing"])
def test_a_wrong_result_of_one_application_among_many_is_noticed(name, rulebook, proposal):
    screen = Screen(rulebook, ruleset=proposal)
    _, given, findings, results = a_round(screen, drawn(23, 300, rulebook))
    verifier = Verifier(rulebook, proposal, screen, {})
    assert verifier.verify(given, findings, results, Which.ALL, 1).applications == len(given)
    for row in range(0, len(given), 40):
        wrong = {"outcome": "ineligible" if results["outcome"][row] != "ineligible" else "eligible"}.get(name)
        value = pl.lit(wrong) if wrong else pl.col(name) ^ 1
        tampered = results.with_columns(
            pl.when(pl.int_range(pl.len()) == row).then(value.cast(results.schema[name])).otherwise(name).alias(name)
        )
        with pytest.raises(EngineError, match="the run was stopped and no result was made"):
            verifier.verify(given, findings, tampered, Which.ALL, 1)


def test_what_the_reference_says_of_an_obstacle_enters_the_situation(rulebook, proposal, monkeypatch):
    screen = Screen(rulebook, ruleset=proposal)
    _, given, findings, results = a_round(screen, drawn(24, 300, rulebook))
    before = situations(given, findings, results, screen).n_unique()
    monkeypatch.setattr(told_apart, "_asked", lambda *_: (0, ()))
    assert situations(given, findings, results, screen).n_unique() < before
