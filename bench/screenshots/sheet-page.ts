import { type CellValue, readXlsx } from 'hucre/xlsx';
import { html } from '../../render/html.ts';

const ROWS = 18;

/** The first rows of the first sheet as they lie in the workbook, formats included: drawn by a browser, not by Excel. */
export async function sheetPage(workbook: Uint8Array): Promise<string> {
  const { sheets } = await readXlsx(workbook, { readStyles: true });
  const [sheet] = sheets;
  const formatAt = (row: number, column: number) => sheet?.cells?.get(`${row},${column}`)?.style?.numFmt ?? '';
  const rows = (sheet?.rows ?? []).slice(0, ROWS).map((cells, row) => {
    const shown = cells.map(
      (cell, column) => html`<td class="${typeof cell}">${shownAs(cell, formatAt(row, column))}</td>`,
    );
    return html`<tr><th>${row + 1}</th>${shown}</tr>`;
  });
  const tabs = sheets.map(({ name }, index) => html`<span class="${index === 0 ? 'open' : 'tab'}">${name}</span>`);
  return html`<!doctype html><html lang="en"><style>${STYLE}</style><table>${rows}</table><nav>${tabs}</nav></html>`
    .markup;
}

/** A cell in the formats that our workbooks have: days, whole numbers, and amounts with their currency's code. */
function shownAs(cell: CellValue, format: string): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell !== 'number') return cell === null ? '' : String(cell);
  const [, currency, places] = /^\[\$(\w+)\] #,##0\.?(0*)/.exec(format) ?? [];
  if (currency === undefined) return cell.toLocaleString('en');
  const digits = places?.length ?? 0;
  return `${currency} ${cell.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

const STYLE = `
body { margin: 0; font-size: 12px; color: #172b4d; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #dcdfe4; padding: 3px 6px; text-align: left; font-weight: 400; white-space: nowrap; }
tr:first-child td { font-weight: 600; white-space: normal; vertical-align: top; background: #f1f2f4; }
th { background: #f1f2f4; color: #626f86; text-align: center; width: 24px; }
td.number { text-align: right; }
nav { padding: 8px 0; white-space: nowrap; }
nav span { padding: 4px 12px; border: 1px solid #dcdfe4; }
nav .open { font-weight: 600; background: #e9f2ff; }`;
