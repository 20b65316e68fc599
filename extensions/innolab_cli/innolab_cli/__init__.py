"""The innolab command: run, stop, test and more; composes the other rooms."""
