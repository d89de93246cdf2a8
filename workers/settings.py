"""Configuration of a worker process: environment with the prefix ``YILIAN_`` (see docs/architecture.md)."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from workers.client.transport import TokenSource
from workers.errors import WorkerMisconfigured


class WorkerSettings(BaseSettings):
    """What one worker process is told."""

    model_config = SettingsConfigDict(env_prefix="YILIAN_", extra="ignore")

    body: str = Field(default="", pattern=r"^([a-z][a-z0-9_]*)?$")
    engine_grpc: str = "127.0.0.1:26500"
    gateway_url: str = "http://127.0.0.1:8000"
    keeper_url: str = "http://127.0.0.1:8002"
    token: SecretStr | None = None
    token_file: Path | None = None
    keeper_token_file: Path | None = None
    sharing_file: Path | None = None
    host: str = "127.0.0.1"
    health_port: int = Field(default=8101, ge=0, le=65535)
    worker_concurrency: int = Field(default=32, ge=1, le=1000)
    worker_grace_seconds: float = Field(default=20, ge=0)
    worker_streaming: bool = True

    @property
    def grace(self) -> timedelta:
        """How long running jobs may go on after a stop."""
        return timedelta(seconds=self.worker_grace_seconds)

    def gateway_token(self) -> TokenSource:
        """The body's token for the gateway. Raises :class:`WorkerMisconfigured` when none is named."""
        if self.token_file is not None:
            return TokenSource.file(self.token_file)
        if self.token is not None:
            return TokenSource.fixed(self.token.get_secret_value())
        raise WorkerMisconfigured("缺少访问凭证：请设置 YILIAN_TOKEN_FILE 或 YILIAN_TOKEN。")

    def keeper_token(self) -> TokenSource:
        """The body's token for the keeper; a body that keeps no seal has none."""
        return TokenSource.file(self.keeper_token_file) if self.keeper_token_file else TokenSource.fixed("")
