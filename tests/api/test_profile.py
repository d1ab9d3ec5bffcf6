"""Every observable SKALL of Digg's REST API profile 1.2.0, over the OpenAPI document and the running service."""

import json
import re
from pathlib import Path

import pytest

from api.__main__ import committed
from api.deps import PREFIX
from api.openapi import roles_by_operation
from demokrativillkor.access import Role
from tests.support.service import BEARER, client_of

ROOT = Path(__file__).parent.parent.parent
NAME = re.compile("[a-z][a-zA-Z0-9]*")
HEADERS = {"Idempotency-Key", "If-Match"}
"""What travels in headers: how a request is to be taken, and no data."""

REFUSED = {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 500, 503}


@pytest.fixture(scope="module")
def client(rulebook):
    return client_of(rulebook)


@pytest.fixture(scope="module")
def described(client):
    return client.get(f"{PREFIX}/openapi.json").json()


@pytest.fixture(scope="module")
def operations(described):
    return [
        (path, method, operation) for path, each in described["paths"].items() for method, operation in each.items()
    ]


def test_the_committed_document_is_current():
    assert (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == committed(), (
        "write it anew: python -m api > docs/openapi.json"
    )


def test_dok_03_the_api_says_its_version_title_contact_and_licence(described):
    info = described["info"]
    assert all([info["version"], info["title"]])
    assert set(info["contact"]) == {"name", "url", "email"}
    assert set(info["license"]) == {"name", "url"}


def test_dok_01_06_08_09_it_is_documented_in_both_languages_with_its_limits_and_service_level(described):
    info = described["info"]
    assert described["externalDocs"]["url"].startswith("https://")
    assert "Får en organisation" in info["description"]
    assert "May an organisation" in info["description"]
    assert set(info["x-sla"]) == {"availability", "responseTime", "support"}
    assert "limit" in info["description"].lower()
    assert "begränsning" in info["description"].lower()


def test_dok_11_19_20_every_operation_parameter_and_answer_has_a_description(operations):
    for path, method, operation in operations:
        assert all([operation["description"], operation["summary"]]), (path, method)
        assert operation["description"].count("*") == 2, f"{path}: a Swedish description in asterisks"
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        for status, response in operation["responses"].items():
            assert response["description"], (path, status)


def test_dok_15_every_body_and_answer_has_examples(operations):
    for path, _, operation in operations:
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for described in (*bodies, *operation["responses"].values()):
            for content in described.get("content", {}).values():
                assert content["examples"], path
                assert all("value" in example for example in content["examples"].values()), path


def test_dot_01_04_times_are_rfc_3339_in_utc_and_days_have_no_time(described):
    formats = re.findall(r'"format": "([^"]+)"', json.dumps(described["components"]["schemas"]))
    assert set(formats) <= {"date", "date-time"}


def test_res_06_ufn_07_09_paths_are_lower_case_letters_digits_and_hyphens(described):
    for path in described["paths"]:
        for part in path.split("/")[1:]:
            assert re.fullmatch(r"[a-z0-9.~-]+|\{[a-z][a-zA-Z]*\}", part), path


def test_ufn_01_02_05_sak_01_the_server_is_https_with_the_version_in_its_path(described):
    (server,) = described["servers"]
    assert re.fullmatch(r"https://[^/]+/demokrativillkor/v[0-9]+", server["url"])
    assert all(len(server["url"] + path) < 2048 for path in described["paths"])


def test_ame_04_fns_01_03_names_are_camel_case_and_begin_with_a_letter(described, operations):
    for _, _, operation in operations:
        for parameter in operation.get("parameters", []):
            assert NAME.fullmatch(parameter["name"]) or parameter["name"] in HEADERS
    for name, schema in described["components"]["schemas"].items():
        for member in schema.get("properties", {}):
            assert member == "_links" or NAME.fullmatch(member), (name, member)


def test_res_02_no_parameter_is_named_for_an_identity_number(operations):
    for _, _, operation in operations:
        for parameter in operation.get("parameters", []):
            assert not re.search("pnr|personnummer|ssn|personal", parameter["name"], re.IGNORECASE)


def test_arq_05_for_02_nothing_travels_in_headers_and_no_get_has_a_body(operations):
    for _, method, operation in operations:
        for parameter in operation.get("parameters", []):
            assert parameter["in"] in ("query", "path") or parameter["name"] in HEADERS
        assert method != "get" or "requestBody" not in operation


def test_fel_01_02_every_error_is_described_as_a_problem_document(described, operations):
    assert {"type", "title", "status", "detail", "instance"} <= set(
        described["components"]["schemas"]["Problem"]["properties"]
    )
    for path, _, operation in operations:
        assert "default" in operation["responses"], path
        for status, response in operation["responses"].items():
            if status == "default" or int(status) in REFUSED:
                assert set(response["content"]) == {"application/problem+json"}, (path, status)
            else:
                assert int(status) < 400, f"{path}: {status} is not among the tested ones"
                assert response.get("content") or status == "304", (path, status)


def test_fel_02_the_type_of_an_error_leads_to_a_page(client):
    answer = client.get(f"{PREFIX}/facts?limit=0", headers=BEARER)
    assert answer.headers["content-type"] == "application/problem+json"
    page = client.get(answer.json()["type"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_ver_05_06_api_info_says_what_the_api_is_to_anybody(client):
    info = client.get(f"{PREFIX}/api-info").json()
    assert set(info) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
    assert info["apiStatus"] == "active"


def test_fns_07_whatever_has_a_limit_has_a_page_or_an_offset(operations):
    named = {
        path: {each["name"] for each in operation.get("parameters", ())}
        for path, method, operation in operations
        if method == "get"
    }
    paged = {path for path, names in named.items() if "limit" in names}
    assert paged == {"/rulesets", "/facts", "/decisions", "/log/entries"}
    assert all(named[path] & {"page", "offset"} for path in paged)


@pytest.mark.parametrize("path", ["/rulesets", "/facts"])
def test_fns_07_08_09_lists_have_limit_and_page_from_one_with_twenty_by_default(client, operations, path):
    (operation,) = [each for where, method, each in operations if where == path and method == "get"]
    shapes = {each["name"]: each["schema"] for each in operation["parameters"]}
    assert (shapes["limit"]["default"], shapes["page"]["default"], shapes["page"]["minimum"]) == (20, 1, 1)
    first, second = (client.get(f"{PREFIX}{path}?limit=5&page={page}", headers=BEARER).json() for page in (1, 2))
    assert len(first["items"]) == 5
    assert client.get(first["_links"]["next"]["href"], headers=BEARER).json()["items"] == second["items"]
    assert second["_links"]["previous"]["href"].endswith("page=1")
    beyond = client.get(f"{PREFIX}{path}?page=1000", headers=BEARER).json()
    assert beyond["items"] == []
    assert "next" not in beyond["_links"]


def test_sak_09_10_15_16_18_keys_and_tokens_travel_as_bearer_alone(described, operations):
    (scheme,) = described["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for path, _, operation in operations:
        assert operation["security"] == ([] if path == "/api-info" else [{"bearer": []}])


def test_every_operation_says_which_roles_may_use_it(client, operations):
    roles = roles_by_operation(client.app.state.api)
    for _, _, operation in operations:
        assert operation["x-roles"] == roles[operation["operationId"]]
        assert set(operation["x-roles"]) <= {role.value for role in Role}


def test_arq_03_what_the_client_has_is_not_sent_again(client):
    answer = client.get(f"{PREFIX}/rulesets/sou-2019-35", headers=BEARER)
    again = client.get(
        f"{PREFIX}/rulesets/sou-2019-35", headers={**BEARER, "if-none-match": f'W/"x", {answer.headers["etag"]}'}
    )
    assert (again.status_code, again.content) == (304, b"")
    by_digest = client.get(f"{PREFIX}/rulesets/{answer.headers['etag'][1:-1]}", headers=BEARER)
    assert by_digest.content == answer.content
    assert "immutable" in by_digest.headers["cache-control"]


def test_arq_03_every_read_tells_that_what_the_client_has_is_not_sent_again(operations):
    for path, method, operation in operations:
        assert ("304" in operation["responses"]) == (method == "get"), path


def test_every_example_is_what_the_service_answers(client, described):
    for content in (
        described["paths"]["/assessments"]["post"]["requestBody"]["content"]["application/json"]["examples"],
    ):
        shown = described["paths"]["/assessments"]["post"]["responses"]["200"]["content"]["application/json"]
        for name, example in content.items():
            answer = client.post(f"{PREFIX}/assessments", json=example["value"], headers=BEARER).json()
            assert answer["decision"] == shown["examples"][name]["value"]["decision"]
