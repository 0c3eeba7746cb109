"""The only writers of a case: file it, move it, and reckon its clock."""

from portal.kernel.cases.access import CaseNotFound, link_token, petitioner_case, pin_of, staff_case
from portal.kernel.cases.claiming import (
    HELD,
    Claimed,
    ClaimedAlready,
    claim,
    claimable,
    of_account,
    proved_by,
)
from portal.kernel.cases.clock import due_of, pauses_of, reckoning_of
from portal.kernel.cases.contents import Petitioner, answers_of, key_of, petitioner_of
from portal.kernel.cases.filing import Filed, Filing, KeyReused, file, find_filed
from portal.kernel.cases.groups import (
    answer_of,
    could_join,
    followers_of,
    lead_of,
    leads,
    parts_of,
    people_of,
)
from portal.kernel.cases.moving import allowed_moves, move
from portal.kernel.cases.repeats import answered_before, told_possible
from portal.kernel.cases.splitting import Apart, set_apart, split_off

__all__ = [
    "HELD",
    "Apart",
    "CaseNotFound",
    "Claimed",
    "ClaimedAlready",
    "Filed",
    "Filing",
    "KeyReused",
    "Petitioner",
    "allowed_moves",
    "answer_of",
    "answered_before",
    "answers_of",
    "claim",
    "claimable",
    "could_join",
    "due_of",
    "file",
    "find_filed",
    "followers_of",
    "key_of",
    "lead_of",
    "leads",
    "link_token",
    "move",
    "of_account",
    "parts_of",
    "pauses_of",
    "people_of",
    "petitioner_case",
    "petitioner_of",
    "pin_of",
    "proved_by",
    "reckoning_of",
    "set_apart",
    "split_off",
    "staff_case",
    "told_possible",
]
