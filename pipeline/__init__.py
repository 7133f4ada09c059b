"""temakart: from project reports to a knowledge matrix, the whole way and offline."""

__version__ = "0.1.0"
