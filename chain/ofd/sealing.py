"""Seal an OFD (GB/T 33190-2016 chapter 18, GB/T 38540-2020) in two steps, so that the key may be elsewhere.

:func:`prepare_seal` lays everything into the package except the signature and tells the digest to sign;
:meth:`PreparedSealing.finish` takes the signature and gives the sealed file.
"""

import posixpath
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from chain.crypto import sm2, sm3
from chain.crypto.x509 import Certificate, read_certificate
from chain.ofd.errors import MalformedOfd, OfdLocked, SealNotUsable, SignatureNotAccepted
from chain.ofd.handover import opened
from chain.ofd.model import Box
from chain.ofd.package import ROOT, digest_of, resolve, write_package
from chain.ofd.packing import Packed
from chain.ofd.reader import Stamp
from chain.ofd.xml import add, child, element, number, parse, serialise, tag, text_of
from chain.seal.making import data_to_sign, seal_signature
from chain.seal.reading import read_seal
from chain.trust.timestamping import Timestamper

_NUMBER = re.compile(r"\d{1,9}$")
_PROVIDER = {"ProviderName": "一链办理", "Company": "一链办理", "Version": "1"}


@dataclass(frozen=True, slots=True)
class PreparedSealing:
    """A package that waits for its signature; ``digest`` is ``e``, the 32 bytes to be signed with SM2."""

    digest: bytes
    to_sign: bytes
    certificate: bytes
    value_file: str
    files: Mapping[str, bytes]
    packed: Mapping[str, Packed]

    def finish(self, signature: bytes, timestamper: Timestamper | None = None) -> bytes:
        """The sealed OFD, with a time stamp over the signature where there is a ``timestamper``.

        Raises :class:`SignatureNotAccepted` unless the signature is the signer's, and what the timestamper raises.
        """
        if not read_certificate(self.certificate).public_key.verify_digest(signature, self.digest):
            raise SignatureNotAccepted
        timestamp = None if timestamper is None else timestamper.token_over(signature)
        value = seal_signature(self.to_sign, self.certificate, signature, timestamp)
        return write_package({**self.files, self.value_file: value}, self.packed)


def prepare_seal(
    ofd: bytes,
    seal: bytes,
    certificate: bytes,
    page_ref: int,
    box: Box,
    now: datetime,
    *,
    seam: Sequence[Stamp] = (),
    lock: bool = True,
) -> PreparedSealing:
    """Prepare a seal on page ``page_ref`` (the page's ID) at ``box`` (mm), and on the edges of pages (:mod:`chain.ofd.seam`).

    ``certificate`` is the signer's, ``now`` the moment of signing, aware. The signature covers every file of
    the package; with ``lock`` also the list of signatures, so that no further seal can follow. Raises
    :class:`MalformedOfd`, :class:`OfdLocked`, :class:`SealNotUsable`.
    """
    signer = read_certificate(certificate)
    _check_usable(seal, signer, now)
    package = opened(ofd)
    files = dict(package.files)
    list_file = _announce_signatures(files)
    signatures = _signature_list(files, list_file)
    number_of_seal = len(signatures.findall(tag("Signature")))
    _refuse_locked(files, list_file, signatures)
    folder = f"{posixpath.dirname(list_file)}/Sign_{number_of_seal}"
    signature_file, seal_file, value_file = (
        f"{folder}/{name}" for name in ("Signature.xml", "Seal.esl", "SignedValue.dat")
    )
    stamps = (Stamp(str(page_ref), box), *seam)
    number = _highest_id(signatures) + 1
    _append(signatures, _id(number), _id(number + len(stamps)), signature_file)
    files[list_file] = serialise(signatures)
    files[seal_file] = seal
    covered = {name: content for name, content in files.items() if lock or name != list_file}
    description = element(
        "Signature",
        _signed_info(covered, _annotations(stamps, number + 1), seal_file, now),
        element("SignedValue", text=f"/{value_file}"),
    )
    files[signature_file] = serialise(description)
    to_sign = data_to_sign(seal, sm3.sm3(files[signature_file]), f"/{signature_file}", now)
    digest = sm2.sm2_digest(signer.public_key, to_sign)
    same = {name: packed for name, packed in package.packed.items() if files[name] is package.files[name]}
    return PreparedSealing(digest, to_sign, certificate, value_file, files, same)


