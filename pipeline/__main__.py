"""`python -m pipeline` is `temakart`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
