"""The look of the report."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --dim: #5a5a5a; --paper: #fff; --line: #767676; --soft: #f2f2ef;
  --adverse: #a4262c; --open: #8a6100; --clear: #1f6b3a; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #ededed; --dim: #b4b4b4; --paper: #161616;
  --line: #8f8f8f; --soft: #242424; --adverse: #f1707b; --open: #e0b040; --clear: #6ccb8b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
.notice { background: var(--soft); border-left: .3rem solid var(--line); padding: .7rem 1rem; }
.warning { border: 2px solid var(--adverse); padding: .7rem 1rem; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .9rem; } tbody th { font-weight: normal; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr > :last-child { padding-right: 0; }
code { display: inline-block; color: var(--dim); font: .85em/1.4 ui-monospace, monospace; }
.digest { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.chart { max-width: 44rem; display: block; margin: .8rem 0; overflow: hidden; }
.chart text { fill: var(--ink); font-size: 14px; }
.adverse { fill: var(--adverse); } .open { fill: var(--open); } .clear { fill: var(--clear); }
@page { margin: 15mm; }
@media print { main { max-width: none; padding: 0; } body { font-size: 10pt; } .wide { overflow: visible; }
  h2 { break-after: avoid; } tr, .chart, .notice, .warning { break-inside: avoid; }
  .chart rect { print-color-adjust: exact; } }
@media (forced-colors: active) { .chart rect, .chart text { fill: CanvasText; } }
"""
