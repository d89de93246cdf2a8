"""Configuration of the gateway and the record intake: environment variables with the prefix ``YILIAN_``."""

import os
from datetime import time
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the processes of this room are told from outside (docs/architecture.md, "Processes").

    Sizes are in bytes, spans of time in seconds. ``closing_time`` is the close of business in Beijing, like ``17:30``, at
    which the last day of a limit ends (民法典 §203; none: 24:00). ``reduce_after_days`` is how many days after archiving
    personal data are reduced in the live store (none: never). Every default suits one machine; addresses are on
    loopback. Of an engine with several gateways ``engine_grpc`` is a gRPC target of all and ``engine_rest`` their addresses
    with commas between them. ``catalogue`` is a folder like ``bpmn/`` that stands in for it in tests.

    Without ``register_token_file`` (the keeper's token for what this installation itself states) no status list is signed.

    SMS and e-mail are off until ``sms_url`` and ``smtp_host`` are set. A message is tried ``message_attempts`` times, after
    pauses that double from ``message_first_pause`` to ``message_longest_pause``; each attempt ends after
    ``message_seconds``.

    What must not stand in an environment (``database_url``, ``intake_password``, ``sms_token``, ``smtp_password``) may
    stand in a file instead: in the folder ``YILIAN_SECRETS_DIR``, named as the variable in lower case.
    """

    model_config = SettingsConfigDict(
        env_prefix="YILIAN_",
        env_ignore_empty=True,
        extra="ignore",
        secrets_dir=os.environ.get("YILIAN_SECRETS_DIR"),
    )

    data: Path = Path("data")
    database_url: str | None = None
    data_key_file: Path | None = None
    roots: Path | None = None

    engine_grpc: str = "127.0.0.1:26500"
    engine_rest: str = "http://127.0.0.1:8080"
    engine_management: str = "http://127.0.0.1:9600"
    engine_starts_in_flight: int = Field(default=64, ge=1)

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    keeper_url: str = "http://127.0.0.1:8002"
    register_token_file: Path | None = None
    clock_file: Path | None = None
    catalogue: Path | None = None

    intake_user: str = "zeebe"
    intake_password: SecretStr | None = None
    intake_max_body: int = Field(default=64 * 1024 * 1024, ge=1024)

    oidc_issuer: str | None = None
    oidc_jwks_url: str | None = None
    oidc_audience: str = "yilian"
    login_lifetime: int = Field(default=24 * 3600, ge=60)
    program_login_lifetime: int = Field(default=31 * 24 * 3600, ge=60)

    max_json_body: int = Field(default=256 * 1024, ge=1024)
    max_file_size: int = Field(default=10 * 1024 * 1024, ge=1024)
    supplement_days: int = Field(default=15, ge=1)
    hold_days: int = Field(default=5, ge=1)
    document_templates: Path | None = None
    closing_time: time | None = None
    reduce_after_days: int | None = Field(default=None, ge=0)

    rating_days: int = Field(default=5, ge=1)
    rating_supplement_days: int = Field(default=5, ge=1)
    rating_verify_days: int = Field(default=1, ge=1)
    rating_mend_days: int = Field(default=3, ge=1)
    rating_answer_days: int = Field(default=1, ge=1)
    rating_review_days: int = Field(default=5, ge=1)
    rating_lapse_days: int = Field(default=5, ge=1)

    sms_url: str | None = None
    sms_token: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_starttls: bool = True
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str = "yilian@localhost"
    message_seconds: int = Field(default=10, ge=1)
    message_attempts: int = Field(default=8, ge=1)
    message_first_pause: int = Field(default=30, ge=1)
    message_longest_pause: int = Field(default=3600, ge=1)

    @property
    def store_url(self) -> str:
        """The database to use: ``DATABASE_URL``, or SQLite in the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data / 'store.db').absolute()}"

    @property
    def key_file(self) -> Path:
        """The file that holds the store's encryption key."""
        return self.data_key_file or self.data / "keys" / "data.key"

    @property
    def audit_heads_file(self) -> Path:
        """The file that keeps heads of the audit log outside the database."""
        return self.data / "audit-heads.jsonl"

    @property
    def credit_file(self) -> Path:
        """The fictitious codes that the rehearsal of the credit register bars."""
        return self.data / "rehearsal-credit.txt"

    @property
    def publicity_file(self) -> Path:
        """What the rehearsal of the provincial credit platform was told, one record a line."""
        return self.data / "rehearsal-publicity.jsonl"

    @property
    def ratings_file(self) -> Path:
        """Where the rehearsal of the provincial rating service keeps what it was told."""
        return self.data / "rehearsal-ratings.jsonl"

    @property
    def files_folder(self) -> Path:
        """The folder of encrypted files."""
        return self.data / "files"

    @property
    def keys_folder(self) -> Path:
        """The folder of this installation's own keys."""
        return self.data / "keys"

    @property
    def roots_folder(self) -> Path:
        """The folder of trusted root certificates (DER)."""
        return self.roots or self.data / "keys" / "roots"
