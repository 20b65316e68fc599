"""A school's pupils and classes from a file: read (table, oneroster), compared with what is there, brought in."""
