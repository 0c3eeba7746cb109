"""Which recurring work does the exchange with the departments' systems need?"""

from __future__ import annotations

from portal.kernel.jobs import Job
from sync import inbound
from sync.transports import database

JOBS = (
    Job("expire leases", 5, database.expire_leases),
    Job("settle inbox", 2, inbound.settle_waiting),
)
