"""A running service with its database: what a client does, and what the database says behind its back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
