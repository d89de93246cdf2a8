"""Personal data where they rest."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from gateway.store.blobs import BlobStore
from gateway.store.database import Database
from gateway.store.encryption import KEY_BYTES, Cipher, create_key_file
from gateway.store.errors import DataDamaged, DataKeyInvalid, FileMissing
from gateway.store.models import Case
from tests.unit.gateway.store.support import add_case

CIPHER = Cipher(b"k" * KEY_BYTES)


@given(st.binary(max_size=200))
def test_what_was_encrypted_decrypts_in_its_place_only(plain: bytes) -> None:
    stored = CIPHER.encrypt(plain, "cases.form")
    assert CIPHER.decrypt(stored, "cases.form") == plain
    with pytest.raises(DataDamaged):
        CIPHER.decrypt(stored, "notices.text")


@given(st.binary(max_size=60), st.data())
def test_a_changed_ciphertext_is_refused(plain: bytes, data: st.DataObject) -> None:
    stored = bytearray(CIPHER.encrypt(plain, "cases.form"))
    position = data.draw(st.integers(0, len(stored) - 1))
    stored[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DataDamaged):
        CIPHER.decrypt(bytes(stored), "cases.form")


@pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01abcd", b"\x02" + b"x" * 40])
def test_what_is_no_ciphertext_is_refused(stored: bytes) -> None:
    with pytest.raises(DataDamaged):
        CIPHER.decrypt(stored, "cases.form")


def test_the_data_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "data.key"
    first, second = create_key_file(file), create_key_file(file)
    assert first.key_id == second.key_id
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "data.key"
    file.write_text(content, encoding="ascii")
    with pytest.raises(DataKeyInvalid):
        create_key_file(file)


async def test_a_form_stands_encrypted_in_the_database(database: Database) -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
    async with database.read() as session:
        case = await session.get(Case, "YL1")
        assert case is not None
        assert case.form == {"name": "张三"}
        stored = await session.scalar(text("SELECT form FROM cases"))
    assert isinstance(stored, bytes)
    assert "张三".encode() not in stored


async def test_a_form_moved_to_another_column_does_not_decrypt(database: Database) -> None:
    async with database.write() as session:
        await add_case(session, "YL1")
        await session.flush()
        await session.execute(text("UPDATE cases SET withdraw_reason = form"))
    with pytest.raises(DataDamaged):
        async with database.read() as session:
            await session.get(Case, "YL1")


async def test_a_file_is_kept_encrypted_under_a_name_that_tells_nothing(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "files", CIPHER)
    content = "张三的身份证".encode()
    ref = await blobs.put(content)
    assert await blobs.put(content) == ref
    assert await blobs.get(ref) == content
    (file,) = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
    assert content not in file.read_bytes()
    *kept, last = file.read_bytes()
    file.write_bytes(bytes([*kept, last ^ 1]))
    with pytest.raises(DataDamaged):
        await blobs.get(ref)


@pytest.mark.parametrize("ref", ["", "../../etc/passwd", "0" * 64, "G" * 64])
async def test_a_reference_that_names_no_file_is_missing(tmp_path: Path, ref: str) -> None:
    with pytest.raises(FileMissing):
        await BlobStore(tmp_path, CIPHER).get(ref)
