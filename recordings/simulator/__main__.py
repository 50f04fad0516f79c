import sys

from recordings.simulator.program import main

sys.exit(main())
