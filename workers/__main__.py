"""``python -m workers --body CODE``: the worker of one body (:mod:`workers.process`)."""

import sys

from chain.starting import collector_resting

with collector_resting():
    from workers.process import main

if __name__ == "__main__":
    sys.exit(main())
