"""What the operator decides, read once from the environment (prefix ANSINH_)."""

from functools import cache
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of the service; `.env.example` lists them for the operator."""

    model_config = SettingsConfigDict(
        env_prefix="ANSINH_", env_file=".env", frozen=True, extra="ignore"
    )

    database_url: str | None = Field(
        None, validation_alias=AliasChoices("DATABASE_URL", "ANSINH_DATABASE_URL")
    )
    """Owner of the tables: runs migrations. Empty means the embedded server."""
    service_database_url: str | None = None
    """Login of the service; empty means `database_url` with the role switched to `house_app`."""
    data_folder: Path = Path(".data")
    public_url: str = ""
    """Where anybody reaches the service, for the codes on papers; empty means as it was asked."""
    host: str = "127.0.0.1"
    port: int = 8000
    clock_control: bool = False
    """Demonstration and tests only: the business clock can be set. Production refuses."""
    environment: str = "production"
    identity_key: SecretStr = SecretStr("")
    """Keys the digests of identity numbers; kept outside the database."""
    webhooks: Path | None = None
    """JSON file: where each payment agent's system is told of released runs, and its secrets."""
    policy_overrides: Path | None = None
    paper_templates: Path | None = None
    """Folder with the office's own paper templates (*.docx, *.typ); they go before the built-in."""
    paper_fonts: Path | None = None
    """Folder with the office's own fonts for PDF, such as Times New Roman."""
    max_list_bytes: int = 20 * 1024 * 1024
    max_list_rows: int = 200_000
    max_statement_bytes: int = 128 * 1024 * 1024
    """A payment agent's statement as ISO 20022 XML takes some 500 bytes a line."""
    max_statement_lines: int = 200_000
    max_act_bytes: int = 256 * 1024
    body_seconds: float = 120.0
    daily_look_up_cap: int = 200
    """How often a day an officer is told that somebody is claimed outside their territory."""
    pool_size: int = 8
    database_seconds: float = Field(120.0, gt=0, le=3600)
    """How long one statement to the database, or the pause between two of an act, may last."""
    token_minutes: int = 15
    session_idle_minutes: int = Field(30, ge=1, le=24 * 60)
    """A session at a browser ends when nobody has asked for a page for so long."""
    page_patience_seconds: float = Field(0.06, ge=0, le=60)
    """How long a page that takes seconds to make is waited for before its reader is told so."""
    session_hours: int = Field(8, ge=1, le=24)
    """A session at a browser ends after so long, whoever is still there."""
    seal_seconds: int = Field(5, ge=1, le=3600)
    """How often the worker seals the trail: what is younger can still be forged unseen."""
    fold_seconds: int = Field(60, ge=1, le=3600)
    """How often the worker folds the deltas of coverage; figures do not depend on it."""
    seal_key_file: Path | None = None
    """The key that signs seals, made on first use; empty means `seal.key` in the data folder."""
    seal_folder: Path | None = None
    """Where signed notes are also written, one line after the other; best a write-once place."""
    worker_concurrency: int = 2
    log_level: str = "INFO"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
