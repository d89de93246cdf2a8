"""Who signs reading copies: a key of this installation under a root of its own (ECDSA, P-256), made once in the keys' folder.

Not the certificates' own chain: readers of PDF know no SM2. The root's key is thrown away when it has certified the signer, so
that nobody can make another one beneath it; who renews the chain removes the file.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from chain.errors import ChainError
from gateway.keyfile import create_once

FILE = "reading-copy.pem"
_YEARS = timedelta(days=3650)
_ORGANISATION = "一链办理阅读副本"


class ReadingCopyKeyDamaged(ChainError):
    """The key file of the reading copies does not hold a key and its two certificates."""

    message = "阅读副本的签名密钥文件已损坏，请由管理员移走后重新启动，系统将重新生成。"


@dataclass(frozen=True, slots=True)
class Identity:
    """DER: the private key (PKCS #8), its certificate, and the root's."""

    key: bytes
    certificate: bytes
    root: bytes


def identity(folder: Path, now: datetime) -> Identity:
    """The one in ``folder``, made (mode 0600) where it is not there, valid from ``now``. Raises ``ReadingCopyKeyDamaged``."""
    file = folder / FILE
    if not file.exists():
        create_once(file, _made(now))
    try:
        content = file.read_bytes()
        key = load_pem_private_key(content, None)
        certificate, root = x509.load_pem_x509_certificates(content)
    except (OSError, ValueError, TypeError) as error:
        raise ReadingCopyKeyDamaged from error
    return Identity(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        certificate.public_bytes(Encoding.DER),
        root.public_bytes(Encoding.DER),
    )


def _made(now: datetime) -> str:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name("一链办理阅读副本根证书"), _name("一链办理阅读副本签名")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, now, authority=True)
    certificate = _certificate(name, root_name, key.public_key(), root_key, now, authority=False)
    parts = (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        certificate.public_bytes(Encoding.PEM),
        root.public_bytes(Encoding.PEM),
    )
    return b"".join(parts).decode("ascii")


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    signing_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    issuers = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(issuers, critical=False)
        .sign(signing_key, SHA256())
    )
