import { display } from '../../values/format/format.ts'
import { jsonOf } from '../../values/format/json.ts'
import { everything, type Limits } from '../../values/format/limits.ts'
import type { Value } from '../../values/value.ts'
import { type BoxLimits, boxed } from './box.ts'
import { type Grid, gridOf } from './grid.ts'

/** How results are written. */
export const outputModes = [
  'box',
  'plain',
  'csv',
  'tsv',
  'json',
  'jsonl',
  'markdown',
  'vertical',
  'none',
] as const
export type OutputMode = (typeof outputModes)[number]

export const isOutputMode = (text: string): text is OutputMode =>
  (outputModes as readonly string[]).includes(text)

/** A result as text, without a final newline. Only `box` leaves anything out: see BoxLimits. */
export function rendered(value: Value, mode: OutputMode, limits: BoxLimits): string {
  if (mode === 'none') return ''
  if (mode === 'json') return JSON.stringify(jsonOf(value))
  const grid = gridOf(value)
  if (mode === 'jsonl') {
    const data = jsonOf(value)
    return grid && Array.isArray(data)
      ? data.map(row => JSON.stringify(row)).join('\n')
      : JSON.stringify(data)
  }
  if (!grid || mode === 'plain') return display(value, mode === 'box' ? consoleLimits(limits) : everything)
  switch (mode) {
    case 'box':
      return boxed(grid, limits)
    case 'csv':
      return separated(grid, ',', text => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    case 'tsv':
      return separated(grid, '\t', text =>
        text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n'),
      )
    case 'markdown':
      return markdown(grid)
    case 'vertical':
      return vertical(grid)
  }
}

const consoleLimits = (limits: BoxLimits): Limits => ({ elements: 100, width: limits.width })

function* rowsOf(grid: Grid): Generator<string[]> {
  for (let row = 0; row < grid.rows; row++) yield grid.titles.map((_, column) => grid.cell(row, column))
}

function separated(grid: Grid, separator: string, quote: (text: string) => string): string {
  const lines = [grid.titles.map(quote).join(separator)]
  for (const row of rowsOf(grid)) lines.push(row.map(quote).join(separator))
  return lines.join('\n')
}

function markdown(grid: Grid): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  const lines = [line(grid.titles), line(grid.titles.map(() => '---'))]
  for (const row of rowsOf(grid)) lines.push(line(row))
  return lines.join('\n')
}

function vertical(grid: Grid): string {
  const width = Math.max(...grid.titles.map(title => title.length))
  const blocks: string[] = []
  let number = 0
  for (const row of rowsOf(grid)) {
    blocks.push(`row ${++number}`, ...row.map((cell, i) => `${grid.titles[i]!.padStart(width)}: ${cell}`))
  }
  return blocks.join('\n')
}
