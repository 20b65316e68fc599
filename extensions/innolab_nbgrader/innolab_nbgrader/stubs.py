"""What nbgrader puts in a solution's place: nothing.

Its own stubs are English prose, and their `raise NotImplementedError()` answers a pupil's first Run with a
traceback. innolab_modules promises authors the same; a test compares.
"""

CODE_STUB = ""
TEXT_STUB = ""
