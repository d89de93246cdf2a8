"""Who calls: the subject of a token, its roles, and the body it works for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chain.errors import NotAuthenticated, NotPermitted
from gateway.agents.scope import MandateAct

_BODY = re.compile(r"[a-z][a-z0-9_]{0,79}")
_MAX_SUBJECT = 200


class Role(StrEnum):
    """What a caller may be; a token may carry several. ``head`` is the head of a body (负责人), who approves."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    HEAD = "head"
    CLERK = "clerk"
    """窗口人员: takes applications in and hands answers out where people come in person."""
    WORKER = "worker"
    OPERATOR = "operator"
    DESIGNER = "designer"
    INTEGRATOR = "integrator"
    SUPERVISOR = "supervisor"


OF_A_BODY = frozenset({Role.OFFICER, Role.HEAD, Role.CLERK, Role.WORKER})
"""Roles that mean nothing without the body they belong to."""

OF_PROGRAMS = frozenset({Role.WORKER, Role.INTEGRATOR, Role.OPERATOR})
"""Roles that programs hold and nobody logs in for each day; monitoring reads the numbers as an operator."""

_KNOWN = {role.value: role for role in Role}


class ClaimsRefused(NotAuthenticated):
    """A token whose signature holds, but whose claims do not say who calls."""

    message = "登录凭证中的身份信息不完整，请联系身份管理人员。"


class BodyNotKnown(NotPermitted):
    """A token for a body that the catalogue does not have: of another installation, or of a body that is no more."""

    message = "登录凭证所属的实施主体不在本系统的目录中，请联系身份管理人员核对。"


@dataclass(frozen=True, slots=True)
class Under:
    """The mandate (授权委托) under which a call is made, for whom, and what the call does.

    Whether the mandate holds is decided in the transaction of the act (``gateway.agents.acting``), at ``now()``.
    """

    mandate_no: str
    principal: str
    act: MandateAct
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Caller:
    """``sub`` names the caller for ever; ``body`` is the code of its body for the roles of a body.

    ``under`` is the mandate under which the caller acts for somebody else; ``None`` in their own right.
    """

    sub: str
    roles: frozenset[Role]
    body: str | None = None
    under: Under | None = None

    def has(self, *roles: Role) -> bool:
        """Whether the caller has one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    @property
    def principal(self) -> str:
        """The applicant's account in whose name the caller acts: their own, or that of who authorised them."""
        return self.sub if self.under is None else self.under.principal

    @property
    def mandate_no(self) -> str | None:
        """Number of the mandate under which the caller acts."""
        return None if self.under is None else self.under.mandate_no

    @property
    def standing(self) -> str:
        """What tells the caller's commands apart from others with the same key: the account, and the mandate."""
        return self.sub if self.under is None else f"{self.sub} {self.under.mandate_no}"

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "Caller":
        """The caller that verified claims describe; roles nobody knows here count for nothing.

        Raises ``ClaimsRefused`` when the subject is missing, or a role of a body comes without one.
        """
        sub, roles, body = claims.get("sub"), claims.get("roles"), claims.get("body")
        if not isinstance(sub, str) or not 0 < len(sub) <= _MAX_SUBJECT or not sub.isprintable():
            raise ClaimsRefused
        if not isinstance(roles, list):
            raise ClaimsRefused
        held = frozenset(_KNOWN[role] for role in roles if isinstance(role, str) and role in _KNOWN)
        if body is not None and not (isinstance(body, str) and _BODY.fullmatch(body)):
            raise ClaimsRefused
        if held & OF_A_BODY and body is None:
            raise ClaimsRefused
        return cls(sub, held, body)
