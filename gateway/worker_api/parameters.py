"""Who calls ``/worker``, what its paths name, and how files are answered: what its endpoints share."""

from typing import Annotated, Any

from fastapi import Depends, Header, Path

from gateway.dependencies import Caller, Role, require

Worker = Annotated[Caller, Depends(require(Role.WORKER))]
JobKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=36,
        pattern=r"^[!-~]+$",
        description="引擎作业编号：同一作业重试时相同。",
    ),
]
CaseNo = Annotated[str, Path(max_length=40, description="办件编号")]
Item = Annotated[str, Path(max_length=40, description="事项编码")]
Identifier = Annotated[str, Path(max_length=120, description="电子证照标识，可省略根")]
Name = Annotated[str, Path(max_length=64)]
DocumentNo = Annotated[str, Path(max_length=40, description="文书在办件内的编号")]

Responses = dict[int | str, dict[str, Any]]
NO_STORE = {"Cache-Control": "private, no-store"}
