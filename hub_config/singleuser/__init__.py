"""The configuration of people's own servers."""
