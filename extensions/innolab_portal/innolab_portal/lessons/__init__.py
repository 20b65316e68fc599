"""Activities given to classes, and the pupils' progress in them.

What its pages show of hand-ins comes through `lessons.marks`, which the hand-in app fills.
"""
