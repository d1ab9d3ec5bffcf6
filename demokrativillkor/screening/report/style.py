"""The look of the report."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #767676; --soft: #f2f2ef;
  --adverse: #a4262c; --open: #8a6100; --clear: #1f6b3a; }
@media (prefers-color-scheme: dark) { :root { --ink: #ededed; --paper: #161616; --line: #8f8f8f; --soft: #242424;
  --adverse: #f1707b; --open: #e0b040; --clear: #6ccb8b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
.notice { background: var(--soft); border-left: .3rem solid var(--line); padding: .7rem 1rem; }
.warning { border: 2px solid var(--adverse); padding: .7rem 1rem; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
thead th { font-size: .9rem; } tbody th { font-weight: normal; }
td:last-child, thead th:last-child { text-align: right;
  white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 0; }
#identity + .wide td:last-child { text-align: left; white-space: normal;
  font-family: ui-monospace, monospace; font-size: .85rem; }
.chart { width: 100%; max-width: 48rem; height: auto; display: block; margin: .5rem 0; }
.chart text { fill: var(--ink); font-size: 13px; }
.adverse { fill: var(--adverse); } .open { fill: var(--open); } .clear { fill: var(--clear); }
@media print { main { max-width: none; padding: 0; } section, tr, .chart { break-inside: avoid; }
  .wide { overflow: visible; } }
@media (forced-colors: active) { .chart rect { fill: CanvasText; } .chart text { fill: CanvasText; } }
"""
