"""What tells the lines of a figure apart: colour, line style and marker together. Imports nothing.

The colours are Okabe and Ito's, which colour-blind readers can tell apart too.
"""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":", "-", "--")
MARKERS = ("o", "s", "^", "D", "v", "P")
