"""HTTP as bytes, with no client between that would mend it."""

import socket
from urllib.parse import urlsplit


def answered(base, *parts):
    """The status, the headers and the body of the last answer before the connection is closed."""
    where = urlsplit(base)
    with socket.create_connection((where.hostname, where.port), timeout=60) as wire:
        try:
            for part in parts:
                wire.sendall(part)
        except OSError:
            pass  # it was closed already, with the answer sent
        received = b""
        while chunk := wire.recv(65536):
            received += chunk
    head, _, body = received[received.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return int(status.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body
