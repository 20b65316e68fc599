"""How names, versions and numbers of goals are written: the pattern, and the same in words."""

from __future__ import annotations

from innolab_modules.saying import say

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
VERSION = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$"
FILE_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
GOAL = r"^T\d{1,2}$"
CONTENT = r"^S\d{1,2}$"
IN_WORDS = {
    SLUG: say("small letters a-z, digits and single hyphens"),
    VERSION: say("three numbers with points between, as in 1.0.0"),
    FILE_NAME: say("letters a-z, digits, points, hyphens and underscores, without spaces"),
    GOAL: say("a T and a number, as in T20"),
    CONTENT: say("an S and a number, as in S1"),
}
