"""Code that reaches for what runs and tests it, for a person to look at.

A hint by words that no task needs, no proof: it may be innocent, and who wants to hide it can.
"""

from __future__ import annotations

import re

WORDS = re.compile(
    r"""\b(?:
        get_ipython | ast_transformers | input_transformer\w* | set_custom_exc | showtraceback | user_ns
        | builtins | __builtins__ | __import__ | __code__ | __globals__ | __eq__ | __subclasses__ | exec | eval
        | _getframe | f_back | f_globals | f_locals | tb_frame | currentframe | settrace | setprofile
        | sys\.modules | events\.register | os\.(?:_exit|abort|fork|kill|write|dup)\w*
        | innolab_check | innolab_stage | jupyter_prefork | ipykernel | nbgrader | _ih
        | (?:import|from)\b[^\n]*\b(?:inspect|gc|ctypes|importlib|marshal)
    )\b | \bIn\[ | /proc/ | \(In\)""",
    re.VERBOSE,
)


def reaches(source: str, given: str) -> bool:
    """Whether code has such words that did not stand in the cell as it was given out."""
    return bool(set(WORDS.findall(source)) - set(WORDS.findall(given)))
