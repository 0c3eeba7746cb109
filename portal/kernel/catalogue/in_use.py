"""Which catalogue does this process work with? One value, set once by the house when it starts."""

from __future__ import annotations

from portal.kernel.catalogue.shapes import Catalogue, Service
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class UnknownService(Refusal):
    """No service has this code."""

    def __init__(self) -> None:
        super().__init__(N_("그런 민원을 찾지 못했습니다. 민원 목록에서 다시 골라 주세요."), kind="not_found")


_current: Catalogue | None = None


def use(catalogue: Catalogue) -> None:
    """Make `catalogue` the one that `current()` gives, in this process."""
    global _current
    _current = catalogue


def current() -> Catalogue:
    """The catalogue in use. Raises RuntimeError before the house has called `use`."""
    if _current is None:
        raise RuntimeError("no catalogue in use: the house calls catalogue.use(...) when it starts")
    return _current


def find(code: str) -> Service | None:
    """The current version of a service, or None (also when no catalogue is in use)."""
    return _current.get(code) if _current is not None else None


def service(code: str) -> Service:
    """The current version of a service. Raises UnknownService."""
    found = current().get(code)
    if found is None:
        raise UnknownService()
    return found
