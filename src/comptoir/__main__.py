"""`comptoir` and `python -m comptoir`: the command line."""

import sys


def main() -> None:
    from comptoir.commands.line import run_line

    sys.exit(run_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
