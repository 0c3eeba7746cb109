"""How does a fresh machine become a demo? People, a department's own system, a month of cases; each step once."""

from portal.rooms.demo.actions.month import live_through
from portal.rooms.demo.actions.people import hire
from portal.rooms.demo.actions.system import register, secret_file, store_file

__all__ = ["hire", "live_through", "register", "secret_file", "store_file"]
