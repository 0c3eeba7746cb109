"""What is asked of those who file a petition jointly, the same for every service that takes such petitions?

A service says `together = true`; its form then ends with these questions (민원법 2조 4호, 민원령 8).
"""

from __future__ import annotations

from typing import Final

from portal.kernel import collective
from portal.kernel.catalogue.shapes import Field, Named
from portal.kernel.words import Text

STEP: Final = Named("together", Text("여럿이 함께 내나요?", "Do several people file this together?"))
FIELDS: Final = (
    Field(
        name=collective.TOGETHER,
        kind="choice",
        label=Text("누가 내나요?", "Who files it?"),
        group=STEP.code,
        required=False,
        max_length=0,
        hint=Text("고르지 않으면 혼자 내는 것으로 봅니다.", "If you choose nothing, you file alone."),
        options=(
            Named("no", Text("혼자 냅니다", "I file alone")),
            Named(
                collective.YES,
                Text("여럿이 함께 냅니다", "Several people file it together"),
                Text(
                    "세 명부터는 대표자를 세 분까지 정해 달라고 요청할 수 있습니다.",
                    "From three people on you may be asked to choose up to three representatives.",
                ),
            ),
        ),
    ),
    Field(
        name=collective.HOUSEHOLDS,
        kind="number",
        label=Text("몇 세대가 함께 내나요?", "How many households?"),
        group=STEP.code,
        required=False,
        max_length=6,
        hint=Text(
            "함께 내실 때만 적어 주세요. 다섯 세대부터는 다수인관련민원으로 처리합니다.",
            "Only if several file together. From five households on it is a collective petition.",
        ),
    ),
    Field(
        name=collective.SIGNERS,
        kind="number",
        label=Text("서명한 사람은 모두 몇 명인가요?", "How many people have signed?"),
        group=STEP.code,
        required=False,
        max_length=6,
        hint=Text(
            "함께 내실 때만 적어 주세요. 나를 넣어 셉니다.", "Only if several file together. Count yourself."
        ),
    ),
    Field(
        name=collective.SIGNATURES,
        kind="file",
        label=Text("서명부", "Signature list"),
        group=STEP.code,
        required=False,
        max_length=0,
        hint=Text(
            "함께 내실 때는 꼭 필요합니다. 서명한 종이를 찍거나 파일로 올려 주세요. 주민등록번호는 가려 주세요. "
            "이름은 따로 적지 않습니다.",
            "Needed if several file together. A photo or file of the signed list, resident numbers covered. "
            "Names are not typed in anywhere.",
        ),
    ),
)
