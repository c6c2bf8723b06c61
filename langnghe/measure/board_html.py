"""The board as one HTML page that needs nothing else: no script, no picture, no font from elsewhere."""

from __future__ import annotations

from html import escape

from langnghe.measure.board_model import SIGN, WORD_VI, Board, BoardLine, Light, Row
from langnghe.measure.board_text import heading, known_words
from langnghe.measure.records import STATUS_VI, Figure, Status
from langnghe.numbers import number

_CLASS = {
    Light.MET: "good", Light.ON_TRACK: "good", Light.AT_RISK: "warn", Light.MISSED: "bad",
    Light.ENCOURAGED: "plain", Light.UNKNOWN: "none", Light.WATCHED: "plain",
}  # fmt: skip
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
FIGURES_SHOWN = 60

_STYLE = """
:root { color-scheme: light dark;
  --paper: #faf9f6; --card: #fff; --ink: #15181c; --soft: #545b64; --line: #dcd8cf; --rule: #15181c;
  --bad: #a01722; --bad-bg: #fdeeec; --warn: #764700; --warn-bg: #fdf3dc; --good: #12603a; --good-bg: #e8f3ec;
  --plain-bg: #efede7; --focus: #0b4a86;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  --serif: ui-serif, "New York", Cambria, "Noto Serif", "Times New Roman", serif; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #101316; --card: #181c20; --ink: #ecebe7; --soft: #a9b0b8; --line: #30363d; --rule: #ecebe7;
  --bad: #ffa9a2; --bad-bg: #381918; --warn: #f3c778; --warn-bg: #332810; --good: #8fd8ad; --good-bg: #15291e;
  --plain-bg: #252a30; --focus: #ffd36b; } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 400 1.0625rem/1.5 var(--sans);
  overflow-wrap: break-word; font-variant-numeric: lining-nums; }
.page { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
h1, h2, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font: 700 clamp(1.6rem, 1.25rem + 1.6vw, 2.4rem)/1.15 var(--serif); letter-spacing: -.015em; }
.mast { border-top: 6px solid var(--rule); padding: .8rem 0 1.1rem; }
.brand { font-size: .875rem; margin-bottom: .9rem; }
.mast p { margin-top: .4rem; }
.soft { color: var(--soft); } .small { font-size: .9rem; }
.tally { display: flex; flex-wrap: wrap; gap: .4rem .6rem; margin: 0 0 1.4rem; }
.light { display: inline-block; padding: .1rem .6rem; border-radius: 3px; font-weight: 600; white-space: nowrap;
  background: var(--plain-bg); border: 1px solid transparent; }
.light i { font-style: normal; display: inline-block; min-width: 1em; margin-right: .35rem; text-align: center; }
.light.good { color: var(--good); background: var(--good-bg); }
.light.warn { color: var(--warn); background: var(--warn-bg); }
.light.bad { color: var(--bad); background: var(--bad-bg); }
.light.none { background: none; border: 1px dashed var(--soft); color: var(--soft); }
.target { border-top: 1px solid var(--line); padding: 1rem 0 1.1rem; display: grid; gap: .2rem 1.5rem;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1.35fr); }
.target h2 { font: 600 1.15rem/1.3 var(--serif); }
.target h2 span { font: 700 .875rem/1.4 var(--sans); color: var(--soft); margin-right: .5rem; }
.target .big { font: 700 1.5rem/1.2 var(--sans); letter-spacing: -.01em; }
.target .big + p { margin-top: .15rem; }
.left .light { margin-top: .5rem; }
.wording { margin-top: .35rem; }
details { margin-top: .45rem; }
summary { cursor: pointer; font-size: .9rem; padding: .25rem 0; text-decoration: underline; text-underline-offset: .18em; }
summary:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; }
td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th { color: var(--soft); } td.num { white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
@media (max-width: 46rem) { .target { grid-template-columns: minmax(0, 1fr); } .page { padding: 0 1rem 3rem; } .target .big { margin-top: .6rem; } }
@media print { details { display: none; } .target { break-inside: avoid; } }
"""


