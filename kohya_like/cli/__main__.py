"""`python -m kohya_like.cli`, the same as `kohya-like`."""

from kohya_like.cli import main

main()
