"""The knowledge matrix: counting it (`count`) and publishing it (`publish`)."""
