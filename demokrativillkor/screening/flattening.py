"""An application that was read, as a row of the one table and rows of the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from demokrativillkor.application import Application, Stage


def application_row(application: Application) -> dict[str, Any]:
    """The application's columns; those left out are absent."""
    period, organisation, exception = application.period, application.organisation, application.exception
    row: dict[str, Any] = {
        "applicationId": application.id,
        "decisionDate": application.decision_date,
        "diaryNumber": application.diary_number,
        "grant": application.grant,
        "grantForm": application.grant_form,
        "stage": None if application.stage is Stage.APPLICATION else application.stage.value,
        "awardDate": application.award_date,
        "periodFirst": period.first if period else None,
        "periodLast": period.last if period else None,
        "grantYear": application.grant_year,
        "recipientKind": application.recipient_kind,
        "reliesOn": [reason.value for reason in application.relies_on] or None,
        "organisationNumber": organisation.number if organisation else None,
        "organisationName": organisation.name if organisation else None,
        "closings": _as_given(application, "closings"),
        **application.facts,
        **{f"examinations.{ground}": status.value for ground, status in application.examinations.items()},
    }
    if exception:
        row |= exception.factors
        row |= {
            "exceptionOutcome": exception.outcome,
            "exceptionBy": exception.by.value,
            "exceptionOn": exception.on,
            "exceptionReasons": exception.reasons,
        }
    return row


def finding_rows(application: Application) -> Iterator[dict[str, Any]]:
    """The columns of each finding."""
    covers = frozenset(application.exception.covers if application.exception else ())
    for finding in application.findings:
        yield {
            "applicationId": application.id,
            "findingId": finding.id,
            "judgedBy": finding.judged_by.value,
            "judgedOn": finding.judged_on,
            "otherLimbs": finding.other_limbs,
            "covered": finding.id in covers,
            "evidence": _evidence(application, finding.id) if finding.evidence else None,
            **finding.facts,
        }


def _as_given(application: Application, part: str) -> str | None:
    return _text(application.document().get(part)) if getattr(application, part) else None


def _evidence(application: Application, finding_id: str) -> str | None:
    found = (each for each in application.document()["findings"] if each["id"] == finding_id)
    return _text(next(found).get("evidence"))


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
