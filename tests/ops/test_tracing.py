"""Do spans reach an operator's collector, with names and numbers only, and is nothing loaded without one?"""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.testclient import TestClient

from portal import telemetry, worker
from portal.kernel.jobs import Job
from portal.main import create_app
from portal.settings import Settings
from portal.web import tracing
from tests.cast import NOW

ROOT = Path(__file__).parents[2]


class Collector:
    """A collector of traces on this machine (OTLP over HTTP)."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                packed = self.headers.get("Content-Encoding") == "gzip"
                collector.raw.append(gzip.decompress(body) if packed else body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> dict[str, dict[str, Any]]:
        """Each span's facts by its name."""
        found = {}
        for raw in self.raw:
            for resource in ExportTraceServiceRequest.FromString(raw).resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        found[span.name] = {
                            one.key: one.value.string_value or one.value.int_value for one in span.attributes
                        }
        return found


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    made = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", made.url)
    yield made
    tracing.plug(None)
    made.server.shutdown()
    made.server.server_close()


def test_a_request_is_a_span_without_its_path_and_nobodys_words(collector: Collector, var: Settings):
    provider = telemetry.start("portal-web")
    with TestClient(create_app(lambda: NOW), base_url=var.base_url) as client:
        client.get("/services?q=kimhaneul")
        client.get("/cases/2026-000001-7?k=s3cret-link")
        client.get("/healthz")
    provider.shutdown()
    spans = collector.spans()
    assert spans["GET /services"]["http.response.status_code"] == 200
    assert spans["GET /services"]["portal.handler"].startswith("filing.pages")
    assert len(spans["GET /services"]["portal.request_id"]) == 16
    assert "GET /cases/{no}" in spans
    assert not [name for name in spans if "healthz" in name]
    for secret in (b"kimhaneul", b"s3cret", b"000001", b"127.0.0.1"):
        assert secret not in b"".join(collector.raw)


async def test_a_job_is_a_span_and_a_failure_says_its_type_only(collector: Collector):
    async def fail(_: datetime) -> bool:
        raise ValueError("haneul@example.org")

    provider = telemetry.start("portal-worker")
    await worker.once(Job("send notices", 1, fail), lambda: NOW)
    provider.shutdown()
    (facts,) = collector.spans().values()
    assert facts["portal.job"] == "send notices"
    assert facts["error.type"] == "ValueError"
    assert b"haneul" not in b"".join(collector.raw)


def test_without_a_collector_nothing_of_it_is_loaded():
    code = "import sys, portal.main, portal.worker, portal.cli.serve\n"
    code += "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_collector_named_without_the_packages_is_told_and_harms_nothing(
    collector: Collector, var: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    code = (
        "import sys\nsys.modules['opentelemetry'] = None\n"
        "from portal.cli import serve\nfrom portal.web import logs\nlogs.configure()\n"
        "with serve._traced('portal-web'):\n    print('goes on')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "tracing-off" in done.stdout
    assert "goes on" in done.stdout
