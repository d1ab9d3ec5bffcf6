"""A running service with its database: what a client does, and what the database says behind its back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import httpx2
from sqlalchemy import select

from demokrativillkor.resources import fixtures_folder
from demokrativillkor.store.connecting import open_engine
from demokrativillkor.store.opening import make_key
from demokrativillkor.store.tables import CaseDecision
from demokrativillkor.store.verifying import Verification
from tests.support.serving import Served

BODY = (fixtures_folder() / "applications" / "violence-by-board-member-at-event.json").read_bytes()
JSON = {"content-type": "application/json"}

_MOST = 100
"""The most requests of one client: the load stops by itself."""


@dataclass(frozen=True)
class Kept:
    """Where a service keeps its decisions: its folder and its database."""

    folder: Path
    address: str

    @classmethod
    def sqlite(cls, folder: Path) -> "Kept":
        return cls(folder, f"sqlite:///{folder}/data/demokrativillkor.db")

    @classmethod
    def postgresql(cls, folder: Path, address: str) -> "Kept":
        make_key(folder / "key.pem")
        return cls(folder, address)

    @property
    def environment(self) -> dict[str, str]:
        """What tells the service about it."""
        key = self.folder / "key.pem"
        given = {"DEMOKRATIVILLKOR_SIGNING_KEY_FILE": str(key)} if key.exists() else {}
        return {"DEMOKRATIVILLKOR_DATABASE_URL": self.address, **given}

    def decisions(self) -> list[str]:
        """The ids of all decisions, in their order, once nothing in the whole database contradicts its log."""
        engine = open_engine(self.address)
        try:
            with engine.connect() as connection:
                assert list(Verification(connection).faults()) == []
                return list(connection.scalars(select(CaseDecision.decision_id).order_by(CaseDecision.position)))
        finally:
            engine.dispose()


@contextmanager
def client_of(served: Served) -> Iterator[httpx2.Client]:
    """Somebody who is signed in."""
    with httpx2.Client(base_url=served.base, headers=served.bearer, timeout=60) as client:
        yield client


def record(served: Served, client: httpx2.Client, key: str) -> httpx2.Response:
    """Have a decision recorded, under that Idempotency-Key."""
    return client.post(f"{served.api}/decisions", content=BODY, headers={**JSON, "Idempotency-Key": key})


def is_problem(answer: httpx2.Response, status: int, slug: str) -> bool:
    """Whether that is what was answered; where asking again may help, with when."""
    told = json.loads(answer.content)
    return (
        (answer.status_code, told["type"]) == (status, f"/problem/{slug}")
        and answer.headers["content-type"] == "application/problem+json"
        and (status != 503 or answer.headers["retry-after"] == "5")
    )


class Load:
    """Clients who record decisions all at once, each request under a key of its own, until it cannot.

    Attributes:
        asked: the keys of all requests that were sent.
        acknowledged: of those answered with 201, by key: the decision's id and its digest.
        refused: statuses of other answers.
    """

    def __init__(self, served: Served, name: str, clients: int) -> None:
        self.asked: set[str] = set()
        self.acknowledged: dict[str, tuple[str, str]] = {}
        self.refused: list[int] = []
        self._served = served
        self._begun = Event()
        self._threads = [Thread(target=self._client, args=(f"{name}-{number}",)) for number in range(clients)]
        for each in self._threads:
            each.start()

    def under_way(self) -> bool:
        """Whether a decision is acknowledged, after a while."""
        return self._begun.wait(60)

    def over(self) -> bool:
        """Whether every client has seen that the service is gone."""
        for each in self._threads:
            each.join(120)
        return not any(each.is_alive() for each in self._threads)

    def _client(self, name: str) -> None:
        with client_of(self._served) as client, suppress(httpx2.TransportError):
            for number in range(_MOST):
                key = f"{name}-{number}"
                self.asked.add(key)
                answer = record(self._served, client, key)
                if answer.status_code != 201:
                    self.refused.append(answer.status_code)
                    return
                self.acknowledged[key] = made_of(answer)
                self._begun.set()


def made_of(answer: httpx2.Response) -> tuple[str, str]:
    """The id and the digest of a decision that was recorded."""
    told = answer.json()
    return told["decisionId"], told["digest"]
