"""Colours by the names that browsers and Tk share, by number signs, or by three parts from 0 to 1."""

from __future__ import annotations

import re
from typing import Any

from innolab_check.texts import shown
from innolab_check.values import as_number

from innolab_stage.recording import StageError

# https://www.w3.org/TR/css-color-4/#named-colors
NAMES = frozenset(
    """aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
    darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
    lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
    mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
    midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
    rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
    slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
    whitesmoke yellow yellowgreen""".split()  # noqa: SIM905
)
PARTS = 3


def colour(value: Any) -> str:
    """A colour as browsers know it: a name in small letters or `#rrggbb`."""
    if isinstance(value, str):
        name = value.replace(" ", "").lower()
        if name in NAMES or re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", name):
            return name
    elif isinstance(value, tuple | list) and len(value) == PARTS:
        parts = [as_number(part) for part in value]
        if all(part is not None and 0 <= part <= 1 for part in parts):
            return "#" + "".join(f"{round((part or 0) * 255):02x}" for part in parts)
    raise StageError("stage_colour", got=shown(value))
