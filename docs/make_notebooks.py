"""Run the notebooks on a workspace and write each as one page to read, with nothing to load from anywhere.

    python docs/make_notebooks.py WORKSPACE [--out FOLDER] [--images] [NAME …]

NAME: the beginning of a notebook's name (05); without one all are run. --images also rewrites the
pictures of docs/notebooks.md: give it the sample office only, so that no text of others gets into them.
"""

from __future__ import annotations

import argparse
import os
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images" / "notebooks"
# picture → notebook and which of its charts, counted from 0
SHOTS = {
    "do-phu": ("01", 0),
    "sac-thai": ("02", 2),
    "khung-hoang": ("05", 1),
}
STYLE = (
    "body{font:16px/1.6 system-ui,'Noto Sans',Arial,sans-serif;color:#1f2933;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse;font-size:.9rem;display:block;overflow-x:auto}"
    "th,td{padding:.3rem .7rem;border-bottom:1px solid #e4e7eb;vertical-align:top}svg{max-width:100%;height:auto}"
)


def shown(output: dict[str, Any]) -> str:
    """Return an output of a cell as HTML: a chart, a table, a sentence."""
    from markdown_it import MarkdownIt

    data = output.get("data", {})
    for kind in ("image/svg+xml", "text/html"):
        if kind in data:
            return "".join(data[kind])
    if "text/markdown" in data:
        return str(MarkdownIt("commonmark", {"html": False}).render("".join(data["text/markdown"])))
    return f"<pre>{escape(''.join(data.get('text/plain', '')))}</pre>" if data else ""


def page(notebook: Any, title: str) -> str:
    """Return an executed notebook as one page: its words and what its cells showed, not their code."""
    from markdown_it import MarkdownIt

    words = MarkdownIt("commonmark", {"html": False}).enable("table")
    parts = [
        words.render(cell.source)
        if cell.cell_type == "markdown"
        else "".join(shown(output) for output in cell.get("outputs", []))
        for cell in notebook.cells
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="vi"><head>{head}</head><body>{"".join(parts)}</body></html>'


def pictures(notebook: Any) -> list[str]:
    """Return the charts of an executed notebook, as SVG."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    found = (output.get("data", {}).get("image/svg+xml") for output in outputs)
    return ["".join(svg) for svg in found if svg]


def main() -> None:
    """Run, write, say where."""
    import jupytext
    import vl_convert
    from nbclient import NotebookClient

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--images", action="store_true")
    chosen = parser.parse_args()
    os.environ["LANGNGHE_WORKSPACE"] = str(chosen.workspace.resolve())
    out = chosen.out or chosen.workspace / "output" / "so-tay"
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.py")):
        if chosen.names and not path.stem.startswith(tuple(chosen.names)):
            continue
        notebook = jupytext.read(path)
        where = {"metadata": {"path": str(ROOT)}}
        NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where).execute()
        (out / f"{path.stem}.html").write_text(page(notebook, path.stem), encoding="utf-8")
        print(out / f"{path.stem}.html")
        for name, (number, place) in SHOTS.items() if chosen.images else ():
            if path.stem.startswith(number):
                IMAGES.mkdir(parents=True, exist_ok=True)
                png = vl_convert.svg_to_png(pictures(notebook)[place], scale=0.9)
                (IMAGES / f"{name}.png").write_bytes(png)


if __name__ == "__main__":
    main()
