"""The cases beside the rules, run on any engine."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from demokrativillkor.assess.evaluating import inherent_set_aside
from demokrativillkor.assess.filling import fill
from demokrativillkor.condition import Condition
from demokrativillkor.engine import Engine
from demokrativillkor.engine.compile import rule_program
from demokrativillkor.engine.reference import explain, judge
from demokrativillkor.errors import Problem
from demokrativillkor.rule import Effect, Rule
from demokrativillkor.rulefiles.models import CaseFile, RuleFile
from demokrativillkor.rulefiles.rulereading import RuleFiles
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.ruleset import RuleSet
from demokrativillkor.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a rule, ready to run: the facts as the rule sees them and what is expected of it."""

    rule: Rule
    files: RuleFiles[RuleFile]
    index: int
    facts: Mapping[str, str]

    @property
    def described(self) -> CaseFile:
        """The case as it is written."""
        return self.files.cases[self.index]

    @property
    def expected(self) -> Verdict:
        """The verdict the case expects."""
        return Verdict.from_token(self.described.expect)

    @property
    def condition(self) -> Condition | None:
        """What the case is about: the rule's condition, or the dispensation from it."""
        return self.rule.dispensation if self.described.dispensation else self.rule.condition

    def noticed(self, condition: Condition, definitions: Mapping[str, Condition]) -> bool:
        """Whether this case fails when the rule has this condition, under these definitions."""
        return judge(condition, definitions, self.facts).verdict is not self.expected


def cases_of(ruleset: RuleSet, files: SetFiles) -> Iterator[Case]:
    """Every case of every rule of the set."""
    unknown = {fact.id: {value.token for value in fact.unknown_tokens} | {"unknown"} for fact in ruleset.facts}
    for each in files.rules:
        rule = ruleset.rule(each.described.id)
        for index, case in enumerate(each.cases):
            if case.dispensation and rule.dispensation is None:
                continue  # the act gives none
            facts: Mapping[str, str] = case.facts
            if rule.effect is Effect.OBSTACLE:
                facts = fill(case.facts, case.other_limbs, ruleset).facts
            known = {name: token for name, token in facts.items() if token not in unknown.get(name, ())}
            yield Case(rule, each, index, known)


def failing_cases(cases: Iterable[Case], ruleset: RuleSet, engines: Iterable[Engine]) -> Iterator[Problem]:
    """A problem for every case that does not come out as expected, on any of the engines."""
    listed = list(cases)
    for engine in engines:
        for case in listed:
            program = rule_program(ruleset, case.rule.id, dispensation=case.described.dispensation)
            explained = engine.evaluate(program, program.encode(case.facts))
            if explained.strongest is not case.expected:
                yield _failed(case, "expect", f"on {engine.name} it is {explained.strongest.token}")
    for case in listed:
        yield from _set_aside_otherwise(case, ruleset)


def _set_aside_otherwise(case: Case, ruleset: RuleSet) -> Iterator[Problem]:
    if case.condition is None:
        return
    found = inherent_set_aside(explain(case.condition, ruleset.conditions, case.facts), ruleset)
    if found is not case.described.set_aside_because:
        said = f"set aside because {found}" if found else "not set aside"
        yield _failed(case, "setAsideBecause", f"it is {said}")


def _failed(case: Case, key: str, found: str) -> Problem:
    file = case.files.cases_file or case.files.file
    name = case.described.name.en
    return file.problem(
        "case_fails", ("cases", case.index, key), f"the case “{name}” fails: {found}", "mend the rule or the case"
    )
