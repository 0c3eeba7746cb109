"""Which settings does the house run with, and where do its data stand?

Everything comes from the environment (prefix `PORTAL_`, except the names that operators know:
`DATABASE_URL`, `FILES_URL`, `SMTP_URL`, `CLAMD`, `DEMO`). See docs/operating.md for each of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.provider_settings import PROVIDER_NAME, ProviderSettings, is_here

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("home", "filing", "petitions", "tracking", "account", "desk", "notices", "record", "open311")
DEMO_ROOMS = ("demo",)
POSTGRES = ("postgresql://", "postgres://")
DEMO_MARK = "demo:began"
"""The counter that marks a database with demo people in it: the house opens it with DEMO=1 only."""


class NoDatabaseFile(RuntimeError):
    """The house runs on PostgreSQL: what needs the database's file must ask `on_postgres` first."""


class Settings(BaseSettings):
    """The typed settings. Paths are absolute; `host` is where the web process listens."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_nested_delimiter="__", extra="ignore")

    demo: bool = Field(default=False, validation_alias=AliasChoices("DEMO", "PORTAL_DEMO"))
    database_url: str = Field(
        default="", validation_alias=AliasChoices("DATABASE_URL", "PORTAL_DATABASE_URL")
    )
    files_url: str = Field(default="", validation_alias=AliasChoices("FILES_URL", "PORTAL_FILES_URL"))
    queue_url: str = Field(default="", validation_alias=AliasChoices("QUEUE_URL", "PORTAL_QUEUE_URL"))
    smtp_url: str = Field(default="", validation_alias=AliasChoices("SMTP_URL", "PORTAL_SMTP_URL"))
    sms_url: str = Field(default="", validation_alias=AliasChoices("SMS_URL", "PORTAL_SMS_URL"))
    clamd: Literal["off", "required"] = Field(
        default="off", validation_alias=AliasChoices("CLAMD", "PORTAL_CLAMD")
    )
    clamd_address: str = Field(
        default="unix:/run/clamav/clamd.ctl",
        validation_alias=AliasChoices("CLAMD_ADDRESS", "PORTAL_CLAMD_ADDRESS"),
    )
    var: Path = ROOT / "var"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: str = ""
    mail_from: str = "금정구 민원포털 <portal@geumjeong.example>"
    demo_mail_port: int = 8025
    demo_sms_port: int = 8026
    demo_provider_port: int = 8030
    district_name: str = "금정구"
    district_name_en: str = "Geumjeong-gu"
    district_address: str = "부산광역시 금정구"
    front_desk_phone: str = "051-000-4000"
    backup_dir: Path | None = None
    backup_keys_dir: Path | None = None
    backup_recipients: str = ""
    backup_keys_recipients: str = ""
    metrics_token: str = ""
    auditor_mail: str = ""
    open311_keys: str = ""
    disk_free_mb: int = 1024
    otel_endpoint: str = Field(default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    oidc: dict[str, ProviderSettings] = Field(default_factory=dict, validation_alias="OIDC")

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Settings:
        """The demo has known passwords: it refuses to listen beyond loopback."""
        if self.demo and not is_here(self.host):
            raise ValueError("DEMO=1 listens on loopback only: set PORTAL_HOST=127.0.0.1 or unset DEMO")
        return self

    @field_validator("oidc")
    @classmethod
    def _names_fit_addresses(cls, given: dict[str, ProviderSettings]) -> dict[str, ProviderSettings]:
        """A provider's name stands in the address it sends people back to."""
        for name in given:
            if not PROVIDER_NAME.fullmatch(name):
                raise ValueError(f"OIDC__{name.upper()}: a name is letters, digits and _, 32 at most")
        return given

    @model_validator(mode="after")
    def _letters_stay_here(self) -> Settings:
        """Without a mail server named, letters go to this machine: in the demo to its mailbox, as text messages do."""
        self.smtp_url = self.smtp_url or f"smtp://127.0.0.1:{self.demo_mail_port}"
        if self.demo:
            here = f"solapi+http://demo:demo@127.0.0.1:{self.demo_sms_port}?from={self.front_desk_phone}"
            self.sms_url = self.sms_url or here
        return self

    @field_validator("database_url")
    @classmethod
    def _engine_is_known(cls, given: str) -> str:
        """Anything else would silently mean a new, empty database."""
        if given and not given.startswith(("sqlite://", *POSTGRES)):
            raise ValueError("DATABASE_URL begins with sqlite:// or postgresql://")
        return given

    @field_validator("files_url")
    @classmethod
    def _files_have_a_place(cls, given: str) -> str:
        """A misspelt place would silently mean another one. Credentials have names of their own (AWS_…)."""
        parts = urlsplit(given)
        known = {name for name, _ in parse_qsl(parts.query)} <= {"endpoint", "region"}
        if given and not (parts.scheme == "s3" and parts.netloc and "@" not in parts.netloc and known):
            raise ValueError(
                "FILES_URL is s3://bucket/prefix?endpoint=https://…&region=…, without credentials"
            )
        return given

    @field_validator("queue_url")
    @classmethod
    def _queue_is_known(cls, given: str) -> str:
        """A misspelt address would silently leave the messages in the outbox."""
        if given and not given.startswith(("amqp://", "amqps://")):
            raise ValueError("QUEUE_URL begins with amqp:// or amqps://; without it the queue is the outbox")
        return given

    @property
    def on_rabbitmq(self) -> bool:
        """True if the departments' systems take their messages from a RabbitMQ broker."""
        return bool(self.queue_url)

    @property
    def on_postgres(self) -> bool:
        """True if the database is a PostgreSQL server's, and no file of ours."""
        return self.database_url.startswith(POSTGRES)

    @property
    def database_path(self) -> Path:
        """Where the SQLite database stands (`sqlite:///path` or the default under `var`). Raises NoDatabaseFile."""
        if self.on_postgres:
            raise NoDatabaseFile("the database is at a PostgreSQL server")
        if self.database_url.startswith("sqlite://"):
            return Path(self.database_url.removeprefix("sqlite://"))
        return self.var / "portal.sqlite3"

    @property
    def auditor_addresses(self) -> tuple[str, ...]:
        """Whom the daily root over all cases is mailed to (`PORTAL_AUDITOR_MAIL`, with commas between them)."""
        return tuple(address.strip() for address in self.auditor_mail.split(",") if address.strip())

    @property
    def secure(self) -> bool:
        """True if residents reach the portal by HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that are open in this process."""
        return ROOMS + DEMO_ROOMS if self.demo else ROOMS


