"""The outcome table, enumerated. The oracle is the table's own formulas, finding by finding."""

from datetime import date
from itertools import chain, combinations, product

import pytest

from demokrativillkor.application import ExceptionJudgement, JudgeRole
from demokrativillkor.assess.outcome import combine, exception_verdict, requirement_failed
from demokrativillkor.decision import Outcome, OutcomeReason
from demokrativillkor.verdict import Verdict, every, opposite, some

MET, UNKNOWN, NOT_MET = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET
OUTCOME = {MET: Outcome.INELIGIBLE, UNKNOWN: Outcome.UNDETERMINED, NOT_MET: Outcome.ELIGIBLE}


def judged(outcome, covers):
    return ExceptionJudgement(
        by=JudgeRole.DECISION_MAKER, on=date(2026, 3, 30), outcome=outcome, covers=tuple(covers), reasons="Skäl."
    )


def all_obstacles():
    """Every way in which up to three findings can stand."""
    for count in range(4):
        for verdicts in product(Verdict, repeat=count):
            yield {f"F{number}": verdict for number, verdict in enumerate(verdicts)}


def all_judgements(obstacles):
    """No judgement, and each outcome covering each subset of the findings."""
    subsets = chain.from_iterable(combinations(obstacles, size) for size in range(len(obstacles) + 1))
    return [None, *(judged(outcome, covers) for covers in subsets for outcome in ("granted", "refused"))]


def all_applications():
    for obstacles in all_obstacles():
        for judgement in all_judgements(obstacles):
            for in_act, examined, formal in product((True, False), (True, False), Verdict):
                yield obstacles, judgement, in_act, examined, formal


def outcome(obstacles, judgement, in_act, examined, formal):
    exception = exception_verdict(obstacles, judgement, in_act=in_act)
    return combine(some(obstacles.values()), exception, formal, examined=examined)


def expected_exception(obstacles, judgement, in_act):
    covers = set(judgement.covers) if judgement else set()
    if judgement and in_act and judgement.outcome == "granted":
        if all(finding in covers for finding, verdict in obstacles.items() if verdict in (MET, UNKNOWN)):
            return MET
    if not in_act:
        return NOT_MET
    if judgement and judgement.outcome == "refused":
        if any(finding in covers for finding, verdict in obstacles.items() if verdict is MET):
            return NOT_MET
    return UNKNOWN


def expected_outcome(obstacles, exception, examined, formal):
    gap = NOT_MET if examined else UNKNOWN
    barred = some((some(every((verdict, opposite(exception))) for verdict in obstacles.values()), gap))
    return OUTCOME[some((barred, formal))]


def test_every_application_with_up_to_three_findings_has_the_outcome_of_the_formulas():
    count = 0
    for obstacles, judgement, in_act, examined, formal in all_applications():
        exception = expected_exception(obstacles, judgement, in_act)
        assert exception_verdict(obstacles, judgement, in_act=in_act) is exception
        combined = outcome(obstacles, judgement, in_act, examined, formal)
        assert combined.outcome is expected_outcome(obstacles, exception, examined, formal)
        assert combined.exception is exception
        count += 1
    assert count == 12 * sum(3**size * (1 + 2 * 2**size) for size in range(4))


def refinements(verdict):
    return tuple(Verdict) if verdict is UNKNOWN else (verdict,)


def test_under_refinement_a_definite_outcome_never_changes():
    for obstacles, judgement, in_act, examined, formal in all_applications():
        before = outcome(obstacles, judgement, in_act, examined, formal).outcome
        if before is Outcome.UNDETERMINED:
            continue
        examinations = (True,) if examined else (True, False)
        for verdicts in product(*(refinements(verdict) for verdict in obstacles.values())):
            refined = dict(zip(obstacles, verdicts, strict=True))
            for examined_later, formal_later in product(examinations, refinements(formal)):
                after = outcome(refined, judgement, in_act, examined_later, formal_later).outcome
                assert after is before


def test_an_added_finding_never_changes_ineligible_and_can_change_eligible():
    changed = set()
    for obstacles, judgement, in_act, examined, formal in all_applications():
        if len(obstacles) == 3:
            continue
        before = outcome(obstacles, judgement, in_act, examined, formal).outcome
        for verdict in Verdict:
            after = outcome({**obstacles, "added": verdict}, judgement, in_act, examined, formal).outcome
            if before is Outcome.INELIGIBLE:
                assert after is Outcome.INELIGIBLE
            elif before is Outcome.ELIGIBLE and after is not before:
                changed.add((judgement is None, verdict))
    assert changed == {(True, MET), (True, UNKNOWN), (False, MET), (False, UNKNOWN)}


@pytest.mark.parametrize(
    ("obstacle", "exception", "formal", "examined", "reason"),
    [
        (MET, NOT_MET, MET, False, OutcomeReason.OBSTACLE),
        (NOT_MET, NOT_MET, MET, False, OutcomeReason.FORMAL),
        (MET, UNKNOWN, MET, True, OutcomeReason.FORMAL),
        (MET, MET, MET, True, OutcomeReason.FORMAL),
        (MET, UNKNOWN, UNKNOWN, False, OutcomeReason.SPECIAL_REASONS_OPEN),
        (UNKNOWN, UNKNOWN, NOT_MET, False, OutcomeReason.FACTS_MISSING),
        (UNKNOWN, NOT_MET, NOT_MET, True, OutcomeReason.FACTS_MISSING),
        (NOT_MET, NOT_MET, UNKNOWN, False, OutcomeReason.FACTS_MISSING),
        (NOT_MET, NOT_MET, NOT_MET, False, OutcomeReason.NOT_EXAMINED),
        (MET, MET, NOT_MET, False, OutcomeReason.NOT_EXAMINED),
        (MET, MET, NOT_MET, True, OutcomeReason.EXCEPTION_GRANTED),
        (UNKNOWN, MET, NOT_MET, True, OutcomeReason.EXCEPTION_GRANTED),
        (NOT_MET, MET, NOT_MET, True, OutcomeReason.NO_OBSTACLE),
        (NOT_MET, UNKNOWN, NOT_MET, True, OutcomeReason.NO_OBSTACLE),
    ],
)
def test_the_reason_is_the_first_that_applies(obstacle, exception, formal, examined, reason):
    assert combine(obstacle, exception, formal, examined=examined).reason is reason


def test_each_reason_belongs_to_one_outcome():
    reasons = {}
    for obstacle, exception, formal, examined in product(Verdict, Verdict, Verdict, (True, False)):
        combined = combine(obstacle, exception, formal, examined=examined)
        reasons.setdefault(combined.reason, set()).add(combined.outcome)
    assert reasons == {
        OutcomeReason.OBSTACLE: {Outcome.INELIGIBLE},
        OutcomeReason.FORMAL: {Outcome.INELIGIBLE},
        OutcomeReason.SPECIAL_REASONS_OPEN: {Outcome.UNDETERMINED},
        OutcomeReason.FACTS_MISSING: {Outcome.UNDETERMINED},
        OutcomeReason.NOT_EXAMINED: {Outcome.UNDETERMINED},
        OutcomeReason.EXCEPTION_GRANTED: {Outcome.ELIGIBLE},
        OutcomeReason.NO_OBSTACLE: {Outcome.ELIGIBLE},
    }


@pytest.mark.parametrize(("fulfilled", "dispensation"), list(product(Verdict, repeat=2)))
def test_a_requirement_fails_when_it_is_not_fulfilled_and_there_is_no_dispensation(fulfilled, dispensation):
    expected = min(2 - fulfilled, 2 - dispensation)
    assert requirement_failed(fulfilled, dispensation) == expected
