"""The web app of the review room: one module a page, every request through the gate."""
