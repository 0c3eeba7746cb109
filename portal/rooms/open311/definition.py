"""What does GeoReport v2 fix, and how often may a program ask?"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from portal.kernel.tries import Limit
from portal.kernel.words import N_, Text

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
TYPES: Final = {"xml": "text/xml", "json": "application/json"}
"""The formats by the ending of an address; XML is the one that every client knows."""
CHANNEL: Final = "open311"
SPAN: Final = timedelta(days=90)
MOST: Final = 1000
"""Of requests at once: so many days, so many requests."""
LONGEST: Final = 4000
"""Letters of a description; a service's own limit may be lower."""
SHORTEST_KEY, LONGEST_KEY = 16, 128
KEY_HEADER: Final = "Idempotency-Key"

FILE_BY_ADDRESS: Final = Limit("open311-file", 300, 3600)
READ_BY_ADDRESS: Final = Limit("open311-read", 600, 600)

ADDRESS: Final = "petitioner_address"
CONSENT: Final = "consent"
"""What the law asks besides the fields that the specification knows: attributes of every service."""
ADDRESS_LABEL: Final = Text("신고하는 분의 주소", "Address of the person who reports")
ADDRESS_HINT: Final = Text(
    "이름과 주소가 있어야 민원으로 처리합니다(민원처리법 시행령 제2조).",
    "A petition needs a name and an address (Enforcement Decree of the Civil Petitions Treatment Act, art. 2).",
)
CONSENT_LABEL: Final = Text("개인정보 수집·이용 동의", "Consent to the collection and use of personal data")
CONSENT_HINT: Final = Text(
    "답변하려고 이름, 주소, 연락처를 받습니다(개인정보 보호법 제15조). 처리방침: /help/privacy",
    "Name, address and contact are collected to answer (Personal Information Protection Act, art. 15). "
    "See /help/privacy",
)
YES: Final = Text("동의합니다", "I consent")
WITHOUT_NAME: Final = N_("신고하는 분의 이름을 first_name과 last_name에 적어 주세요.")
