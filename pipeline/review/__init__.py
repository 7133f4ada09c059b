"""The review room: what people decide of suggestions, kept as events that are never changed."""
