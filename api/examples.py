"""The examples of the OpenAPI document: made from the fixtures by what answers requests, so that they are true."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from api import storedexamples
from api.paging import listed
from api.problems import Problem, ProblemError, of_mistakes
from api.problemtypes import BY_STATUS, NOT_AUTHENTICATED, ProblemType
from api.routers.about import active_rulebook, api_info_of
from api.routers.assessments import assessed
from api.routers.facts import fact_item
from api.routers.rulesets import difference_of, item_of
from api.rulebooks import Active
from api.schemas import Asked, DifferenceAsked, FactList, Paging, RuleSetList
from demokrativillkor.assess import assess, governing
from demokrativillkor.comparing import compare
from demokrativillkor.engine import Reference
from demokrativillkor.errors import InputRejected
from demokrativillkor.intake import read_application
from demokrativillkor.resources import fixtures_folder

SITUATIONS = ("violence-by-board-member-at-event", "inheritance-fund-special-reasons-granted")
"""The fixtures shown."""

REJECTED = "refused-criticism-of-funder"
_SHOWN = Paging(limit=2)


def requests() -> dict[str, Any]:
    """Applications to send, by name."""
    return {name: {"value": json.loads(_fixture(name))} for name in SITUATIONS}


def events() -> dict[str, Any]:
    """Events to add, by name."""
    return {"secondReader": {"value": storedexamples.SECOND_READER}}


def answers(active: Active, public_url: str) -> dict[str, Any]:
    """Operation id → examples of its answer, by name."""
    book = active.book
    rulesets, facts = list(book.rulesets.values()), list(book.vocabulary.facts.values())
    proposal, fund = book.ruleset("sou-2019-35"), book.ruleset("sfs-2021-401")
    smallest = min(rulesets, key=lambda each: (len(each.canonical), each.id))
    shown: dict[str, BaseModel] = {
        "listRuleSets": RuleSetList(
            items=[item_of(each) for each in rulesets[:2]], **listed(len(rulesets), _SHOWN, "/rulesets")
        ),
        "compareRuleSets": difference_of(compare(proposal, fund), DifferenceAsked(other=fund.id, lang="en")),
        "listFacts": FactList(items=[fact_item(each) for each in facts[:2]], **listed(len(facts), _SHOWN, "/facts")),
        "readFact": fact_item(facts[0]),
        "apiInfo": api_info_of(public_url),
        "reloadRulebook": active_rulebook(active),
    }
    found: dict[str, Any] = {name: {"example": {"value": _plain(content)}} for name, content in shown.items()}
    found["readRuleSet"] = {smallest.id: {"value": smallest.document()}}
    application = read_application(_fixture(SITUATIONS[1]), book.vocabulary).application
    decision = assess(application, governing(application, book), engine=Reference())
    for name, content in storedexamples.answers(application, decision).items():
        found[name] = {"example": {"value": _plain(content) if isinstance(content, BaseModel) else content}}
    found["readLetter"] = storedexamples.letters(application, decision)
    recorded = {"decisionId": storedexamples.DECISION_ID, "position": storedexamples.POSITION}
    found["recordDecision"] = {name: {"value": recorded | _assessed(active, name)} for name in SITUATIONS}
    found["assess"] = {name: {"value": _assessed(active, name)} for name in SITUATIONS}
    return found


def problem(active: Active, status: int, instance: str) -> Any:
    """A problem document of that status."""
    kind: ProblemType = NOT_AUTHENTICATED if status == 401 else BY_STATUS[status]
    errors: list[ProblemError] = []
    if status == 422 and instance.endswith("/assessments"):
        try:
            _assessed(active, REJECTED)
        except InputRejected as error:
            errors = of_mistakes(error.problems)
    told = Problem(type=kind.uri, title=kind.title, status=status, detail=kind.remedy.en, instance=instance)
    return _plain(told.model_copy(update={"errors": errors}))


def _assessed(active: Active, name: str) -> Any:
    """The answer to a fixture; by the reference, so that the example is the same wherever it is made."""
    return json.loads(assessed(active, Reference(), Asked(), _fixture(name))[0])


def _fixture(name: str) -> bytes:
    return (fixtures_folder() / "applications" / f"{name}.json").read_bytes()


def _plain(content: BaseModel) -> Any:
    return content.model_dump(mode="json", by_alias=True, exclude_none=isinstance(content, Problem))
