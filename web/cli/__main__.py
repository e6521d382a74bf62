"""``python -m web.cli``: the program `sivuvirta`, for those who start it without its script."""

from web.cli.entry import main

if __name__ == "__main__":
    main()
