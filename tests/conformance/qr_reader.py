"""An independent reader of QR codes: ZXing 3.5.4 (Java). The symbols are made by zint, inside zxing-cpp."""

from dataclasses import dataclass

import jpype
from PIL import Image

from tests.conformance.ofdrw_judge import start_java


@dataclass(frozen=True)
class Read:
    """What a symbol says, its level of error correction, and the middles of its three finder patterns in pixels."""

    text: str
    level: str
    finders: tuple[tuple[float, float], ...]


def read_qr_code(picture: Image.Image, *, alone: bool = False) -> Read | None:
    """The QR code somewhere in the picture; ``None`` where the reader finds none.

    ``alone``: the picture is an upright symbol and nothing else, of whole pixels a module. Without being told, the reader takes
    other modules for finder patterns in one clean symbol of some two hundred, whatever its mask, zint's own choice too, where
    a camera would take the next frame.
    """
    start_java()
    grey = picture.convert("L")
    pixels = jpype.JArray(jpype.JByte)(grey.tobytes())
    source = _zxing("PlanarYUVLuminanceSource")(pixels, *grey.size, 0, 0, *grey.size, False)
    bitmap = _zxing("BinaryBitmap")(_zxing("common.HybridBinarizer")(source))
    hints, hint = jpype.JClass("java.util.HashMap")(), _zxing("DecodeHintType")
    hints.put(hint.PURE_BARCODE if alone else hint.TRY_HARDER, True)
    try:
        result = _zxing("qrcode.QRCodeReader")().decode(bitmap, hints)
    except jpype.JException:
        return None
    level = result.getResultMetadata().get(_zxing("ResultMetadataType").ERROR_CORRECTION_LEVEL)
    finders = tuple((float(point.getX()), float(point.getY())) for point in result.getResultPoints()[:3])
    return Read(str(result.getText()), str(level), finders)


def _zxing(name: str) -> jpype.JClass:
    return jpype.JClass(f"com.google.zxing.{name}")
