"""Where is the demo, and who may come in? `portal demo accounts`."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from portal.rooms.demo.definition.cards import CARDS
from portal.rooms.demo.definition.people import STAFF, password_of
from portal.rooms.demo.queries.codes import code_of
from portal.settings import settings


def accounts() -> None:
    """Print the address and the demo accounts with what each may do."""
    now, base = datetime.now(UTC), settings().base_url
    console = Console()
    table = Table(
        "계정", "비밀번호", "인증번호", "누구이고 무엇을 하나", title=f"시연 계정 · {base}/desk/sign-in"
    )
    for account in STAFF:
        who = f"{account.name} · {account.may}"
        table.add_row(account.login, password_of(account.login), code_of(account.login, now), who)
    residents = Table("아이디", "비밀번호", "누구이고 무엇을 하나", title=f"시연 주민 · {base}/sign-in")
    for card in CARDS["residents"]:
        residents.add_row(card.login, card.password, f"{card.name} · {card.may}")
    console.print()
    console.print(residents)
    console.print(table)
    console.print(f"포털     {base}/", highlight=False)
    console.print(f"안내     {base}/demo  (지금 쓸 인증번호와 QR)", highlight=False)
    console.print(f"편지함   {base}/demo/mail", highlight=False)
    console.print("끝내기   Ctrl+C", highlight=False)
