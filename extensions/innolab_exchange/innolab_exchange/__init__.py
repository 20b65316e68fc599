"""HTTP client of the InnoLab portal's lesson and hand-in API."""
