"""``python -m gateway``: the HTTP interface and the outbox (:mod:`gateway.process`)."""

import sys

from chain.starting import collector_resting

with collector_resting():
    from gateway.process import main

if __name__ == "__main__":
    sys.exit(main())
