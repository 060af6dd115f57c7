"""`python -P .../tradewind/runner [zygote|attempt] FD ...`: how the engine starts an interpreter of its own."""

import os
import sys

# wherever the engine found tradewind, this process finds the same one
_home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if _home not in sys.path:
    sys.path.append(_home)

if __name__ == "__main__":
    if sys.argv[1] == "zygote":
        from tradewind.runner.zygote import main
    else:
        from tradewind.runner.spawned import main
    main(sys.argv[2:])
