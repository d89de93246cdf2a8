"""``scripts/verify FILE…``: say of each certificate whether it is genuine, and why.

Trusted are only the roots that are configured: ``--root FILE`` (DER or PEM, repeatable), else the DER files in the folder
``YILIAN_ROOTS``, else the root of the local keeper. What lies beside the file is never trusted.
Certificates between signer and root come with ``--intermediate``. With ``--crl`` or ``--ocsp`` it is asked too whether the
signers' certificates were revoked, of these files alone: nothing is fetched. ``--maker`` names who may make seals beneath a
root. What a configured folder holds of all these (:mod:`chain.trust.folder`) is taken with its roots.
With ``--status-list`` (from ``GET /certificates/status-list``) the certificate's status counts too, without a network: what is
not on a fresh list that the issuer's register signed counts; a list that cannot be relied on leaves it open.
Exit code 0: all passed; 1: at least one did not; 2: wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from chain.certificates.judged import judge
from chain.certificates.questions import answers
from chain.certificates.standing import unknown
from chain.certificates.status_list import LARGEST, MalformedStatusList, StatusList
from chain.certificates.status_list_trust import StatusListNotTrusted, trusted_list
from chain.certificates.verdict import Finding, Verdict
from chain.certificates.verification import verify_ofd
from chain.clock import configured_clock
from chain.crypto.pem import der_of
from chain.ofd.package import DEFAULT_LIMITS
from chain.trust.evidence import Evidence
from chain.trust.folder import INTERMEDIATES, LISTS, MAKERS

_PIECES = {
    "root": "信任的根证书",
    "intermediate": "中间证书",
    "maker": "认可的制章机构的证书",
    "crl": "证书吊销列表",
    "ocsp": "证书状态应答",
}
"""What is given in files of its own, by option."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the files named on the command line."""
    parser = argparse.ArgumentParser(prog="verify", description="核验OFD电子证照")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="电子证照文件")
    for name, what in _PIECES.items():
        parser.add_argument(
            f"--{name}", action="append", type=Path, default=[], help=f"{what}（DER或者PEM），可重复"
        )
    parser.add_argument("--status-list", type=Path, metavar="FILE", help="已下载的证照状态清单")
    options = parser.parse_args(arguments)
    folder = None if options.root else _configured_folder()
    roots = options.root or _in(folder, "*.der")
    intermediates = [*options.intermediate, *_in(folder, f"{INTERMEDIATES}/*.der")]
    crls = [*options.crl, *_in(folder, f"{LISTS}/*.crl")]
    makers = [*options.maker, *_in(folder, f"{MAKERS}/*.der")]
    verify = _verifying(intermediates, makers, crls, options.ocsp, options.status_list)
    return judge(options.files, roots, verify, DEFAULT_LIMITS.archive, _about)


def _pieces(files: Sequence[Path]) -> tuple[bytes, ...]:
    return tuple(der_of(file.read_bytes()) for file in files)


def _verifying(
    intermediates: Sequence[Path],
    makers: Sequence[Path],
    crls: Sequence[Path],
    responses: Sequence[Path],
    status_list: Path | None,
) -> Callable[[bytes, list[bytes]], Verdict]:
    """:func:`verify_ofd` with the evidence in these files, read when it is first needed, and what the list says besides."""

    @cache
    def evidence() -> Evidence:
        return Evidence(
            crls=_pieces(crls),
            ocsp_responses=_pieces(responses),
            certificates=_pieces(intermediates),
            makers=_pieces(makers),
            asks_revocation=bool(crls or responses),
        )

    @cache
    def listed(file: Path, roots: tuple[bytes, ...]) -> StatusList | Finding:
        content = _read(file, LARGEST)
        try:
            return trusted_list(content, roots, configured_clock().now(), evidence())
        except (MalformedStatusList, StatusListNotTrusted) as error:
            return unknown(error.detail)

    def verify(data: bytes, roots: list[bytes]) -> Verdict:
        verdict = verify_ofd(data, roots, evidence=evidence())
        if status_list is None:
            return verdict
        found = listed(status_list, tuple(roots))
        if isinstance(found, Finding):
            return verdict.with_findings(found)
        return verdict.with_findings(*found.findings(verdict.identifier, configured_clock().now()))

    return verify


def _read(file: Path, most: int) -> bytes:
    """No more than the limit and one byte: a longer file is refused by its length."""
    with file.open("rb") as stream:
        return stream.read(most + 1)


def _about(verdict: Verdict) -> list[str]:
    """Whose certificate it claims to be, and the answers; what they rest on is written below them."""
    identifier = [f"证照标识：{verdict.identifier}"] if verdict.identifier else []
    asked = (f"{each.question.label}：{each.result.label}。{each.reason}" for each in answers(verdict))
    return [*identifier, *asked, "依据："]


def _configured_folder() -> Path | None:
    folder, data = os.environ.get("YILIAN_ROOTS"), os.environ.get("YILIAN_DATA")
    if folder:
        return Path(folder)
    return Path(data) / "keeper" / "public" if data else None


def _in(folder: Path | None, pattern: str) -> list[Path]:
    return [] if folder is None else sorted(folder.glob(pattern))


if __name__ == "__main__":
    sys.exit(main())
