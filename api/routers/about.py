"""``/api-info``, and the reloading of the rulebook."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.deps import answer, links, may, open_to_all, problems
from api.describing import described
from api.problems import ProblemRaised, of_mistakes
from api.problemtypes import RULEBOOK_REFUSED
from api.rulebooks import Active, Rulebooks
from api.schemas import ActiveRulebook, ApiInfo, Nothing
from demokrativillkor import __version__
from demokrativillkor.access import Role
from demokrativillkor.errors import RulesInvalid

RELEASED = date(2026, 11, 25)
"""The day this version of the API was released."""

router = APIRouter()


@router.get(
    "/api-info",
    dependencies=open_to_all(),
    summary="What this API is",
    operation_id="apiInfo",
    responses=described("What this API is. *Vad detta API är.*", ApiInfo) | problems(422),
)
async def api_info(request: Request, _: Annotated[Nothing, Query()]) -> Response:
    """Name, version and status; nobody has to sign in.

    *Namn, version och status; utan inloggning.*
    """
    return answer(api_info_of(request.app.state.public_url), request)


@router.post(
    "/rulebook/reload",
    dependencies=may(Role.STEWARD, Role.ADMIN),
    summary="Read the rules anew",
    operation_id="reloadRulebook",
    responses=described("The rulebook that is active now. *Den regelbok som gäller nu.*", ActiveRulebook)
    | problems(401, 403, 409, 422, 503),
)
async def reload(request: Request, _: Annotated[Nothing, Query()]) -> Response:
    """Read the rule files anew; without mistakes they become active at once, in every worker within seconds.

    Decisions in flight keep the rules they began with. *Läs in reglerna på nytt; har de fel gäller de gamla.*
    """
    rulebooks: Rulebooks = request.app.state.rulebooks
    try:
        active = await run_in_threadpool(rulebooks.reload)
    except RulesInvalid as error:
        mistakes = of_mistakes(error.problems, in_rules=True)
        raise ProblemRaised(RULEBOOK_REFUSED, "The rulebook that was active still is.", mistakes) from None
    return answer(active_rulebook(active), request, **{"Cache-Control": "no-store"})


def active_rulebook(active: Active) -> ActiveRulebook:
    """The identity of a rulebook as it is answered with."""
    return ActiveRulebook(digest=active.digest, rulesets=active.digests, links=links(rulesets="/rulesets"))


def api_info_of(public_url: str) -> ApiInfo:
    """What the service at that address is."""
    return ApiInfo(
        api_name="demokrativillkor",
        api_version=__version__,
        api_released=RELEASED,
        api_documentation=f"{public_url}/docs",
        api_status="active",
    )
