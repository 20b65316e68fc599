"""The innolab command: run, status, stop, demo, module, test. Composes the other rooms, and is used by none."""
