"""Which rules govern an application: those of its grant, in the version for its dates."""

from demokrativillkor.application import Application
from demokrativillkor.assess.covering import not_covered
from demokrativillkor.errors import NotCovered, Problem
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet


def in_force(application: Application, rulebook: Rulebook) -> RuleSet:
    """The version of the grant's act that governs the application.

    Raises:
        NotCovered: the application names no grant, there is no such grant, or none of its versions governs the
            application; the problems say what exists.
    """
    if application.grant is None:
        problem = Problem(
            code="not_covered",
            place="/grant",
            message="the application does not say what grant it is about",
            suggestion="add grant, or choose the rules yourself",
        )
        raise NotCovered([problem])
    why: list[Problem] = []
    for ruleset in rulebook.versions_of(application.grant):
        why = list(not_covered(application, ruleset))
        if not why:
            return ruleset
    raise NotCovered(why)
