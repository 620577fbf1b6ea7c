import { ANY, STRING } from '../data-type.ts'
import type { Value } from '../value.ts'
import { Dictionary } from './dictionary.ts'

/** Kinds of charts, in the order of their constants. */
export const chartTypes: readonly string[] = [
  'AREA',
  'BAR',
  'COLUMN',
  'HISTOGRAM',
  'LINE',
  'PIE',
  'SCATTER',
  'TREND',
  'KLINE',
  'SURFACE',
]

/**
 * A picture of numbers, as `plot` makes it: a dictionary whose form clients draw. Its entries, by DolphinDB's names:
 * `chartType` INT (the constants LINE, BAR …), `stacking` BOOL, `title` STRING vector (of the chart, the axes x, y and z),
 * `data` matrix (a column a series, named by its label; row labels along the axis x), and where they are due `binStart`,
 * `binEnd`, `binCount` and `extras` (a dictionary).
 */
export class Chart extends Dictionary {
  constructor() {
    super(STRING, ANY, true)
  }

  static of(entries: Iterable<readonly [name: string, value: Value]>): Chart {
    const chart = new Chart()
    for (const [name, value] of entries) chart.set(name, value)
    return chart
  }

  override clone(): Chart {
    const copy = new Chart()
    for (const { key, value } of this.entries.values()) copy.set(key, value)
    return copy
  }
}
