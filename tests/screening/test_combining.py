"""How verdicts of an application combine by columns: every class of verdicts, as ``assess`` combines them."""

import pytest

from demokrativillkor.rule import Effect, Scope
from demokrativillkor.rulebook import Rulebook, Vocabulary
from demokrativillkor.screening.columns import Screen
from demokrativillkor.verdict import Verdict
from tests.support.builders import TEXT, application, fact, finding, is_yes, judgement, rule, ruleset
from tests.support.columns import differences


def synthetic(*, exception):
    """One obstacle, one requirement with a dispensation, and an exception or none."""
    rules = [
        rule("1", is_yes("violence")),
        rule("2", is_yes("statutes"), Effect.REQUIREMENT, dispensation=is_yes("dispensed")),
    ]
    facts = [fact("violence"), fact("statutes", scope=Scope.APPLICATION), fact("dispensed", scope=Scope.APPLICATION)]
    return ruleset([*rules, *([rule("3", None, Effect.EXCEPTION)] if exception else [])], facts)


def book_of(*rulesets):
    facts = {each.id: each for one in rulesets for each in one.facts} | {
        "actor": fact("actor", ("organisation", "member"))
    }
    vocabulary = Vocabulary(facts, {"ground_1": TEXT}, {"association": TEXT})
    return Rulebook(vocabulary, {one.id: one for one in rulesets})


ANSWERS = {Verdict.MET: "yes", Verdict.NOT_MET: "no", Verdict.UNKNOWN: "unknown"}
CLASSES = [(verdict, covered) for verdict in Verdict for covered in (False, True)]


def every_class(count):
    """Every way in which that many findings can stand, in and out of what the judgement covers."""
    ways = [()]
    for _ in range(count):
        ways = [(*way, each) for way in ways for each in CLASSES]
    return ways


def standing(application_id, way, judged, formal, examined):
    findings = [finding(f"F{number}", violence=ANSWERS[verdict]) for number, (verdict, _) in enumerate(way)]
    covers = [f"F{number}" for number, (_, covered) in enumerate(way) if covered]
    given = {"exception": judgement(judged, covers)} if judged else {}
    return application(
        *findings,
        id=application_id,
        facts={"statutes": ANSWERS[formal], "dispensed": "no"},
        examinations={"ground_1": "declared"} if examined else {},
        **given,
    )


@pytest.mark.parametrize("exception", [False, True])
@pytest.mark.parametrize("findings", range(4))
def test_every_class_of_verdicts_combines_as_assess_combines_it(exception, findings):
    rules = synthetic(exception=exception)
    book = book_of(rules)
    applications = [
        standing(f"A-{position}-{judged}-{formal.token}-{examined}", way, judged, formal, examined)
        for position, way in enumerate(every_class(findings))
        for judged in (None, "granted", "refused")
        for formal in Verdict
        for examined in (False, True)
    ]
    assert differences(Screen(book, ruleset=rules), applications, book, rules) == []


@pytest.mark.parametrize("dispensed", ANSWERS.values())
@pytest.mark.parametrize("fulfilled", ANSWERS.values())
def test_a_requirement_and_the_dispensation_from_it_combine_as_assess_combines_them(fulfilled, dispensed):
    rules = synthetic(exception=False)
    book = book_of(rules)
    given = {"facts": {"statutes": fulfilled, "dispensed": dispensed}, "examinations": {"ground_1": "declared"}}
    assert differences(Screen(book, ruleset=rules), [application(**given)], book, rules) == []
