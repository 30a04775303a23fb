"""`python -m tools.device`."""

import sys

from tools.device.cli import main

sys.exit(main())
