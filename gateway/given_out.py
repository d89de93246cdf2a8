"""Files as they are given out to whoever may see them: never kept on the way, never a page of ours that could run something."""

from fastapi.responses import Response


def given_out(content: bytes, media_type: str, disposition: str) -> Response:
    """``disposition`` says whether it is shown or saved, and under which name (RFC 6266)."""
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": disposition,
    }
    return Response(content, media_type=media_type, headers=headers)
