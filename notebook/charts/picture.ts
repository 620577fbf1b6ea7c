/** DolphinDB's kinds of charts, by their numbers. */
export const kinds = [
  'area',
  'bar',
  'column',
  'histogram',
  'line',
  'pie',
  'scatter',
  'trend',
  'kline',
  'surface',
] as const
export type Kind = (typeof kinds)[number]

export interface Series {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** A chart as numbers and texts, whatever it comes from. */
export interface Picture {
  readonly kind: Kind
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  /** Of the points, all series alike: numbers on an axis of numbers, or texts. */
  readonly labels: readonly (number | string)[]
  readonly series: readonly Series[]
  readonly stacking: boolean
  /** Whether each series has an axis of its own. */
  readonly manyAxes: boolean
  /** Of a histogram. */
  readonly bins: number
}
