"""Texts of decisions, and rules that have everything a text can tell of."""

from demokrativillkor.assess import assess
from demokrativillkor.rendering import render
from demokrativillkor.rule import Effect, Scope
from demokrativillkor.ruleset import Status
from tests.support.builders import fact, is_yes, rule, ruleset


def told(app, rules, language="sv", **options):
    return render(assess(app, rules, **options), app, language)


def section(text, heading):
    """The lines under a heading, up to the next empty line but one."""
    blocks = text.split("\n\n")
    index = next(number for number, block in enumerate(blocks) if block.startswith(heading))
    return blocks[index]


def everything():
    return ruleset(
        [
            rule("1", is_yes("violence")),
            rule("2", is_yes("statutes"), Effect.REQUIREMENT, dispensation=is_yes("dispensed")),
            rule("3", is_yes("plan"), Effect.REQUIREMENT, recipient_kinds=("association",)),
            rule("4", None, Effect.EXCEPTION, factors=("distanced",)),
            rule("5", is_yes("dialogue"), Effect.ADVICE),
            rule("6", is_yes("heard"), Effect.PROCESS),
        ],
        [
            fact("attributed"),
            fact("violence"),
            fact("statutes", scope=Scope.APPLICATION),
            fact("dispensed", scope=Scope.APPLICATION),
            fact("plan", scope=Scope.APPLICATION),
            fact("dialogue", scope=Scope.AUTHORITY),
            fact("heard", scope=Scope.PROCESS),
            fact("distanced", scope=Scope.EXCEPTION),
        ],
        status=Status.IN_FORCE,
    )
