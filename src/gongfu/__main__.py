"""`python -m gongfu`: the command line."""

from gongfu.cli.main import main

main()
