"""``python -m runwalk`` is ``runwalk``."""

from runwalk.cli import main

main()
