"""The deployment of JupyterHub: settings, and config that only sets."""
