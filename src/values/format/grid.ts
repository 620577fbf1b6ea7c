import type { Limits } from './limits.ts'

// Columns of text side by side, each under its title and a rule: how tables and matrices print.

export interface GridColumn {
  readonly title: string
  readonly cells: readonly string[]
}

// East Asian characters, and those beyond the first plane, take two places on a terminal.
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/

function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += char.length === 2 || wide.test(char) ? 2 : 1
  return width
}

const isAscii = (text: string) => !/[^ -~]/.test(text)
const placesOf = (text: string) => (isAscii(text) ? text.length : widthOf(text))

function fit(text: string, places: number): string {
  const width = placesOf(text)
  if (width <= places) return text + ' '.repeat(places - width)
  let kept = ''
  for (const char of text) {
    if (placesOf(kept + char) > places - 3) break
    kept += char
  }
  return `${kept}...`.padEnd(places)
}

// A cell stays on its line.
const onOneLine = (text: string) => (text.includes('\n') ? text.replaceAll('\n', '\\n') : text)

/**
 * The columns as lines: titles, rule, rows. `labels` stand before the rows, parted by `|`. What is wider than the
 * limit's width ends in `...`; columns that find no room are left out. Lines have no blanks at their ends.
 */
export function gridLines(
  columns: Iterable<GridColumn>,
  count: number,
  rows: number,
  labels: readonly string[] | null,
  limits: Limits,
): string[] {
  const lines = new Array<string>(rows + 2).fill('')
  let used = 0
  if (labels) {
    const places = labels.reduce((most, label) => Math.max(most, placesOf(label)), 0)
    for (let i = 0; i < rows; i++) lines[i + 2] = `${fit(labels[i]!, places)}|`
    lines[0] = lines[1] = ' '.repeat(places + 1)
    used = places + 1
  }
  const widest = limits.width / Math.min(count, 10) + 5
  let shown = 0
  for (const { title, cells } of columns) {
    const texts = cells.map(onOneLine)
    let places = placesOf(title)
    for (const text of texts) places = Math.max(places, placesOf(text))
    places = Math.min(places, widest)
    if (shown > 0 && used + places > limits.width) break
    lines[0] += `${fit(title, places)} `
    lines[1] += `${'-'.repeat(places)} `
    for (let i = 0; i < rows; i++) lines[i + 2] += `${fit(texts[i]!, places)} `
    used += places + 1
    shown++
  }
  const more = shown < count ? '...' : ''
  return lines.map((line, i) => (i === 1 && more ? `${line}---` : line + more).trimEnd())
}
