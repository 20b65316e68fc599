"""The pupils of a bench: they make the requests a real browser makes, in a process of their own."""
