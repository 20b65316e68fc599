"""Hand-ins, their grading, review and feedback."""
