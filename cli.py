"""The checkout's entry to the command line: `python cli.py extract report.txt`."""

from fedparse.cli import main

main()
