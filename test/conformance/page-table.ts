import type { TableCells } from './extract.ts'

interface Found {
  readonly table: TableCells
  /** The first line after it. */
  readonly end: number
}

/** The Markdown table whose header is on line `start`, if there is one. */
export function markdownTable(lines: readonly string[], start: number): Found | undefined {
  const isRow = (line: string | undefined) => line !== undefined && /^\s*\|.*\|\s*$/.test(line)
  if (!isRow(lines[start]) || !/^\s*\|(\s*:?-+:?\s*\|)+\s*$/.test(lines[start + 1] ?? '')) return undefined
  let end = start + 2
  while (isRow(lines[end])) end++
  return {
    table: { header: cells(lines[start]), rows: lines.slice(start + 2, end).map(cells) },
    end,
  }
}

function cells(line: string): string[] {
  const inside = line.trim().slice(1, -1)
  return inside.split(/(?<!\\)\|/).map(cell => plainText(cell))
}

/** The HTML table that starts on line `start`, if there is one: its first row is the header. */
export function htmlTable(lines: readonly string[], start: number): Found | undefined {
  if (!lines[start]?.startsWith('<table')) return undefined
  let end = start
  while (end < lines.length && !lines[end].includes('</table>')) end++
  const html = lines.slice(start, end + 1).join('\n')
  const rows = [...html.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(row =>
    [...row[1].matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(cell => plainText(cell[1])),
  )
  if (rows.length === 0) return undefined
  return { table: { header: rows[0], rows: rows.slice(1) }, end: end + 1 }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' }

/** What a cell shows: without Markdown's escapes and emphasis, HTML's tags and entities. */
function plainText(markup: string): string {
  return markup
    .replace(/<\/?(br|p|code|b|strong|em|span)\b[^>]*>/g, ' ')
    .replace(/&(\w+);/g, (whole, name) => entities[name] ?? whole)
    .replace(/\\([\\`*_{}[\]()<>#+\-.!|:$~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
