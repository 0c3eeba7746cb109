"""How do the tests get an S3-compatible store of their own? moto's server in a thread, and a bucket for each test.

It is started when a test asks for it, and can be stopped and started again on its port: a store that is away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from urllib.parse import urlsplit

import httpx2
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

_NUMBERS = count(1)


class Buckets:
    """A running server; every bucket keeps what it has while the server is away."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.port = 0
        self._start()

    def _start(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def url(self) -> str:
        """A FILES_URL with a new, empty bucket behind it."""
        endpoint, bucket = f"http://127.0.0.1:{self.port}", f"files-{next(_NUMBERS)}"
        httpx2.put(f"{endpoint}/{bucket}").raise_for_status()
        return f"s3://{bucket}/portal/files?endpoint={endpoint}&region=us-east-1"

    @contextmanager
    def away(self) -> Iterator[None]:
        """Inside, nobody answers at the store's address."""
        self._server.stop()
        try:
            yield
        finally:
            self._start()

    def stop(self) -> None:
        self._server.stop()


def set_time(url: str, name: str, at: datetime) -> None:
    """As if the object had been written then."""
    parts = urlsplit(url)
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[parts.netloc]
    bucket.keys[f"{parts.path.strip('/')}/{name}"].last_modified = at.replace(tzinfo=None)


@contextmanager
def credentials() -> Iterator[None]:
    """What moto takes: anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "tests")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
        yield