@cache
def settings() -> Settings:
    """The settings of this process, read once. Tests call `settings.cache_clear()`."""
    return Settings()


def model_modules() -> list[str]:
    """The modules that hold models: the kernel's and each room's `models.py`."""
    rooms = Path(__file__).parent / "rooms"
    return ["portal.kernel.models"] + [
        f"portal.rooms.{room}.models" for room in ROOMS if (rooms / room / "models.py").exists()
    ]


def tortoise_config(path: Path | None = None) -> dict[str, Any]:
    """Tortoise's configuration: one app for the house (one sequence of migrations).

    The engine is PostgreSQL if DATABASE_URL says so; with `path`, it is the SQLite file there.
    """
    return {
        "connections": {"default": _connection(path)},
        "apps": {
            "portal": {
                "models": model_modules(),
                "default_connection": "default",
                "migrations": "portal.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(path: Path | None) -> dict[str, Any]:
    if path is None and settings().on_postgres:
        return {
            "engine": "portal.database.postgres_engine",
            "credentials": postgres_credentials(settings().database_url),
        }
    return {
        "engine": "portal.database.engine",
        "credentials": {"file_path": str(path or settings().database_path)},
    }


def postgres_credentials(url: str) -> dict[str, str]:
    """The address and, apart from it, the password: what is logged of the address names no secret."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    found = {"url": urlunsplit(parts._replace(netloc=f"{quote(unquote(name))}{at}{host}"))}
    return found | ({"password": unquote(password)} if password else {})
