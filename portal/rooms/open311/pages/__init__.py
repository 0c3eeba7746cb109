"""What programs ask for: reading and filing in the forms of GeoReport v2."""

from portal.rooms.open311.pages.filing import file
from portal.rooms.open311.pages.reading import discovery, request, requests, service, services, token

__all__ = ["discovery", "file", "request", "requests", "service", "services", "token"]
