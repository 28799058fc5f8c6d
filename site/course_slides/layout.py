"""How much a slide holds. Heights are estimates, in pixels of a slide that is 1280 wide; the deck's script mends the rest."""

import math
import re

from course_slides.texts import Piece, joined, pieces

WIDTH, HEIGHT = 1280, 720
INNER = 1220  # without the margins at both sides
ROOM = 640  # below a heading that is repeated
PROSE = 30  # size of the letters
LARGEST, COMFORTABLE = 24, 17  # of code
CODE_LINE, PROSE_LINE = 1.3, 1.45  # of the size of the letters
MONOSPACE = 0.602  # width of a letter
BOX = 34  # what the frame of a code box takes
LINES = 24  # of code or output in one box
COLUMNS = 100
_A_LINE = INNER / (PROSE * 0.5)  # letters of prose
_FULL = 10.5  # lines of prose on one slide


def lines_of(text: str) -> float:
    """About how many lines prose takes."""
    return sum(_lines(piece) for piece in pieces(text))


def _lines(piece: Piece) -> float:
    text = piece.text
    if text.startswith("|"):
        rows = [row for row in text.splitlines() if not re.fullmatch(r"[|\s:-]+", row)]
        return sum(1.2 * math.ceil(len(row) / _A_LINE) for row in rows)
    if text.startswith("```"):
        return float(len(text.splitlines()))
    if text.startswith("$$"):
        return 2.5
    begins = 0.5 if piece.joint == "\n\n" else 0.2 if piece.joint == "\n" else 0.0
    return len(text) / _A_LINE + begins + (0.4 if begins else 0)


def prose_height(text: str) -> float:
    """About how high prose is."""
    return math.ceil(lines_of(text)) * PROSE * PROSE_LINE if text else 0.0


def share_out(text: str) -> list[str]:
    """Prose in slides: as few and as equally full as possible; a sentence is never left alone if its neighbours have room.

    What ends with a colon stays with what it announces, and a paragraph is parted only where nothing else helps.
    """
    found = pieces(text)
    heights = [_lines(piece) for piece in found]
    # best[n]: the lowest cost of the first n pieces, and where the last slide among them begins.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(found) + 1):
        options = []
        for start in range(end):
            height = sum(heights[start:end])
            if height > _FULL and end - start > 1:
                continue
            cost = best[start][0] + 30 + 100 * (1 - min(height / _FULL, 1)) ** 2
            if start:
                cost += 40 * found[start].parts_a_paragraph + 15 * (found[start].joint == "\n") + 200 * found[start - 1].leads_on
            options.append((cost, start))
        best.append(min(options))
    groups: list[str] = []
    end = len(found)
    while end:
        start = best[end][1]
        groups.insert(0, joined(found[start:end]))
        end = start
    return groups


def code_lines(text: str) -> int:
    """Lines that code or output takes when what is longer than a line is wrapped."""
    return sum(max(1, math.ceil(len(line) / COLUMNS)) for line in text.splitlines())


def code_height(text: str, size: float = COMFORTABLE) -> float:
    """About how high a box of code or output is."""
    return code_lines(text) * size * CODE_LINE + BOX if text else 0.0


def code_size(room: float, *boxes: str) -> float:
    """The size of letters at which these boxes fill a room, as wide and as high as it is, between 14 and the largest."""
    longest = max((min(len(line), COLUMNS) for box in boxes for line in box.splitlines()), default=1)
    lines = sum(map(code_lines, boxes)) or 1
    wide = (INNER - 50) / (max(longest, 1) * MONOSPACE)
    high = (room - BOX * len(boxes)) / (lines * CODE_LINE)
    return max(14.0, min(LARGEST, wide, high))


def code_parts(text: str, limit: int = LINES) -> list[str]:
    """Long code or output in parts of at most ``limit`` lines, cut where the fewest brackets and blocks are open."""
    lines = text.strip("\n").split("\n")
    parts = []
    while len(lines) > limit:
        wanted = math.ceil(len(lines) / math.ceil(len(lines) / limit))
        at = min(range(max(2, wanted // 2), limit + 1), key=lambda place: _cut_cost(lines, place, wanted))
        parts.append("\n".join(lines[:at]).strip("\n"))
        lines = lines[at:]
    parts.append("\n".join(lines).strip("\n"))
    return [part for part in parts if part.strip()]


def _cut_cost(lines: list[str], place: int, wanted: int) -> float:
    line = lines[place]
    indent = len(line) - len(line.lstrip())
    goes_on = re.match(r"\s*([)\]}]|else\b|elif\b|except\b|finally\b)", line) is not None
    after_blank = not lines[place - 1].strip()
    return 4 * indent + 60 * goes_on - 12 * after_blank + 1.5 * abs(place - wanted)
