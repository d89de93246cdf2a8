"""Reading bodies of requests within a limit."""

from fastapi import Request

from gateway.certificates.errors import OfdTooLarge
from gateway.certificates.storage import MAX_OFD_BYTES


async def read_bounded(request: Request, limit: int = MAX_OFD_BYTES) -> bytes:
    """The whole body. Raises ``OfdTooLarge`` as soon as it is beyond ``limit`` bytes."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise OfdTooLarge
    return bytes(content)
