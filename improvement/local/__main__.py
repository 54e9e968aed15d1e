"""`python -m improvement.local` runs the demo."""

import sys

from improvement.local.demo import main

if __name__ == "__main__":
    sys.exit(main())
