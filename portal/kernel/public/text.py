"""By which words is a public case found, and what did somebody mean who typed some?

Korean becomes the keys of a Korean keyboard in Latin letters: 가로등 is rkfhemd. So a half-typed syllable is the
beginning of the word that is meant, particles are only what follows a word, compounds are found inside, the engine's
locale does not matter, and who forgot to switch the keyboard finds the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from portal.kernel.catalogue import Service, current
from portal.kernel.search import hangul

LONGEST_QUERY: Final = 60
MOST_WORDS: Final = 6
# 두벌식 자판 (KS X 5002); a doubled consonant stands on the key of the single one.
_KEYS: Final = str.maketrans(
    "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ", "rrseefaqqttdwwczxvgkoiojpuphynbml"
)
# What may follow a noun (조사), the longest first: it is cut off, so that the noun is found with any other or none.
_PARTICLES: Final = tuple(
    "에서는 에서도 으로는 에서 으로 까지 부터 에게 한테 이나 하고 은 는 이 가 을 를 의 에 로 도 와 과 만".split()
)
_SHORTEST_NOUN: Final = 2
_HANGUL: Final = ("가", "힣")


def keys_of(word: str) -> str:
    """One plain word as the keys that type it."""
    return "".join(hangul.strokes(letter) for letter in word).translate(_KEYS)


def joined(phrase: str) -> str:
    """A phrase as one word of keys."""
    return keys_of("".join(hangul.plain(phrase).split()))


def noun_of(word: str) -> str:
    """A word without the particle at its end, if enough is left to be a word."""
    if not (word and _HANGUL[0] <= word[-1] <= _HANGUL[1]):
        return word
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST_NOUN:
            return word.removesuffix(particle)
    return word


def words_of(typed: str) -> tuple[str, ...]:
    """The words that somebody typed, each as keys, without particles and repetitions."""
    plain = hangul.plain(typed[:LONGEST_QUERY]).split()[:MOST_WORDS]
    return tuple(dict.fromkeys(keys_of(noun_of(word)) for word in plain))


@lru_cache(maxsize=1024)  # asked of every service whenever the house opens
def phrases(*texts: str) -> str:
    """Texts as a row keeps them: each word, and each text as one, so that 도로파손 finds 도로 파손."""
    found: dict[str, None] = {}
    for text in texts:
        words = [keys_of(word) for word in hangul.plain(text).split()]
        found |= dict.fromkeys([*words, joined(text)])
    # A longer word that has another one at its beginning finds that one, too.
    kept = [word for word in found if not any(other != word and other.startswith(word) for other in found)]
    return " " + " ".join(word for word in kept if word)


def strokes_of(service: Service, department: str) -> str:
    """The words by which the cases of a service in a department are found: what their public rows say, and how the
    service is called otherwise."""
    known = current().department(department)
    titles = (known.title.ko, known.title.en) if known else ()
    return phrases(service.title.ko, service.title.en, *titles, *service.search_words)
