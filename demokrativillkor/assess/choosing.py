"""Which rules govern an application: those of its grant, in the version for its dates."""

from demokrativillkor.application import Application
from demokrativillkor.assess.covering import not_covered
from demokrativillkor.errors import NotCovered, Problem
from demokrativillkor.rulebook import Rulebook
from demokrativillkor.ruleset import RuleSet

DEFAULT_RULES = "sou-2019-35"
"""The rules where neither they nor a grant are named: a proposal, which every text says in its head."""


def governing(application: Application, rulebook: Rulebook, named: RuleSet | None = None) -> RuleSet:
    """The rules that were named, or those of the application's grant, or the proposal.

    Raises:
        NotCovered: as :func:`in_force`.
    """
    if named is not None:
        return named
    return in_force(application, rulebook) if application.grant else rulebook.ruleset(DEFAULT_RULES)


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
