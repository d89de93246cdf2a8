"""Chains of certificates from a signer to a trusted root (RFC 5280, chapter 6), bounded in length and work.

Looked at: signatures, names, validity at the moment asked for, basic constraints with path length, key usage, extended key
usage of those who are set apart for one thing, and critical extensions. A chain with a critical extension that is none of
these (policies and name constraints among them) is refused. Revocation is :mod:`chain.trust.revocation`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chain.crypto.x509 import Certificate, Purpose

LONGEST = 8
"""Certificates in a chain, signer and root included."""
MOST_SIGNATURES = 64
"""Signatures that are checked in search of one chain."""
_UNDERSTOOD = {"basic_constraints", "key_usage", "extended_key_usage"}


@dataclass(frozen=True, slots=True)
class Path:
    """A chain in which nothing is wrong, from the signer to the root."""

    certificates: tuple[Certificate, ...]

    @property
    def below_root(self) -> Iterable[tuple[Certificate, Certificate]]:
        """Each certificate but the root's, with its issuer's."""
        return zip(self.certificates, self.certificates[1:], strict=False)

    @property
    def ends(self) -> datetime:
        """When the first of its certificates ends."""
        return min(certificate.validity.end for certificate in self.certificates)


@dataclass(frozen=True, slots=True)
class NoPath:
    """No chain: ``broken`` where one leads to a trusted root and breaks a rule; ``reason`` in Chinese."""

    reason: str
    broken: bool = False


def find_path(
    signer: Certificate,
    roots: Sequence[Certificate],
    others: Sequence[Certificate],
    at: datetime,
    purpose: Purpose | None = None,
) -> Path | NoPath:
    """A chain that held at ``at`` (aware), through any of ``others``; ``purpose`` is what the signer must be set apart for,
    ``None`` where it may be set apart for none of them."""
    return _Search(roots, others, at, purpose).from_signer(signer)


class _Search:
    """Depth first, the roots before the others; what was wrong with the first chain to a root is kept."""

    def __init__(
        self,
        roots: Sequence[Certificate],
        others: Sequence[Certificate],
        at: datetime,
        purpose: Purpose | None,
    ) -> None:
        self._roots, self._others, self._at, self._purpose = roots, others, at, purpose
        self._signatures = MOST_SIGNATURES
        self._problem = ""

    def from_signer(self, signer: Certificate) -> Path | NoPath:
        found = self._extended((signer,))
        if found is not None:
            return found
        if self._problem:
            return NoPath(self._problem, broken=True)
        if self._signatures <= 0:
            return NoPath("证书链过于复杂，未能在限定步数内核验到已信任的根证书。")
        return NoPath("证书不能通过证书链追溯到已信任的根证书，无法确认身份。")

    def _extended(self, chain: tuple[Certificate, ...]) -> Path | None:
        for root in self._roots:
            if self._signed(chain[-1], root):
                problem = _problem((*chain, root), self._at, self._purpose)
                if not problem:
                    return Path((*chain, root))
                self._problem = self._problem or problem
        if len(chain) >= LONGEST - 1:
            return None
        for other in self._others:
            if all(other.der != each.der for each in chain) and self._signed(chain[-1], other):
                found = self._extended((*chain, other))
                if found is not None:
                    return found
        return None

    def _signed(self, certificate: Certificate, issuer: Certificate) -> bool:
        if certificate.issuer_der != issuer.subject_der or self._signatures <= 0:
            return False
        self._signatures -= 1
        return certificate.signed_by(issuer)


def _problem(chain: tuple[Certificate, ...], at: datetime, purpose: Purpose | None) -> str:
    """The first rule that a chain of good signatures breaks; empty where it breaks none."""
    return _signer_problem(chain[0], purpose) or _chain_problem(chain, at)


def _signer_problem(signer: Certificate, purpose: Purpose | None) -> str:
    if not (signer.may("digital_signature") or signer.may("non_repudiation")):
        return "证书的密钥用途不包括签名。"
    if purpose is not None and not signer.is_only_for(purpose):
        return "证书的扩展密钥用途不是专用于该项服务。"
    if purpose is None and any(map(signer.is_only_for, Purpose)):
        return "证书专用于时间戳、状态应答或者登记服务，不能用于签章和制章。"
    return ""


def _chain_problem(chain: tuple[Certificate, ...], at: datetime) -> str:
    beneath = 0
    for index, certificate in enumerate(chain):
        name = "证书" if index == 0 else "根证书" if index == len(chain) - 1 else "中间证书"
        if not certificate.validity.covers(at):
            return f"{name}在签署时不在有效期内。"
        if certificate.critical - _UNDERSTOOD:
            return f"{name}含有不能识别的关键扩展。"
        if index == 0:
            continue
        if not (certificate.is_authority and certificate.may("key_cert_sign")):
            return f"{name}的持有者不是有权签发证书的认证机构。"
        if certificate.path_length is not None and beneath > certificate.path_length:
            return f"{name}限定的证书链长度被突破。"
        beneath += not certificate.self_issued
    return ""
