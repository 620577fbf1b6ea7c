import { clipped, displayWidth, padded } from './display-width.ts'
import type { Grid } from './grid.ts'

export interface BoxLimits {
  /** Rows shown; of more, the first and the last half. */
  readonly rows: number
  /** Cells across. */
  readonly width: number
}

const WIDEST_CELL = 60

/** A grid in a box of lines, with titles and types; of a long one its head and tail, of a wide one its sides. */
export function boxed(grid: Grid, limits: BoxLimits): string {
  const rows = shownRows(grid.rows, limits.rows)
  const all = grid.titles.map((title, column) => {
    const cells = rows.map(row =>
      row === null ? '·' : clipped(grid.cell(row, column).replaceAll('\n', ' '), WIDEST_CELL),
    )
    const type = grid.types[column]!.toLowerCase()
    const width = Math.max(displayWidth(title), displayWidth(type), ...cells.map(displayWidth))
    return { title, type, cells, width, numeric: /^(short|int|long|float|double|decimal.*)$/.test(type) }
  })
  const columns = shownColumns(all, limits.width)
  const line = (left: string, middle: string, right: string) =>
    left + columns.map(column => '─'.repeat(column.width + 2)).join(middle) + right
  const row = (texts: readonly string[], right: boolean) =>
    `│${texts.map((text, i) => ` ${aligned(text, columns[i]!, right)} `).join('│')}│`
  const lines = [
    line('┌', '┬', '┐'),
    row(
      columns.map(column => column.title),
      false,
    ),
    row(
      columns.map(column => column.type),
      false,
    ),
    line('├', '┼', '┤'),
    ...rows.map((_, i) =>
      row(
        columns.map(column => column.cells[i]!),
        true,
      ),
    ),
    line('└', '┴', '┘'),
  ]
  const hidden = all.length - columns.filter(column => column.title !== '…').length
  if (rows.length < grid.rows || hidden > 0 || grid.rows > 20) lines.push(footer(grid, hidden, rows.length))
  return lines.join('\n')
}

function footer(grid: Grid, hidden: number, shown: number): string {
  const count = (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`
  const rows =
    shown < grid.rows
      ? `${count(grid.rows, 'row')} (${(shown - 1).toLocaleString('en-US')} shown)`
      : count(grid.rows, 'row')
  return hidden > 0 ? `${rows}, ${count(grid.titles.length, 'column')} (${hidden} hidden)` : rows
}

interface BoxColumn {
  readonly title: string
  readonly type: string
  readonly cells: readonly string[]
  readonly width: number
  readonly numeric: boolean
}

const aligned = (text: string, column: BoxColumn, numbersRight: boolean) =>
  numbersRight && column.numeric
    ? ' '.repeat(column.width - displayWidth(text)) + text
    : padded(text, column.width)

// Row numbers, with null for the gap between head and tail.
function shownRows(rows: number, most: number): (number | null)[] {
  if (rows <= most) return Array.from({ length: rows }, (_, i) => i)
  const head = Math.ceil(most / 2)
  const tail = most - head
  return [
    ...Array.from({ length: head }, (_, i) => i),
    null,
    ...Array.from({ length: tail }, (_, i) => rows - tail + i),
  ]
}

// Columns from both sides while they fit, with one of dots for those left out.
function shownColumns(columns: readonly BoxColumn[], width: number): BoxColumn[] {
  const needed = (chosen: readonly BoxColumn[]) => chosen.reduce((sum, column) => sum + column.width + 3, 1)
  if (needed(columns) <= width) return [...columns]
  const gap: BoxColumn = {
    title: '…',
    type: '',
    cells: columns[0]!.cells.map(() => '…'),
    width: 1,
    numeric: false,
  }
  const left: BoxColumn[] = []
  const right: BoxColumn[] = []
  for (let i = 0; i < columns.length; i++) {
    const fromLeft = i % 2 === 0
    const next = fromLeft ? columns[i >> 1]! : columns[columns.length - 1 - (i >> 1)]!
    if (needed([...left, gap, ...right, next]) > width && left.length > 0) break
    if (fromLeft) left.push(next)
    else right.unshift(next)
  }
  return [...left, gap, ...right]
}
