"""``python -m workers.e_seal.keeper --data DIR --port N``: the keeper of seals (:mod:`workers.e_seal.keeper.process`)."""

import sys

from chain.starting import collector_resting

with collector_resting():
    from workers.e_seal.keeper.process import main

if __name__ == "__main__":
    sys.exit(main())
