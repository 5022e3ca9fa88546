"""A line between the command line and the service that can lose answers, in a thread of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Line:
    """Passes requests on; while `eats` is set, answers to POST are taken in and never given."""

    def __init__(self, service: str) -> None:
        parts = urlsplit(service)
        self.behind = (str(parts.hostname), int(parts.port or 80))
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.eats = False
        self.eaten = threading.Event()
        self.holds = False
        self.keys: list[str] = []
        self.replayed: list[bool] = []

    def serve(self) -> None:
        """One connection after the other, each in its thread."""
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(self.behind) as far:
            while head := _head(near):
                length = int(_header(head, b"content-length") or 0)
                far.sendall(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
                _pipe(near, far, length)
                answer = _all(far)
                if head.startswith(b"POST "):
                    self.keys.append((_header(head, b"idempotency-key") or b"").decode())
                    self.replayed.append(b"idempotency-replayed: true" in answer.lower())
                    if self.eats:
                        self.eaten.set()
                        if self.holds:
                            near.recv(1)  # until the other side goes away
                        return
                near.sendall(answer)
                return


def _head(near: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        part = near.recv(1)
        if not part:
            return b""
        head += part
    return head


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(name + b":"):
            return line.partition(b":")[2].strip()
    return None


def _pipe(near: socket.socket, far: socket.socket, length: int) -> None:
    while length > 0:
        part = near.recv(min(length, 65_536))
        if not part:
            return
        far.sendall(part)
        length -= len(part)


def _all(far: socket.socket) -> bytes:
    parts = []
    while part := far.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@contextmanager
def bad_line(service: str) -> Iterator[Line]:
    """A line to a service, taken down at the end."""
    line = Line(service)
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.door.close()
