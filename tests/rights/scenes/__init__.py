"""The scenes of all routes, one module a room."""

from importlib import import_module
from pkgutil import iter_modules


def register() -> None:
    """Read all modules, so that their scenes are known."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
