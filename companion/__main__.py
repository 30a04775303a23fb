"""`python -m companion` is the command `souffleur`."""

import sys

from companion.cli import main

sys.exit(main())
