"""``python -m symattn``: the command line."""

import sys

from symattn.cli import main

sys.exit(main())
