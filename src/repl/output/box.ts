import { clipped, displayWidth, padded } from './display-width.ts'
import type { Grid } from './grid.ts'

export interface BoxLimits {
  /** Rows shown; of more, the first and the last half. */
  readonly rows: number
  /** Cells across. */
  readonly width: number
}

// Cells across that a value takes at most; where columns don't fit, less before any is left out.
const WIDEST_CELLS = [60, 40, 24]

/** A grid in a box of lines, with titles and types; of a long one its head and tail, of a wide one its sides. */
export function boxed(grid: Grid, limits: BoxLimits): string {
  const rows = shownRows(grid.rows, limits.rows)
  const columns = shownColumns(fitting(grid, rows, limits.width), limits.width)
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
  const hidden = grid.titles.length - columns.filter(column => !column.isGap).length
  if (rows.length < grid.rows || hidden > 0 || grid.rows > 20) lines.push(footer(grid, hidden, rows.length))
  return lines.join('\n')
}

// The columns with as much of their cells as lets all of them stand side by side, or else with the least.
function fitting(grid: Grid, rows: readonly (number | null)[], width: number): BoxColumn[] {
  const texts = grid.titles.map((_, column) =>
    rows.map(row => (row === null ? '·' : grid.cell(row, column).replaceAll(/\p{Cc}/gu, ' '))),
  )
  // One column takes what there is.
  const widest = Math.max(width - 4, 4)
  for (const most of WIDEST_CELLS) {
    const columns = texts.map((cells, i) => columnOf(grid, i, cells, Math.min(most, widest)))
    if (needed(columns) <= width || most === WIDEST_CELLS.at(-1)) return columns
  }
  return []
}

function columnOf(grid: Grid, column: number, texts: readonly string[], most: number): BoxColumn {
  const title = clipped(grid.titles[column]!, most)
  const type = grid.types[column]!.toLowerCase()
  const cells = texts.map(text => clipped(text, most))
  const width = Math.max(displayWidth(title), displayWidth(type), ...cells.map(displayWidth))
  const numeric = /^(short|int|long|float|double|decimal.*)$/.test(type)
  return { title, type, cells, width, numeric, isGap: false }
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
  /** Stands for those left out. */
  readonly isGap: boolean
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

const needed = (chosen: readonly BoxColumn[]) => chosen.reduce((sum, column) => sum + column.width + 3, 1)

// Columns from both sides while they fit, with one of dots for those left out.
function shownColumns(columns: readonly BoxColumn[], width: number): BoxColumn[] {
  if (needed(columns) <= width) return [...columns]
  const gap: BoxColumn = {
    title: '…',
    type: '',
    cells: columns[0]!.cells.map(() => '…'),
    width: 1,
    numeric: false,
    isGap: true,
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
  return left.length === columns.length ? left : [...left, gap, ...right]
}
