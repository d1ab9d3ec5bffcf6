"""Structured logs: one JSON object a line on standard error, without personal data.

A request is logged by its id, method, route as we wrote it, status and milliseconds: no path, query, header or body.
Of an error only the kind is logged: its text and traceback could repeat what was sent.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


def configure_logs() -> None:
    """Make every log line of this process, also of libraries, a JSON object on standard error."""
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_texts_of_errors,
            structlog.processors.JSONRenderer(serializer=_serialised),
        ],
        foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "fastapi"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # it would tell addresses with all that stands in them
    logging.getLogger("alembic").setLevel(logging.WARNING)  # else it tells each health check which database it met
    structlog.configure(
        processors=[*_SHARED, structlog.processors.JSONRenderer(serializer=orjson.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def _serialised(event: EventDict, **_options: Any) -> str:
    return orjson.dumps(event, default=lambda value: type(value).__name__).decode()


def _without_texts_of_errors(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    raised = event.pop("exc_info", None)
    if isinstance(raised, tuple) and raised[0] is not None:
        event["error"] = raised[0].__name__
    event.pop("stack_info", None)
    event.pop("exception", None)
    event.pop("color_message", None)
    return event
