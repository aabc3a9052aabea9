"""backsweep beside its peers and beside derivatives written by hand, all in one run.

    make bench
    make bench ONLY=kepler PEERS=jax,casadi
    python benchmarks --only arrays --rounds 31

Every peer runs in a process of its own, all of one workload on one and the same processor, one thread each, taking
turns round after round, so that all see the same noise. README.md, beside this file, says how to read the tables and
how to add a workload. The environment may say the same as the options, in capital letters.
"""

from __future__ import annotations

import signal
import sys

from running import session
from running.options import Refused, parsed

if __name__ == "__main__":
    # Ended from outside, it ends its peers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        session.run(parsed(__doc__, sys.argv[1:]))
    except Refused as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
