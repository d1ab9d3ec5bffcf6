"""On the wire an answer to HEAD ends with its headers."""

from tests.support.serving import serving
from tests.support.wire import answered


def test_an_answer_to_head_has_the_length_of_the_content_and_no_content(tmp_path):
    with serving(tmp_path) as served:
        bearer = "".join(f"{name}: {value}\r\n" for name, value in served.bearer.items())
        more = f" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{bearer}\r\n"
        for path in ("/docs", "/health/live", "/nowhere", "/demokrativillkor/v1/facts"):
            got, headers, body = answered(served.base, f"GET {path}{more}".encode())
            assert answered(served.base, f"HEAD {path}{more}".encode())[::2] == (got, b"")
            assert int(headers["content-length"]) == len(body) > 0
