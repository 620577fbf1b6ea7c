import { display } from '../../src/values/format/format.ts'
import type { Chart } from '../../src/values/forms/chart.ts'
import { Matrix } from '../../src/values/forms/matrix.ts'
import { plain } from '../node/plain.ts'
import { labelsOf, numbersOf } from './numbers.ts'
import { kinds, type Picture } from './picture.ts'

const BINS = 10

/** What `plot` gives, as a picture. */
export function pictureOf(chart: Chart): Picture {
  const data = chart.get('data')
  const titles = [plain(chart.get('title'))].flat()
  const title = (at: number) => String(titles[at] ?? '')
  const extras = plain(chart.get('extras'))
  const matrix = data instanceof Matrix ? data : null
  const columns = matrix ? Array.from({ length: matrix.columns }, (_, c) => matrix.column(c)) : []
  return {
    kind: kinds[Number(plain(chart.get('chartType')) ?? 4)] ?? 'line',
    title: title(0),
    xTitle: title(1),
    yTitle: title(2),
    labels: matrix?.rowLabels
      ? labelsOf(matrix.rowLabels)
      : Array.from({ length: matrix?.rows ?? 0 }, (_, i) => i),
    series: columns.map((column, c) => ({
      name: matrix?.columnLabels ? display(matrix.columnLabels.get(c)) : `#${c + 1}`,
      values: numbersOf(column),
    })),
    stacking: plain(chart.get('stacking')) === true,
    manyAxes:
      extras !== null &&
      typeof extras === 'object' &&
      (extras as Record<string, unknown>).multiYAxes === true,
    bins: Number(plain(chart.get('binCount')) ?? BINS),
  }
}
