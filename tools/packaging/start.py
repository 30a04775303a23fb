"""Where the packed app starts; without arguments it opens the desk."""

import sys

from companion.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["desk"]))
