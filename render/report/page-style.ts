import { Html } from '../html.ts';

/** A row as a block of labelled values; the headings stay for screen readers. */
const stacked = (when: string, on: string) => `@media ${when} {
  ${on}, ${on} tbody { display: block; }
  ${on} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${on} tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(8rem, 100%), 1fr)); gap: .4rem .9rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  ${on} td, ${on} td.words { min-width: 0; padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  ${on} td:empty { display: none; }
  ${on} td::before { content: attr(data-label) / ""; display: block; color: var(--soft); font-size: .85em; overflow-wrap: break-word; }
}
`;

/** The page's style: one column down to 375 pixels, and on paper without what only a screen can do. */
export const PAGE_STYLE = new Html(`
:root { color-scheme: light; --ink: #1c2330; --soft: #566072; --line: #d5dae3; --ground: #f5f6f9; --focus: #1f5fbf; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: .5rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; }
.soft { color: var(--soft); }
section, figure { background: #fff; border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.tiles li { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; }
.tiles strong { display: block; font-size: 1.25rem; line-height: 1.25; overflow-wrap: anywhere; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
button { font: inherit; color: inherit; background: #fff; border: 1px solid #7b8494; border-radius: 6px; padding: .25rem .75rem; cursor: pointer; }
button[aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: #fff; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.plot { height: max(19rem, 304px); width: 100%; touch-action: pan-y; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
.legend li { overflow-wrap: anywhere; }
.legend i { display: inline-block; width: 1.4rem; height: 0; border-top: 3px solid; margin-right: .4rem; vertical-align: middle; }
.legend i.band { height: .7rem; border: 0; opacity: .35; }
.legend i.gap { height: .9rem; border: 1px solid #7b8494; background: #e8eaef; print-color-adjust: exact; }
.legend output { font-weight: 600; margin-left: .3rem; }
.tip { white-space: normal; max-width: 16rem; }
.tip b { display: block; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; max-height: 32rem; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); min-width: 4.5rem; }
thead th { position: sticky; top: 0; background: #fff; z-index: 1; }
@media screen { table:not([data-stack]) :is(th, td):first-child { position: sticky; left: 0; background: #fff; } table:not([data-stack]) th:first-child { z-index: 2; } }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.day { white-space: nowrap; }
td.words { min-width: 7rem; overflow-wrap: anywhere; }
[data-table="log"] td.words { min-width: 16rem; }
summary { cursor: pointer; font-weight: 600; }
ul.notes { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
[hidden] { display: none !important; }
@media (max-width: 30rem) { main { padding: .5rem; } section, figure { padding: .75rem; } .plot { height: max(16rem, 256px); } .tiles { grid-template-columns: 1fr 1fr; } .tiles strong { font-size: 1.1rem; } .tiles li { padding: .6rem; } }
${stacked('screen', '[data-stack="always"]')}
${stacked('screen and (max-width: 70rem)', '[data-stack="tablet"]')}
${stacked('screen and (max-width: 47.99rem)', '[data-stack="phone"]')}
[data-stack] [data-label="What"] { grid-column: 1 / -1; }
@media print {
  @page { margin: 1.5cm; }
  body { background: #fff; font-size: 10pt; }
  main { max-width: none; padding: 0; }
  button, .screen { display: none; }
  section, figure, .tiles li { border-color: #999; break-inside: avoid; }
  section { break-inside: auto; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .scroll { max-height: none; overflow: visible; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr { break-inside: avoid; }
  table { width: 100%; font-size: 6.5pt; }
  th, td { min-width: 0; padding: .2rem .3rem .2rem 0; white-space: normal; }
  .number, .day { white-space: normal; }
  td.words, [data-table="log"] td.words { min-width: 0; }
}
`);
