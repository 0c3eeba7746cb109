"""How do spans reach the operator's collector? By OpenTelemetry's OTLP over HTTP, as its own variables say.

The only module that knows OpenTelemetry (extra `otel`). It is loaded by the command line when
`OTEL_EXPORTER_OTLP_ENDPOINT` is set, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as TheirSpan
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer

from portal.web import tracing

KINDS: Final = {"server": SpanKind.SERVER, "internal": SpanKind.INTERNAL}


class _Span:
    """One span of theirs, named at its end. No exception is recorded: its message may quote what somebody typed."""

    def __init__(self, theirs: TheirSpan) -> None:
        self.theirs = theirs

    def settle(self, name: str, facts: tracing.Facts, *, failed: str = "") -> None:
        """Name it and write down what it was."""
        self.theirs.update_name(name)
        self.theirs.set_attributes(dict(facts))
        if failed:
            self.theirs.set_attribute("error.type", failed)
            self.theirs.set_status(Status(StatusCode.ERROR))


def start(service: str) -> TracerProvider:
    """Send spans of `service` ("portal-web", "portal-worker") from now on; `shutdown()` sends what is left."""
    # The machine's name and the process's command line, which detectors would add, are nobody's business.
    provider = TracerProvider(resource=Resource({SERVICE_NAME: service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("portal")
    tracing.plug(lambda kind: _opened(tracer, kind))
    return provider


@contextmanager
def _opened(tracer: Tracer, kind: str) -> Iterator[tracing.Span]:
    span = tracer.start_as_current_span(
        kind, kind=KINDS[kind], record_exception=False, set_status_on_exception=False
    )
    with span as theirs:
        yield _Span(theirs)
