"""A small back office that really works: keeps what it gets, and answers simple reports. The demo runs it."""

from sync.example.office import Delays, run, serve
from sync.example.store import Store

__all__ = ["Delays", "Store", "run", "serve"]
