"""Forks Jupyter servers, kernels and notebook runs from one warm process, each in a sandbox of its own."""
