"""Does every rule fit into durable-rules?"""

from collections.abc import Iterator

from demokrativillkor.engine import durable
from demokrativillkor.engine.compile import DISPENSATION, Program, application_program, finding_program, rule_program
from demokrativillkor.engine.durable_form import DoesNotFit, Form
from demokrativillkor.errors import ConfigurationError, Problem
from demokrativillkor.rule import Effect
from demokrativillkor.rulefiles.setfiles import SetFiles
from demokrativillkor.ruleset import RuleSet


def rules_that_do_not_fit(ruleset: RuleSet, files: SetFiles, _seen: set[str] | None = None) -> Iterator[Problem]:
    """A problem naming the rule, where durable-rules cannot hold a program of the set.

    The form is always checked; where durable-rules can be loaded, all conditions are also fired at once.
    """
    for program in _programs(ruleset):
        try:
            Form(program)
            durable.register(program)
        except DoesNotFit as error:
            rule = error.name.removesuffix(DISPENSATION)
            file = next((each.file for each in files.rules if each.described.id == rule), files.file)
            message = f"{rule} is beyond durable-rules: {error}"
            yield file.problem("does_not_fit", ("condition",), message, "split the rule in two")
        except ConfigurationError:
            continue


def _programs(ruleset: RuleSet) -> Iterator[Program]:
    """Every program that is run under the set: what belongs together together, each step of the process alone."""
    yield finding_program(ruleset)
    yield application_program(ruleset)
    for rule in ruleset.with_effect(Effect.PROCESS):
        yield rule_program(ruleset, rule.id)
