"""Where everything on a map's picture stands, its words, and the questions it raises; knows no framework.

The rings are the levels of working together, the closest in the middle; a line's width is the strength of the link, its
dashes are how it is going, a mark's shape and colour are the sector. The same partners always give the same picture. The
boxes of up to sixteen partners never overlap: where they would, the whole picture grows a little.
"""

from elearning.partnering.layout.changes import Change, changes
from elearning.partnering.layout.drawing import DASHES, DOTS, STROKES, draw
from elearning.partnering.layout.parts import FLAGS, LEVELS, MARKS, NO_LINK, Box, Node, Partner, Picture, Ring, Tie
from elearning.partnering.layout.words import flags, in_words, prompts, width_of, wrap

__all__ = [
    "DASHES",
    "DOTS",
    "FLAGS",
    "LEVELS",
    "MARKS",
    "NO_LINK",
    "STROKES",
    "Box",
    "Change",
    "Node",
    "Partner",
    "Picture",
    "Ring",
    "Tie",
    "changes",
    "draw",
    "flags",
    "in_words",
    "prompts",
    "width_of",
    "wrap",
]
