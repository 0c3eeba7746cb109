"""Is the portal's own English whole: every sentence there, and fillable with what fills the Korean one?"""

from babel.messages.pofile import read_po

import portal.cli.words as words
from portal.settings import ROOT

PO = words.LOCALE / "en.po"


def test_every_sentence_of_the_portal_is_there_in_english():
    assert words.complaints(PO, ROOT) == []


def test_what_fills_a_korean_sentence_fills_its_english():
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="en", abort_invalid=True)
    for message in catalogue:
        sentences = (*words._forms(message.id), *words._forms(message.string))
        places = dict.fromkeys(words.PLACE.findall("".join(sentences)), 2)
        filled = [sentence % places for sentence in sentences if places]
        assert all("%(" not in text for text in filled), message.id
