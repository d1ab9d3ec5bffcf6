"""``demokrativillkor demo``: decisions for real-looking applications, on the screen."""

from typing import Annotated

import typer

from demokrativillkor.bilingual import Language
from demokrativillkor.cli.options import LanguageOption, Tongue, rulebook
from demokrativillkor.engine import default_engine
from demokrativillkor.errors import InputRejected
from demokrativillkor.fixtures import Situation, decided, situations
from demokrativillkor.rendering import phrases, render
from demokrativillkor.resources import fixtures_folder

SHOWN = "exclusion-for-partner-and-pressure-on-leavers"
"""The situation told at length when none is named."""


def demo(
    name: Annotated[str, typer.Argument(help="The situation to tell at length.")] = SHOWN,
    lang: LanguageOption = Tongue.SV,
) -> None:
    """Decide every synthetic application, list the outcomes, and tell one at length."""
    there = {situation.name: situation for situation in situations(fixtures_folder())}
    if name not in there:
        raise typer.BadParameter(f"there is no such situation; there are: {', '.join(there)}")
    book, engine = rulebook(), default_engine()
    width = max(map(len, there))
    text = ""
    for situation in there.values():
        try:
            application, decision = decided(situation, book, engine)
        except InputRejected as refused:
            outcome, reason = phrases.REFUSED_INPUT.to(lang.value), refused.problems[0].code
            shown = "\n".join(str(problem) for problem in refused.problems) + "\n"
        else:
            outcome, reason = phrases.OUTCOMES[decision.outcome].to(lang.value), decision.outcome_reason.value
            shown = render(decision, application, lang.value)
        print(f"{situation.name:{width}}  {outcome:20} {reason}")
        if situation.name == name:
            text = _heading(situation, lang.value) + shown
    print(f"\n{text}", end="")


def _heading(situation: Situation, language: Language) -> str:
    like = f" ({situation.like})" if situation.like else ""
    return f"{situation.told.to(language)}{like}\n{'-' * 100}\n"
