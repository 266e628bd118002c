"""The report as one web page that needs nothing else: no scripts, no network, light and dark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fedparse.batch.report.text import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.batch.report.content import Part, Report

_MOST_ROWS = 1_000
_CELL = 1_000
_STYLE = """\
:root { color-scheme: light dark; --ink: #1d2129; --soft: #5b6472; --line: #d9dde4; --page: #fff; --bar: #3b6fb6;
  --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ec; --soft: #9aa3b2; --line: #363c47; --page: #16181d; --bar: #6f9fe0; --bad: #f2857d }
}
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
h1 { font-size: 1.6rem; margin-bottom: .3rem }
h2 { font-size: 1.15rem; margin: 2rem 0 .4rem }
.headline { font-size: 1.15rem; font-weight: 600 }
.bad { color: var(--bad) }
nav a { margin-right: 1rem; white-space: nowrap }
a { color: var(--bar) }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere }
th { color: var(--soft); font-weight: 500; white-space: nowrap }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.chart { width: 45%; vertical-align: middle }
.chart i { display: block; height: .8rem; border-radius: 2px; background: var(--bar) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
.more { color: var(--soft) }
@media print { nav { display: none } }
"""
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def render(report: Report) -> str:
    """The report as a web page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{_LANGUAGES[report.language]}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    # Whatever a file may be called, nothing of it is run and nothing is fetched.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(report.title)}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<h1>{_text(report.title)}</h1>"
    yield f'<p class="headline">{_text(report.headline)}</p>'
    yield from (f"<p>{_text(note)}</p>" for note in report.notes)
    links = (f'<a href="#part{place}">{_text(part.title)}</a>' for place, part in enumerate(report.parts, 1))
    yield f"<nav>{' '.join(links)}</nav>"
    for place, part in enumerate(report.parts, 1):
        yield from _part(part, place, report)
    yield from _end(report)
    yield "</body>"
    yield "</html>"


def _part(part: Part, place: int, report: Report) -> Iterator[str]:
    bad = ' class="bad"' if part.tone == "bad" else ""
    yield f'<h2 id="part{place}"{bad}>{_text(part.title)}</h2>'
    yield '<div class="wide"><table>'
    heads = [f"<th{_kind(part, column)}>{_text(name)}</th>" for column, name in enumerate(part.columns)]
    yield f"<thead><tr>{''.join(heads)}{'<th></th>' if part.weights else ''}</tr></thead>"
    yield "<tbody>"
    most = max(part.weights, default=0)
    for number, row in enumerate(part.rows[:_MOST_ROWS]):
        cells = [f"<td{_kind(part, column)}>{_text(cell)}</td>" for column, cell in enumerate(row)]
        if part.weights:
            share = 100 * part.weights[number] / most if most else 0
            cells.append(f'<td class="chart"><i style="width: {share:.1f}%"></i></td>')
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>"
    yield "</table></div>"
    left = max(part.total, len(part.rows)) - len(part.rows[:_MOST_ROWS])
    if left:
        yield f'<p class="more">{_text(report.more(left))}</p>'


def _end(report: Report) -> Iterator[str]:
    if report.outputs:
        yield f"<h2>{_text(report.outputs_title)}</h2>"
        yield f"<ul>{''.join(f'<li>{_text(output)}</li>' for output in report.outputs)}</ul>"
    yield f"<dl>{''.join(f'<dt>{_text(label)}</dt><dd>{_text(value)}</dd>' for label, value in report.about)}</dl>"


def _kind(part: Part, column: int) -> str:
    return ' class="number"' if column in part.numeric else ""


def _text(text: str) -> str:
    """A value that is shown and never read as HTML."""
    return escape(shortened(text, _CELL))
