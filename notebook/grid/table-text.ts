import { display } from '../../src/values/format/format.ts'
import type { Table } from '../../src/values/forms/table.ts'

/** The cells of a row as a person reads them; nulls are empty. */
export function cells(table: Table, row: number): string[] {
  return table.columns.map(column => {
    const cell = column.get(row)
    return 'isNull' in cell && cell.isNull ? '' : display(cell)
  })
}

/** Rows as spreadsheets take them from the clipboard. */
export function tabbed(table: Table): string {
  const clean = (text: string) => text.replaceAll(/[\t\n\r]+/g, ' ')
  const lines = [table.names.map(clean).join('\t')]
  for (let row = 0; row < table.rows; row++) lines.push(cells(table, row).map(clean).join('\t'))
  return lines.join('\n')
}

/** Gives the person at the browser a file. */
export function saveFile(name: string, parts: readonly BlobPart[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
