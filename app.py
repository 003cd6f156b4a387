"""Start kohya-like: `python app.py` does what `kohya-like` does, the page without arguments."""

from kohya_like.cli import main

if __name__ == "__main__":
    main()
