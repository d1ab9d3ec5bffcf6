"""The decision as plain text."""

from demokrativillkor.application import Application
from demokrativillkor.bilingual import Language
from demokrativillkor.decision import Decision
from demokrativillkor.rendering import acts, findings, sections
from demokrativillkor.rendering.context import Context

_SECTIONS = (
    sections.head,
    acts.grant,
    sections.outcome,
    findings.reasons,
    sections.requirements,
    sections.exception,
    sections.examination,
    sections.closings,
    sections.to_investigate,
    sections.completion,
    sections.set_aside,
    sections.advice,
    acts.consequences,
    acts.left_to_person,
    sections.reading,
    sections.notes,
    sections.identity,
)


def render(decision: Decision, application: Application, language: Language) -> str:
    """The decision in ``language`` as text to paste into a file.

    A pure function of the decision, its rule set and the application it was made about: no clock, no engine. Of
    free text it holds the reasons that persons gave for an exception and for closing an investigation, masked;
    never notes or the organisation's name.
    """
    context = Context(decision, application, language)
    told = (section(context) for section in _SECTIONS)
    return "\n\n".join("\n".join(lines) for lines in told if lines) + "\n"
