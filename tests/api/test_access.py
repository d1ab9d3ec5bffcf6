"""Who may do what, and with which credentials."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from api.access import Access
from api.access.local import LocalSession
from api.access.remembering import MOST, Remembered
from api.access.tokens import SubjectKey, Tokens
from demokrativillkor.access import MemoryKeys, Principal, Role, new_key
from demokrativillkor.store.opening import open_store
from tests.support.service import BEARER, PREFIX, UNTIL, bearer, client_of, settings_of

ISSUER, AUDIENCE = "https://issuer.example", "demokrativillkor"
EVERYBODY = set(Role)
ROUTES = {
    ("GET", "/api-info"): None,
    ("GET", "/rulesets"): EVERYBODY,
    ("GET", "/rulesets/{ruleset}"): EVERYBODY,
    ("GET", "/rulesets/{ruleset}/differences"): EVERYBODY,
    ("GET", "/facts"): EVERYBODY,
    ("GET", "/facts/{fact}"): EVERYBODY,
    ("POST", "/assessments"): EVERYBODY,
    ("POST", "/rulebook/reload"): {Role.STEWARD, Role.ADMIN},
    ("POST", "/decisions"): {Role.OFFICER, Role.SYSTEM},
    ("GET", "/decisions"): EVERYBODY - {Role.STEWARD},
    ("GET", "/decisions/{decisionId}"): EVERYBODY - {Role.STEWARD},
    ("GET", "/decisions/{decisionId}/canonical"): EVERYBODY - {Role.STEWARD},
    ("GET", "/decisions/{decisionId}/events"): EVERYBODY - {Role.STEWARD},
    ("GET", "/decisions/{decisionId}/trace"): EVERYBODY - {Role.STEWARD},
    ("GET", "/decisions/{decisionId}/letter"): EVERYBODY - {Role.STEWARD},
    ("POST", "/decisions/{decisionId}/events"): {Role.OFFICER},
    ("GET", "/log/checkpoint"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
    ("GET", "/log/entries"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
    ("GET", "/log/inclusion"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
    ("GET", "/log/consistency"): {Role.AUDITOR, Role.ADMIN, Role.SYSTEM},
}


@pytest.fixture(scope="module")
def client(rulebook, tmp_path_factory):
    store = open_store(settings_of(data_folder=tmp_path_factory.mktemp("store")))
    yield client_of(rulebook, store=store)
    store.close()


def test_the_table_of_roles_has_every_operation(client):
    described = client.get(f"{PREFIX}/openapi.json").json()
    there = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert there == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=" ".join)
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_may_do_what_the_table_says_and_nothing_else(client, method, path, role):
    roles = ROUTES[method, path]
    answer = client.request(method, PREFIX + path, headers=bearer(role) if role else {})
    if roles is None or role in roles:
        assert answer.status_code not in (401, 403)
    else:
        assert answer.status_code == (401 if role is None else 403)
        assert answer.json()["type"] == ("/problem/not-authenticated" if role is None else "/problem/not-permitted")


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=" ".join)
def test_who_is_alone_on_the_machine_may_do_what_any_person_may(rulebook, client, method, path, tmp_path):
    local = LocalSession("t" * 43, "unit-1", tmp_path)
    alone = client_of(rulebook, access=Access(local=local), store=client.app.state.store)
    answer = alone.request(method, PREFIX + path, headers={"authorization": f"Bearer {'t' * 43}"})
    assert answer.status_code not in (401, 403)
    assert Role.SYSTEM not in local.principal.roles


@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), (Role.OFFICER, 403), (Role.STEWARD, 403), (Role.ADMIN, 200), (Role.SYSTEM, 200)]
)
def test_what_is_counted_is_for_those_who_run_the_service(client, role, status):
    assert client.get("/metrics", headers=bearer(role) if role else {}).status_code == status


@pytest.mark.parametrize(
    "credential",
    ["", "dvk_", f"dvk_{'0' * 12}_{'a' * 43}", "a.b.c", "Hemligt" * 2000, BEARER["authorization"][7:-1] + "!"],
    ids=["empty", "prefix", "unknown", "no token", "too long", "nearly"],
)
def test_a_credential_that_is_none_is_refused_and_not_repeated(client, credential):
    answer = client.get(f"{PREFIX}/facts", headers={"authorization": f"Bearer {credential}"})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problem/invalid-credentials")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Hemligt" not in answer.text


@pytest.mark.parametrize("scheme", ["Basic eDp5", "Digest x", "Token y"])
def test_other_ways_to_sign_in_are_none(client, scheme):
    answer = client.get(f"{PREFIX}/facts", headers={"authorization": scheme})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_key_ends_with_its_time_and_a_revoked_one_within_the_seconds_it_is_remembered(rulebook):
    expired, old = new_key(Role.OFFICER, "unit-1", datetime.now(UTC) - timedelta(seconds=1))
    key, text = new_key(Role.OFFICER, "unit-1", UNTIL)
    keys = MemoryKeys([expired, key])
    client = client_of(rulebook, access=Access(keys, seconds=0.5))

    def status(credential):
        return client.get(f"{PREFIX}/facts/actor", headers={"authorization": f"Bearer {credential}"}).status_code

    assert status(old) == 401
    assert status(text) == 200
    keys.revoke(key.id, datetime.now(UTC))
    time.sleep(0.6)
    assert status(text) == 401


def test_what_is_remembered_is_bounded_and_never_outlives_its_own_end():
    now = 100.0
    remembered = Remembered(5, lambda: now)
    somebody = Principal("key:1", frozenset({Role.OFFICER}), "unit-1")
    remembered.keep("a", somebody, expires=102)
    assert remembered.get("a") is somebody
    now = 102.0
    assert remembered.get("a") is None
    for number in range(MOST + 1):
        remembered.keep(str(number), somebody, expires=1000)
    assert remembered.get("0") is None


class Issuer:
    """A key set served on this machine."""

    def __init__(self):
        self.keys, self.asked = {}, 0
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked += 1
                body = json.dumps({"keys": list(issuer.keys.values())}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, kid, private):
        algorithm = RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else ECAlgorithm
        self.keys[kid] = {**json.loads(algorithm.to_jwk(private.public_key())), "kid": kid, "use": "sig"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def token(key=RSA_KEY, algorithm="RS256", kid="r1", headers=None, **claims):
    now = int(time.time())
    given = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "somebody",
        "exp": now + 24 * 60 * 60,  # some are made when the tests are collected, long before they are run
        "roles": ["officer"],
        "unit": "unit-1",
        "personalIdentityNumber": "Hemligt",
        **claims,
    }
    present = {name: value for name, value in given.items() if value is not None}
    return jwt.encode(present, key, algorithm=algorithm, headers={"kid": kid, **(headers or {})})


@pytest.fixture
def issuer():
    serving = Issuer()
    serving.publish("r1", RSA_KEY)
    serving.publish("e1", EC_KEY)
    yield serving
    serving.close()


def tokens_of(issuer, **given):
    settings = settings_of(
        oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_url=issuer.url, key_cache_seconds=0, **given
    )
    return Tokens(settings, SubjectKey(b"k" * 32), cooldown=1)


def asked(rulebook, issuer, text, **given):
    client = client_of(rulebook, access=Access(None, tokens_of(issuer, **given), seconds=0))
    return client.get(f"{PREFIX}/facts/actor", headers={"authorization": f"Bearer {text}"})


@pytest.mark.parametrize(
    "text", [token(), token(EC_KEY, "ES256", "e1"), token(roles="auditor", unit=None)], ids=["rsa", "ec", "one role"]
)
def test_a_token_of_the_issuer_is_accepted(rulebook, issuer, text):
    assert asked(rulebook, issuer, text).status_code == 200


def _public_pem():
    public = RSA_KEY.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _with_shared_secret():
    """The attack in which the public key is taken for a shared secret."""
    import base64
    import hashlib
    import hmac

    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    head = part(json.dumps({"alg": "HS256", "kid": "r1", "typ": "JWT"}).encode())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "x", "exp": int(time.time()) + 300, "roles": ["admin"]}
    body = part(json.dumps(claims).encode())
    signature = part(hmac.new(_public_pem(), head + b"." + body, hashlib.sha256).digest())
    return (head + b"." + body + b"." + signature).decode()


@pytest.mark.parametrize(
    "text",
    [
        token(OTHER_RSA),
        token(exp=int(time.time()) - 60),
        token(exp=None),
        token(sub=None),
        token(nbf=int(time.time()) + 600),
        token(aud="another"),
        token(aud=None),
        token(iss="https://another.example"),
        token(algorithm="RS384"),
        token(kid="nobody"),
        token(headers={"typ": "logout+jwt"}),
        jwt.encode({"iss": ISSUER, "aud": AUDIENCE, "sub": "x", "roles": ["admin"]}, None, algorithm="none"),
        _with_shared_secret(),
        token()[:-4] + "AAAA",
    ],
    ids=[
        "forged",
        "expired",
        "endless",
        "nobody",
        "early",
        "audience",
        "no-audience",
        "issuer",
        "algorithm",
        "key-id",
        "type",
        "none",
        "shared-secret",
        "torn",
    ],
)
def test_a_token_that_is_not_right_in_every_way_is_refused(rulebook, issuer, text):
    answer = asked(rulebook, issuer, text)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problem/invalid-credentials")
    assert "Hemligt" not in answer.text


@pytest.mark.parametrize("claims", [{"roles": []}, {"roles": ["officer", "auditor"]}, {"roles": 1}, {"unit": "Å"}])
def test_a_token_without_one_role_and_an_officers_unit_permits_nothing(rulebook, issuer, claims):
    answer = asked(rulebook, issuer, token(**claims))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problem/not-permitted")


def test_the_role_may_stand_within_another_claim(rulebook, issuer):
    text = token(roles=None, realm={"access": ["steward"]})
    assert asked(rulebook, issuer, text, oidc_role_claim="realm.access").status_code == 200


def test_the_subject_says_nothing_of_the_person_and_stays_the_same(issuer):
    tokens = tokens_of(issuer)
    (one, _), (again, _), (other, _) = (
        tokens.principal(each) for each in (token(), token(jti="x"), token(sub="somebody else"))
    )
    assert one.subject == again.subject != other.subject
    assert "somebody" not in one.subject
    assert one.subject.startswith(f"hmac-{SubjectKey(b'k' * 32).id}:")


def test_a_new_key_of_the_issuer_is_fetched_and_an_unknown_one_not_each_time(issuer):
    tokens = tokens_of(issuer)
    tokens.principal(token())
    issuer.publish("r2", OTHER_RSA)
    time.sleep(1.1)
    assert tokens.principal(token(OTHER_RSA, kid="r2"))[0].roles == {Role.OFFICER}
    fetched = issuer.asked
    for number in range(5):
        with pytest.raises(Exception, match="Nothing was done"):
            tokens.principal(token(OTHER_RSA, kid=f"unknown{number}"))
    assert issuer.asked == fetched


def test_an_issuer_that_does_not_answer_is_no_fault_of_the_client(rulebook, issuer):
    issuer.close()
    answer = asked(rulebook, issuer, token())
    assert (answer.status_code, answer.json()["type"]) == (503, "/problem/issuer-unavailable")
    assert answer.headers["retry-after"]
