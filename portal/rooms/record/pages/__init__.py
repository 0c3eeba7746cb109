"""The pages of the record: what is published of it, what can be checked, and the proofs of one's own case."""

from portal.rooms.record.pages.checking import check
from portal.rooms.record.pages.own import download, own, picture
from portal.rooms.record.pages.published import keys, ledger, roots

__all__ = ["check", "download", "keys", "ledger", "own", "picture", "roots"]
