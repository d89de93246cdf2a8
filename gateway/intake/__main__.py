"""``python -m gateway.intake``: the intake of the engine's records (:mod:`gateway.intake.process`)."""

import sys

from chain.starting import collector_resting

with collector_resting():
    from gateway.intake.process import main

if __name__ == "__main__":
    sys.exit(main())
