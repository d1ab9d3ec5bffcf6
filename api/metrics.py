"""What is counted: decisions, engine seconds, disagreements, requests. Never anything about a person.

With several workers each counts in files of a folder that ``PROMETHEUS_MULTIPROC_DIR`` names (``serve`` sets it), and
any worker answers with the sums.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "demokrativillkor_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self._decisions = Counter(
            "demokrativillkor_decisions", "Decisions made.", ["ruleset", "outcome", "stored"], registry=self.registry
        )
        self.disagreements = Counter(
            "demokrativillkor_engine_disagreements", "Times that two engines disagreed.", registry=self.registry
        )
        self.seconds = Histogram(
            "demokrativillkor_assessment_seconds",
            "Seconds from the body to the decision.",
            buckets=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
            registry=self.registry,
        )
        self._request_of: dict[tuple[str, str, int], Counter] = {}
        self._decision_of: dict[tuple[str, str, bool], Counter] = {}

    def request(self, route: str, method: str, status: int) -> None:
        """One more request answered; route and method as we wrote them."""
        key = (route, method, status)
        counter = self._request_of.get(key)
        if counter is None:
            counter = self._request_of[key] = self._requests.labels(route, method, str(status))
        counter.inc()

    def decision(self, ruleset: str, outcome: str, *, stored: bool = False) -> None:
        """One more decision made."""
        key = (ruleset, outcome, stored)
        counter = self._decision_of.get(key)
        if counter is None:
            counter = self._decision_of[key] = self._decisions.labels(ruleset, outcome, "yes" if stored else "no")
        counter.inc()

    def exposition(self) -> bytes:
        """Everything counted, in Prometheus' text format; of all workers, where there are several."""
        if not os.environ.get(MULTIPROCESS):
            return generate_latest(self.registry)
        every = CollectorRegistry()
        collector: Callable[[CollectorRegistry], object] = MultiProcessCollector
        collector(every)
        return generate_latest(every)
