"""What does the mail say when something happened to a petition? What changed, what to do, until when, who has it.

Never the contents: not what was written, asked or answered, and the service's name only if the public may see
it. Every letter names department, officer and phone (민원령 31). Only the first one, to the address that was
proved when filing, brings the secret link; who reads the others opens the case by it or by `/cases`.
"""

from portal.rooms.petitions.letters.letter import compose
from portal.rooms.petitions.letters.news import BODIES, SUBJECTS

__all__ = ["BODIES", "SUBJECTS", "compose"]
