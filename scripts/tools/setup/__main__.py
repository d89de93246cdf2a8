"""``python -m scripts.tools.setup [engine|web|all]``: fetch what is missing; prints where each part lies."""

import sys
from pathlib import Path

from chain.errors import ChainError
from scripts.tools.setup import cache_dir, ensure_engine, ensure_web
from scripts.tools.setup.progress import say


def ensure_class_archive(cache: Path) -> Path:
    """As :mod:`scripts.tools.engine_classes` has it, which is not in the images that fetch the web parts only."""
    from scripts.tools.engine_classes import ensure_class_archive as ensure

    return ensure(cache)


PARTS = {
    "engine": (ensure_engine,),
    "web": (ensure_web,),
    "all": (ensure_engine, ensure_class_archive, ensure_web),
}


def main(arguments: list[str]) -> int:
    """Exit code 0 when everything is there, 1 when a part is missing, 2 for a wrong argument."""
    wanted = arguments[0] if arguments else "all"
    if wanted not in PARTS or len(arguments) > 1:
        say("用法：python -m scripts.tools.setup [engine|web|all]")
        return 2
    try:
        for ensure in PARTS[wanted]:
            print(ensure(cache_dir()))
    except ChainError as failure:
        say(failure.detail)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
