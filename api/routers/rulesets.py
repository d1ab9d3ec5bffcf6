"""``/rulesets``: the rules as data, by id, by digest, as of a day, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import ANYBODY, answer, links, may, problems, ready
from api.describing import described
from api.paging import listed, page_of
from api.problems import ProblemRaised, WrongParameter
from api.problemtypes import NOT_COMPARABLE, NOT_FOUND
from api.rulebooks import Active
from api.schemas import (
    Combination,
    DifferenceAsked,
    OneRuleSetAsked,
    RuleDifference,
    RuleSetDifference,
    RuleSetItem,
    RuleSetList,
    RuleSetsAsked,
    Words,
)
from demokrativillkor.comparing import CONDUCT, Comparison, Difference, compare
from demokrativillkor.engine.equivalence import Region, TooManyCombinations
from demokrativillkor.rendering.comparison import describe_comparison
from demokrativillkor.rule import Effect
from demokrativillkor.ruleset import Role, RuleSet

router = APIRouter()

Named = Annotated[
    str, Path(description="Id or digest of a rule set. *Regelverkets id eller kontrollsumma.*", max_length=200)
]
IMMUTABLE = "private, max-age=31536000, immutable"


@router.get(
    "/rulesets",
    dependencies=may(*ANYBODY),
    summary="List the rule sets",
    operation_id="listRuleSets",
    responses=described("The rule sets asked for. *Regelverken.*", RuleSetList) | problems(401, 403, 422, 503),
)
async def rulesets(request: Request, asked: Annotated[RuleSetsAsked, Query()]) -> Response:
    """Every rule set that can be read, with its identity, a page at a time.

    *Regelverken, en sida i taget.*
    """
    active: Active = request.app.state.rulebooks.active
    found = [each for each in active.book.rulesets.values() if _asked_for(each, asked)]
    items = [item_of(each) for each in page_of(found, asked)]
    return answer(RuleSetList(items=items, **listed(len(found), asked, "/rulesets")), request)


@router.get(
    "/rulesets/{ruleset}",
    dependencies=may(*ANYBODY),
    summary="Read one rule set",
    operation_id="readRuleSet",
    responses=described("The resolved rule set. *Regelverket, fullständigt.*") | problems(401, 403, 404, 422, 503),
)
async def one_ruleset(request: Request, ruleset: Named, asked: Annotated[OneRuleSetAsked, Query()]) -> Response:
    """A rule set with everything a decision under it depends on; its digest is the SHA-256 of these bytes.

    *Ett regelverk med allt som ett beslut enligt det beror på.*
    """
    found = _found(request.app.state.rulebooks.active, ruleset)
    if asked.on is not None:
        found = _version(request.app.state.rulebooks.active, found, asked.on)
    headers = {"Cache-Control": IMMUTABLE} if ruleset == found.digest else {}
    return ready(found.canonical, request, etag=found.digest, headers=headers)


@router.get(
    "/rulesets/{ruleset}/differences",
    dependencies=may(*ANYBODY),
    summary="Compare two rule sets",
    operation_id="compareRuleSets",
    responses=described("What differs. *Vad som skiljer.*", RuleSetDifference) | problems(401, 403, 404, 422, 503),
)
async def differences(request: Request, ruleset: Named, asked: Annotated[DifferenceAsked, Query()]) -> Response:
    """What differs from another rule set: in words, and by the answers on which the verdicts differ.

    *Vad som skiljer från ett annat regelverk.*
    """
    active: Active = request.app.state.rulebooks.active
    one, other = _found(active, ruleset), named_by(active, asked.other)
    if other is None:
        raise WrongParameter("other", f"there is no such rule set; there are: {', '.join(sorted(active.digests))}")
    try:
        comparison = await run_in_threadpool(compare, one, other, tuple(Effect) if asked.all else CONDUCT)
    except TooManyCombinations:
        raise ProblemRaised(NOT_COMPARABLE, "Two conditions have more combinations than can be gone through.") from None
    return answer(difference_of(comparison, asked), request)


def named_by(active: Active, name: str) -> RuleSet | None:
    """The rule set of that id or digest."""
    return active.book.rulesets.get(name) or active.by_digest.get(name)


def _found(active: Active, name: str) -> RuleSet:
    found = named_by(active, name)
    if found is None:
        raise ProblemRaised(NOT_FOUND, "There is no rule set of that id or digest.")
    return found


def _version(active: Active, named: RuleSet, on: date) -> RuleSet:
    """The version of the rule set's act that applies on that day."""
    versions = active.book.versions_of(named.id) if named.role is Role.DECIDING else (named,)
    for each in reversed(versions):
        if _applies(each, on):
            return each
    raise ProblemRaised(NOT_FOUND, "No version of the rule set that is here applies on that day.")


def _applies(ruleset: RuleSet, on: date) -> bool:
    return ruleset.applies_from.on <= on and (ruleset.applies_to is None or on <= ruleset.applies_to)


def _asked_for(ruleset: RuleSet, asked: RuleSetsAsked) -> bool:
    return (
        (asked.on is None or _applies(ruleset, asked.on))
        and (asked.status is None or ruleset.status is asked.status)
        and (asked.role is None or ruleset.role is asked.role)
    )


def item_of(ruleset: RuleSet) -> RuleSetItem:
    """The rule set in short."""
    return RuleSetItem(
        id=ruleset.id,
        role=ruleset.role,
        status=ruleset.status,
        version=ruleset.version,
        digest=ruleset.digest,
        title=Words(sv=ruleset.title.sv, en=ruleset.title.en),
        applies_from=ruleset.applies_from.on,
        applies_from_exact=ruleset.applies_from.exact,
        applies_to=ruleset.applies_to,
        links=links(self=f"/rulesets/{ruleset.id}", bytes=f"/rulesets/{ruleset.digest}"),
    )


def difference_of(comparison: Comparison, asked: DifferenceAsked) -> RuleSetDifference:
    """The comparison as it is answered with."""
    one, other = comparison.one, comparison.other
    return RuleSetDifference(
        one=one.id,
        other=other.id,
        limbs_only_in=dict(zip(("one", "other"), comparison.limbs, strict=True)),
        confined=dict(comparison.confined),
        frames=dict(comparison.frames),
        attribution=dict(comparison.attribution),
        differences=[_rule_difference(each) for each in comparison.differences],
        text=describe_comparison(comparison, asked.lang),
        links=links(one=f"/rulesets/{one.digest}", other=f"/rulesets/{other.digest}"),
    )


def _rule_difference(difference: Difference) -> RuleDifference:
    pair = difference.pair
    return RuleDifference(
        one=pair.one and pair.one.id,
        other=pair.other and pair.other.id,
        wording=difference.wording,
        parts=dict(difference.parts),
        combinations=difference.combinations,
        differing=difference.differing,
        examples=[_combination(region) for region in difference.examples],
    )


def _combination(region: Region) -> Combination:
    answers: Mapping[str, str | None] = region.answers
    return Combination(answers=dict(answers), one=region.one.token, other=region.other.token)
