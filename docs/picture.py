"""Makes docs/story.svg, the picture in the README, from what the tool prints: python docs/picture.py

Without git: the picture is the same in every clone.
A test holds that the words in the picture are those of a scan; when they are not, run this again.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "story.svg"
COMMAND = "cobolscan scan fixtures/story"
FRAMES = 2  # findings in the picture, the first ones
_WIDTH = 150
# rich's own template asks a server for its font; a picture asks nobody
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: Consolas, Menlo, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def shown() -> list[str]:
    """The lines of the picture, with colours."""
    from cobolscan.report import View, full
    from cobolscan.scan import engine
    from cobolscan.scan.settings import Settings

    result = engine.scan(["fixtures/story"], Settings(root=".", git=False), jobs=1)
    out = io.StringIO()
    full.write(result, out, View(color=True))
    head, *frames = out.getvalue().split("\n\n")
    return "\n\n".join([head, *frames[:FRAMES]]).split("\n")


def draw(lines: list[str]) -> str:
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text(f"$ {COMMAND}", style="bold"))
    for line in lines:
        console.print(Text.from_ansi(line), soft_wrap=False, overflow="fold")
    svg = console.export_svg(title="cobolscan", code_format=_FORMAT, unique_id="story")
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def words(svg: str) -> str:
    """What a person reads in the picture."""
    import html

    texts = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    return " ".join(html.unescape(" ".join(texts)).replace("\xa0", " ").split())


if __name__ == "__main__":
    import os

    os.chdir(ROOT)
    PICTURE.write_text(draw(shown()), encoding="utf-8", newline="\n")
