"""Published modules and their activities."""
