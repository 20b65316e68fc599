"""The InnoLab module format: load, validate, compile, curriculum index."""
