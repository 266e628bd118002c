"""`python -m fedparse` is `fedparse`."""

from fedparse.cli import main

main()
