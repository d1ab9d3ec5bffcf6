"""Many clients at once, and two services on one database: no decision is lost, and none is recorded twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.kept import client_of, made_of, record
from tests.support.serving import serving

CLIENTS, EACH = 32, 4


def recorded(served, client, key):
    """Ask until it is recorded: while the same request is being carried out, it is to be asked again."""
    while (answer := record(served, client, key)).status_code == 409:
        assert answer.json()["type"] == "/problem/request-in-progress"
    assert answer.status_code == 201, answer.text
    return made_of(answer)[0]


def test_thirty_two_clients_at_two_services_on_one_database_lose_nothing_and_make_nothing_twice(kept):
    with (
        serving(kept.folder, "--workers", "2", **kept.environment) as one,
        serving(kept.folder, **kept.environment) as other,
    ):
        at_once = Barrier(CLIENTS)

        def client(number):
            served = (one, other)[number % 2]
            with client_of(served) as session:
                at_once.wait(60)
                shared = {f"shared-{each}": recorded(served, session, f"shared-{each}") for each in range(EACH)}
                own = {
                    f"own-{number}-{each}": recorded(served, session, f"own-{number}-{each}") for each in range(EACH)
                }
                return shared, own

        with ThreadPoolExecutor(CLIENTS) as pool:
            made = list(pool.map(client, range(CLIENTS)))
        assert all(shared == made[0][0] for shared, _ in made)
        ids = [*made[0][0].values(), *(decision_id for _, own in made for decision_id in own.values())]
        assert len(ids) == len(set(ids)) == EACH + CLIENTS * EACH
        assert sorted(kept.decisions()) == sorted(ids)
