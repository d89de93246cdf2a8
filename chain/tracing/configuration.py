"""Whether and where a process records its traces: read from the environment once, when it starts."""

import os

from chain.errors import ChainError
from chain.tracing import spans

ENDPOINT_VARIABLE = "YILIAN_OTLP_ENDPOINT"
RATIO_VARIABLE = "YILIAN_TRACE_RATIO"


class TracingMisconfigured(ChainError):
    """An address or a ratio that cannot be."""

    message = (
        "链路追踪的配置有误：YILIAN_OTLP_ENDPOINT 应以 http:// 或 https:// 开头，"
        "YILIAN_TRACE_RATIO 应为 0 到 1 的数。"
    )


def set_up(service: str, body: str | None = None) -> None:
    """Record the traces of this process under the name ``service`` when a collector is configured.

    Raises ``TracingMisconfigured``.
    """
    endpoint = os.environ.get(ENDPOINT_VARIABLE, "").strip()
    if not endpoint:
        return
    ratio = _ratio(os.environ.get(RATIO_VARIABLE, ""))
    if not endpoint.startswith(("http://", "https://")):
        raise TracingMisconfigured
    # Loaded here: a process without traces must not pay for the SDK.
    from chain.tracing.export import exporting_recorder

    spans.use(exporting_recorder(service, body, endpoint, ratio))


def shut_down() -> None:
    """Record nothing further and hand over what is still here; takes two seconds at the most."""
    recorder = spans.use(None)
    if recorder is not None:
        recorder.close()


def _ratio(text: str) -> float:
    try:
        ratio = float(text or 1)
    except ValueError:
        raise TracingMisconfigured from None
    if not 0 <= ratio <= 1:
        raise TracingMisconfigured
    return ratio
