"""Which sign-in providers did the operator name, and whom do they vouch for: residents, staff, or both?"""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Text
from portal.provider_settings import ProviderSettings
from portal.settings import settings


class UnknownProvider(Refusal):
    """No provider has this name (any more)."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 로그인 방법은 없습니다. 로그인 화면에서 다시 골라 주세요."))


class ProviderAway(Refusal):
    """The provider does not answer, or not as it should: nothing was lost, another way may do."""

    kind = "unavailable"

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(
            N_(
                "지금은 %(provider)s 로그인을 쓸 수 없습니다. 잠시 후 다시 해 보거나 다른 방법으로 로그인해 주세요."
            ),
            provider=provider.label,
        )


@dataclass(frozen=True)
class Provider:
    """A provider under the name that its settings give it (`OIDC__<NAME>__…`, in small letters)."""

    name: str
    settings: ProviderSettings

    @property
    def label(self) -> Text:
        """What residents call it."""
        korean = self.settings.label or self.name
        return Text(korean, self.settings.label_en or korean)

    @property
    def redirect_uri(self) -> str:
        """The one address to which the provider sends browsers back; registered there letter by letter."""
        return f"{settings().base_url.rstrip('/')}/sign-in/back/{self.name}"

    @property
    def after_sign_out(self) -> str:
        """Where the provider sends a browser after signing it out there; registered as well."""
        return f"{settings().base_url.rstrip('/')}/sign-out"


def every() -> list[Provider]:
    """All providers, in the order of their names."""
    return [Provider(name, given) for name, given in sorted(settings().oidc.items())]


def for_residents() -> list[Provider]:
    """Those that the sign-in page of residents offers."""
    return [provider for provider in every() if provider.settings.residents]


def for_staff() -> list[Provider]:
    """Those whose word on staff is taken."""
    return [provider for provider in every() if provider.settings.staff]


def named(name: str) -> Provider:
    """The provider of this name. Raises UnknownProvider."""
    given = settings().oidc.get(name)
    if given is None:
        raise UnknownProvider()
    return Provider(name, given)
