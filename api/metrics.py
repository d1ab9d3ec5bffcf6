"""What is counted: decisions, engine seconds, disagreements, requests. Never anything about a person.

With several workers each counts in files of a folder that ``PROMETHEUS_MULTIPROC_DIR`` names (``serve`` sets it), and
any worker answers with the sums.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from demokrativillkor.settings import Settings
from demokrativillkor.store import Store, StoreUnavailable
from demokrativillkor.store.outside import Outside

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


class Seen(Collector):
    """What is looked at when it is asked for: the log's size, and the age of the checkpoint kept outside.

    What cannot be seen is left out. Any worker answers alike, since neither is counted by one of them.
    """

    def __init__(self, store: Store | None, settings: Settings) -> None:
        self._store = store
        self._outside = Outside(settings.checkpoint) if settings.checkpoint else None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See prometheus_client."""
        with contextlib.suppress(StoreUnavailable):
            if self._store:
                yield GaugeMetricFamily("demokrativillkor_log_entries", "Entries in the log.", self._store.log.size)
        age = self._outside.age() if self._outside else None
        if age is not None:
            name, told = "demokrativillkor_checkpoint_age_seconds", "Seconds since the outside checkpoint was written."
            yield GaugeMetricFamily(name, told, age)

    def exposition(self) -> bytes:
        """It in Prometheus' text format."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)
