"""The trust of a rehearsal: root → issuing authority → seal maker, signers, time stamps and the installation's register.

    authority/<party>.json           each party's key, encrypted
    public/root.der                  the root that verifiers are told to trust
    public/intermediates/issuing.der the authority beneath it that certifies all the others
    public/makers/<number>.der       the seal maker, which verifiers are told to expect
    authority/<party>.der            certificates of seal maker, time stamping authority and register

In production these are a licensed authority's. What is there stays: a seal maker that the root itself certified before there
was an issuing authority remains good.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from chain.crypto.keyfile import open_private_key, seal_private_key
from chain.crypto.sm2 import PrivateKey, PublicKey
from chain.crypto.x509 import Certificate, Purpose, Subject, Validity, make_authority, make_root, make_signer
from chain.errors import TemporarilyUnavailable
from chain.seal.signer import KeySigner
from chain.trust.folder import MAKERS
from workers.e_seal.keeper.files import write_private

_ORGANISATION = "一链办理演练认证机构"
_YEARS = timedelta(days=3650)


class NoTrustKept(TemporarilyUnavailable):
    """The keeper's folder holds no authority: it was not set up, or its authority is elsewhere."""

    message = "印章保管系统未设时间戳服务和登记签名，请由管理员运行初始化命令。"


class Trust:
    """The parties of one keeper's folder, each made when it is asked for first and is not there.

    ``now`` (aware) is from when on what is made is valid.
    """

    def __init__(self, folder: Path, passphrase: bytes, now: datetime) -> None:
        self._folder, self._passphrase = folder, passphrase
        self.now = now
        self.validity = Validity(now - timedelta(days=1), now + _YEARS)
        self._keys: dict[str, PrivateKey] = {}

    def complete(self) -> None:
        """Make whatever party is missing."""
        _ = self.root, self.issuing, self.maker, self.stamping, self.register
        self.publish_maker()

    @cached_property
    def root(self) -> KeySigner:
        """Certifies itself and the issuing authority."""
        subject, public = Subject("一链办理演练根证书", _ORGANISATION), self._folder / "public" / "root.der"
        return self._party("root", public, lambda key: make_root(key, subject, self.validity))

    @cached_property
    def issuing(self) -> KeySigner:
        """Certifies all who sign."""

        def certified(key: PrivateKey) -> bytes:
            subject, root = Subject("一链办理演练签发证书", _ORGANISATION), self.root
            return make_authority(
                key.public_key, subject, self._within(root), self._key("root"), root.certificate
            )

        public = self._folder / "public" / "intermediates" / "issuing.der"
        return self._party("issuing", public, certified)

    @cached_property
    def maker(self) -> KeySigner:
        """Makes seals."""
        return self._certified("maker", "一链办理演练印章制作系统")

    def publish_maker(self) -> None:
        """Name the one who makes seals, since whoever may use a seal could sign one too.

        Where its certificate is there its key stays closed, for opening it costs what the passphrase is made to cost.
        """
        kept = self._folder / "authority" / "maker.der"
        certificate = kept.read_bytes() if kept.exists() else self.maker.certificate
        number = Certificate(certificate).serial_number
        self._once(self._folder / "public" / MAKERS / f"{number:x}.der", lambda: certificate)

    @cached_property
    def stamping(self) -> KeySigner:
        """Gives time stamps."""
        return self._certified("stamping", "一链办理演练时间戳服务", Purpose.TIME_STAMPING)

    @cached_property
    def register(self) -> KeySigner:
        """Signs what the installation itself states; one that an older version certified for anything is certified anew."""
        file = self._folder / "authority" / "register.der"
        if file.exists() and not Certificate(file.read_bytes()).is_only_for(Purpose.REGISTER):
            file.unlink()
        return self._certified("register", "一链办理演练登记服务", Purpose.REGISTER)

    def certify(self, key: PublicKey, subject: Subject, purpose: Purpose | None = None) -> bytes:
        """A signer's certificate of the issuing authority, DER."""
        issuing = self.issuing
        return make_signer(
            key, subject, self._within(issuing), self._key("issuing"), issuing.certificate, purpose
        )

    def _certified(self, name: str, common_name: str, purpose: Purpose | None = None) -> KeySigner:
        subject = Subject(common_name, _ORGANISATION)
        return self._party(
            name,
            self._folder / "authority" / f"{name}.der",
            lambda key: self.certify(key.public_key, subject, purpose),
        )

    def _within(self, issuer: KeySigner) -> Validity:
        """Not longer than the issuer's own."""
        return Validity(
            self.validity.start, min(self.validity.end, Certificate(issuer.certificate).validity.end)
        )

    def _party(self, name: str, certificate: Path, certified: Callable[[PrivateKey], bytes]) -> KeySigner:
        key = self._key(name)
        return KeySigner(key, self._once(certificate, lambda: certified(key)))

    def _key(self, name: str) -> PrivateKey:
        # A party signs for as long as this lives; its key was opened anew for each certificate, at the passphrase's cost.
        if name not in self._keys:
            container = self._once(
                self._folder / "authority" / f"{name}.json",
                lambda: seal_private_key(PrivateKey.generate(), self._passphrase),
            )
            self._keys[name] = open_private_key(container, self._passphrase)
        return self._keys[name]

    def _once(self, path: Path, make: Callable[[], bytes]) -> bytes:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, make())
        return path.read_bytes()


def trust_kept(folder: Path, passphrase: bytes, now: datetime) -> Trust:
    """The trust of a folder that was set up with one; raises :class:`NoTrustKept`."""
    if not (folder / "authority" / "root.json").exists():
        raise NoTrustKept
    return Trust(folder, passphrase, now)
