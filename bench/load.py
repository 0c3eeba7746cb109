"""How are requests sent fast enough that the portal, not the sender, is what is measured?

Plain sockets with keep-alive under one `select`, in a process that is not the server's. Each connection has one
request under way. Every answer's status is looked at; another one than expected ends the measurement.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0


class WrongAnswer(Exception):
    """The server answered with another status than the one that is measured, or hung up."""


@dataclass(frozen=True)
class Pace:
    """How many answers came in how many seconds."""

    answers: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


@dataclass
class _Line:
    """One connection: what has arrived of the present answer, and how much is wanted (0: not known yet)."""

    socket: socket.socket
    arrived: bytearray = field(default_factory=bytearray)
    wanted: int = 0


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request as a browser sends it, keep-alive."""
    said = {"Host": "portal.example", "Accept": "text/html", "Accept-Encoding": "gzip", **(headers or {})}
    if body:
        said["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def for_seconds(port: int, sent: bytes, *, status: int, connections: int, seconds: float) -> Pace:
    """Send the same request again and again for some seconds. Raises WrongAnswer."""
    ends = time.perf_counter() + seconds
    return _run(port, repeat(sent), status, connections, ends)


def each_once(port: int, sent: Iterable[bytes], *, status: int, connections: int) -> Pace:
    """Send each of these requests once, as many at a time as there are connections. Raises WrongAnswer."""
    return _run(port, iter(sent), status, connections, time.perf_counter() + PATIENCE_SECONDS * 10)


def _run(port: int, sent: Iterator[bytes], status: int, connections: int, ends: float) -> Pace:
    expected = f"HTTP/1.1 {status} ".encode()
    begun = time.perf_counter()
    answers = 0
    with selectors.DefaultSelector() as waiting:
        lines = [_Line(_connected(port)) for _ in range(connections)]
        try:
            open_lines = sum(_send_next(line, sent, waiting) for line in lines)
            while open_lines:
                ready = waiting.select(PATIENCE_SECONDS)
                if not ready:
                    raise WrongAnswer(f"no answer within {PATIENCE_SECONDS:.0f} seconds")
                late = time.perf_counter() >= ends
                for key, _ in ready:
                    line: _Line = key.data
                    if _take(line, expected):
                        answers += 1
                        if late or not _send_next(line, sent, waiting):
                            waiting.unregister(line.socket)
                            open_lines -= 1
        finally:
            for line in lines:
                line.socket.close()
    return Pace(answers, time.perf_counter() - begun)


def _connected(port: int) -> socket.socket:
    made = socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _send_next(line: _Line, sent: Iterator[bytes], waiting: selectors.BaseSelector) -> bool:
    following = next(sent, None)
    if following is None:
        return False
    line.socket.sendall(following)
    if line.socket not in waiting.get_map():
        waiting.register(line.socket, selectors.EVENT_READ, line)
    return True


def _take(line: _Line, expected: bytes) -> bool:
    """Read what has arrived; True once the answer is whole."""
    chunk = line.socket.recv(262_144)
    if not chunk:
        raise WrongAnswer("the server closed the connection")
    line.arrived += chunk
    if not line.wanted:
        head = line.arrived.find(b"\r\n\r\n")
        if head < 0:
            return False
        line.wanted = head + 4 + _length(line.arrived[:head])
    if len(line.arrived) < line.wanted:
        return False
    if not line.arrived.startswith(expected):
        raise WrongAnswer(bytes(line.arrived[:400]).decode("utf-8", "replace"))
    line.arrived.clear()
    line.wanted = 0
    return True


def _length(head: bytearray) -> int:
    """The length of the body; an answer without one (304) has none."""
    place = head.lower().find(b"\r\ncontent-length:")
    if place < 0:
        return 0
    return int(head[place + 17 :].split(b"\r\n", 1)[0])
