"""Which answers does a file get that can't be taken?"""

from __future__ import annotations

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class FileRefused(Refusal):
    """A file that is not taken; `name` is its cleaned name, so that a page with five files can say which."""

    words: str = ""
    name: str = ""

    def __init__(self, **places: int) -> None:
        super().__init__(type(self).words, kind=None, code="", fields=None, **places)


class UnknownFormat(FileRefused):
    """The content is none of the kinds we take, whatever the name says."""

    words = N_("이 파일은 열 수 없는 형식입니다. 사진(JPG, PNG, HEIC)이나 PDF, 한글 파일로 올려 주세요.")


class Damaged(FileRefused):
    """The content begins like a kind we take and can't be read to its end."""

    words = N_("파일이 손상되어 열리지 않습니다. 다시 저장하거나 다시 찍어서 올려 주세요.")


class HasMacros(FileRefused):
    """An office document that carries programs."""

    words = N_("매크로가 들어 있는 문서는 받지 않습니다. 매크로 없이 저장하거나 PDF로 만들어 올려 주세요.")


class Overblown(FileRefused):
    """A small file that unpacks to a huge one (zip bomb)."""

    words = N_("압축을 풀면 너무 커지는 문서입니다. PDF로 만들어 올려 주세요.")


class TooManyPixels(FileRefused):
    """A picture too large to be decoded safely."""

    words = N_("사진이 너무 큽니다. %(ten_thousands)d만 화소보다 작게 줄여서 올려 주세요.")


class EmptyFile(FileRefused):
    """No bytes."""

    words = N_("빈 파일입니다. 다른 파일을 골라 주세요.")


class FileTooLarge(FileRefused):
    """Over the limit for one file."""

    kind = "too_large"
    words = N_("파일이 너무 큽니다. 한 파일은 %(megabytes)d MB까지 올릴 수 있습니다.")


class TooManyFiles(FileRefused):
    """Over the limit for one filing."""

    words = N_("파일은 %(most)d개까지 올릴 수 있습니다. 다른 파일을 빼고 다시 올려 주세요.")


class Infected(FileRefused):
    """The scanner found malicious code."""

    words = N_("파일에서 악성 코드가 발견되어 받지 않았습니다. 다른 파일을 올려 주세요.")


class NotScannedYet(FileRefused):
    """In quarantine: the scanner has not answered since the file came."""

    kind = "conflict"
    words = N_("아직 바이러스 검사를 마치지 못한 파일입니다. 검사가 끝나면 열 수 있습니다.")


class AttachmentNotFound(FileRefused):
    """Unknown, removed, or somebody else's: one answer for all."""

    kind = "not_found"
    words = N_("파일을 찾지 못했습니다.")


class DraftClosed(FileRefused):
    """The draft was filed, deleted or expired while the file was on its way."""

    kind = "not_found"
    words = N_("작성하던 신청서를 찾지 못했습니다. 이미 제출했다면 ‘내 민원’에서 볼 수 있습니다.")


class FileLost(FileRefused):
    """A row names it and the store has it no more: told to the log, and to the doctor by `portal files check`."""

    kind = "unavailable"
    words = N_("이 파일을 지금 열 수 없습니다. 민원실에 알려 주시면 백업에서 찾아 다시 열어 드립니다.")