def _check_usable(seal: bytes, signer: Certificate, now: datetime) -> None:
    usable = read_seal(seal)
    if usable.digests or not usable.lists(signer.der):
        raise SealNotUsable("签章人证书不在该电子印章的签章人列表中。")
    if not usable.valid_start <= now.replace(microsecond=0) <= usable.valid_end:
        raise SealNotUsable("该电子印章不在有效期内，不能使用。")
    if not signer.validity.covers(now.replace(microsecond=0)):
        raise SealNotUsable("签章人证书不在有效期内，不能使用。")


def _announce_signatures(files: dict[str, bytes]) -> str:
    """The name of Signatures.xml, announced in OFD.xml before any digest is taken."""
    root = parse(files[ROOT])
    body = child(root, "DocBody")
    document = text_of(root, "DocBody", "DocRoot")
    if body is None or not document:
        raise MalformedOfd("OFD.xml中缺少文档入口。")
    announced = text_of(body, "Signatures")
    if announced:
        return resolve(ROOT, announced)
    name = f"{posixpath.dirname(resolve(ROOT, document))}/Signs/Signatures.xml"
    body.append(element("Signatures", text=f"/{name}"))
    files[ROOT] = serialise(root)
    return name


def _signature_list(files: Mapping[str, bytes], name: str) -> etree._Element:
    if name in files:
        return parse(files[name])
    return element("Signatures", element("MaxSignId", text="s000"))


def _highest_id(signatures: etree._Element) -> int:
    """The highest number in use; other makers write it with or without a letter, or not at all."""
    stated = _NUMBER.search(text_of(signatures, "MaxSignId"))
    own = (_NUMBER.search(entry.get("ID", "")) for entry in signatures.findall(tag("Signature")))
    return max((int(found[0]) for found in (stated, *own) if found), default=0)


def _id(number: int) -> str:
    return f"s{number:03d}"


def _append(signatures: etree._Element, signature_id: str, last_id: str, signature_file: str) -> None:
    highest = child(signatures, "MaxSignId")
    if highest is None:
        highest = element("MaxSignId")
        signatures.insert(0, highest)
    highest.text = last_id
    signatures.append(element("Signature", ID=signature_id, Type="Seal", BaseLoc=f"/{signature_file}"))


def _refuse_locked(files: Mapping[str, bytes], list_file: str, signatures: etree._Element) -> None:
    for entry in signatures.findall(tag("Signature")):
        name = resolve(list_file, entry.get("BaseLoc", ""))
        if name not in files:
            raise MalformedOfd("签名列表指向的文件不存在。")
        references = parse(files[name]).iter(tag("Reference"))
        if any(resolve(name, reference.get("FileRef", "")) == list_file for reference in references):
            raise OfdLocked


def _annotations(stamps: Sequence[Stamp], first_id: int) -> list[etree._Element]:
    return [
        element(
            "StampAnnot",
            ID=_id(number),
            PageRef=stamp.page_ref,
            Boundary=_boundary(stamp.box),
            **({} if stamp.clip is None else {"Clip": _boundary(stamp.clip)}),
        )
        for number, stamp in enumerate(stamps, start=first_id)
    ]


def _signed_info(
    covered: Mapping[str, bytes], stamps: Sequence[etree._Element], seal_file: str, now: datetime
) -> etree._Element:
    references = element("References", CheckMethod=sm3.OID)
    for name in sorted(covered):
        add(add(references, "Reference", FileRef=f"/{name}"), "CheckValue", _base64(digest_of(covered[name])))
    return element(
        "SignedInfo",
        element("Provider", **_PROVIDER),
        element("SignatureMethod", text=sm2.SIGNATURE_OID),
        element("SignatureDateTime", text=now.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")),
        references,
        *stamps,
        element("Seal", element("BaseLoc", text=f"/{seal_file}")),
    )


def _boundary(box: Box) -> str:
    return " ".join(number(value) for value in (box.x, box.y, box.width, box.height))


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