def page(board: Board) -> str:
    """Return the board as a whole page."""
    tally = "".join(
        f"<li>{_light(light)} {number(n)}</li>"
        for light in Light
        if (n := sum(line.light is light for line in board.lines))
    )
    title = escape(heading(board))
    return (
        '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<div class="page">\n<header class="mast"><p class="brand"><b>Lắng Nghe</b></p>\n<h1>{title}</h1>\n'
        f'<p class="small soft">{escape(known_words(board))} Con số so với chỉ tiêu đang có hiệu lực.</p></header>\n'
        f'<main>\n<ul class="tally" aria-label="Tóm tắt">{tally}</ul>\n'
        + "\n".join(_line(line) for line in board.lines)
        + "\n</main>\n</div>\n</body>\n</html>\n"
    )


def _light(light: Light) -> str:
    return (
        f'<span class="light {_CLASS[light]}"><i aria-hidden="true">{SIGN[light]}</i>'
        f"{escape(WORD_VI[light])}</span>"
    )


def _line(line: BoardLine) -> str:
    said = [f'<p class="big">{escape(line.told)}</p>' if line.told else ""]
    said += [_small("Chỉ tiêu: " + line.target if line.target else "")]
    said += [_small(line.projection)]
    said += [_small(line.behind, soft=False)]
    said += [_small("Cách khác – " + words) for words in line.alternates]
    said += [_small(line.note)]
    return (
        f'<section class="target" id="{escape(line.id)}"><div class="left">'
        f"<h2><span>{escape(line.id)}</span>{escape(line.name)}</h2>{_light(line.light)}"
        f'<p class="small soft wording">“{escape(line.wording)}”</p></div>\n'
        f"<div>{''.join(said)}{_figures(line)}{_rows(line)}</div></section>"
    )


def _small(words: str, *, soft: bool = True) -> str:
    kind = "small soft" if soft else "small"
    return f'<p class="{kind}">{escape(_begun(words))}</p>' if words else ""


def _begun(words: str) -> str:
    """Return a sentence with its first letter large, but for “n < 10”, which is a sign."""
    return words if words.startswith("n <") else words[:1].upper() + words[1:]


def value_words(figure: Figure) -> str:
    """Return a figure's value as words: the number, or the counts, or why there is none."""
    if figure.status is Status.NONE or (figure.value is None and figure.count is None):
        return STATUS_VI[Status.NONE]
    if figure.value is None:
        return f"{number(round(figure.count or 0))}/{number(figure.n)}"
    return f"{number(float(figure.value), f',.{figure.digits}f')} {figure.unit}".strip()


def _figures(line: BoardLine) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(f.name)}{escape(" – " + f.part_name if f.part_name else "")}</th>'
        f'<td class="num">{escape(value_words(f))}</td><td>{escape(f.note)}</td></tr>'
        for f in line.figures[:FIGURES_SHOWN]
    )
    keys = escape(", ".join(dict.fromkeys(f.key for f in line.figures)))
    hint = f'<p class="small soft">Mở dòng của một con số: langnghe targets rows {escape(line.id)} --figure … ({keys})</p>'
    left = len(line.figures) - FIGURES_SHOWN
    more = f'<p class="small soft">Và {left} con số nữa ở --format json.</p>' if left > 0 else ""
    return f"<details><summary>{len(line.figures)} con số của chỉ tiêu này</summary><table>{rows}</table>{more}{hint}</details>"


def _rows(line: BoardLine) -> str:
    if not line.rows:
        return ""
    rows = "".join(_row(row) for row in line.rows)
    more = (
        f'<p class="small soft">Và {number(line.more)} dòng nữa: langnghe targets rows {escape(line.id)}</p>'
        if line.more
        else ""
    )
    total = len(line.rows) + line.more
    return f"<details><summary>{number(total)} dòng đứng sau con số chính</summary><table>{rows}</table>{more}</details>"


def _row(row: Row) -> str:
    adds = "" if row.num is None else f"{number(row.num, ',.6g')}"
    of = "" if row.den is None else f"/{number(row.den, ',.6g')}"
    return f'<tr><td class="num">{row.day:%d/%m/%Y}</td><td class="num">{adds}{of}</td><td>{escape(row.label)}</td></tr>'
