import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chartOption } from '../../notebook/charts/chart-option.ts'
import { plotCode } from '../../notebook/charts/plot-code.ts'
import { pictureOf } from '../../notebook/charts/plotted.ts'
import { Chart } from '../../src/values/forms/chart.ts'
import { scriptValue } from '../script-value.ts'

const chart = (entries: Readonly<Record<string, string>>) =>
  Chart.of(Object.entries(entries).map(([name, script]) => [name, scriptValue(script)]))

const option = (entries: Readonly<Record<string, string>>) =>
  chartOption(pictureOf(chart(entries))) as {
    xAxis: { type: string; data?: string[] }
    series: { type: string; name: string; data: unknown[] }[]
  }

test('a chart’s matrix is drawn column by column over its labels', () => {
  const picture = pictureOf(
    chart({
      chartType: '4',
      stacking: 'false',
      title: '["prices", "day", "price"]',
      data: 'matrix(1.5 2.5 NULL, 10 20 30).rename!(2024.01.01..2024.01.03, `a`b)',
    }),
  )
  assert.deepEqual(picture.series, [
    { name: 'a', values: [1.5, 2.5, null] },
    { name: 'b', values: [10, 20, 30] },
  ])
  assert.deepEqual(picture.labels, ['2024.01.01', '2024.01.02', '2024.01.03'])
  assert.deepEqual(
    [picture.kind, picture.title, picture.xTitle, picture.yTitle],
    ['line', 'prices', 'day', 'price'],
  )
})

test('numbers on an axis of numbers, words on one of words, bars always side by side', () => {
  const data = 'matrix(1 2 3)'
  assert.deepEqual(option({ chartType: '4', data }).series[0]!.data, [
    [0, 1],
    [1, 2],
    [2, 3],
  ])
  assert.deepEqual(option({ chartType: '2', data }).xAxis, {
    type: 'category',
    data: ['0', '1', '2'],
    name: '',
    nameLocation: 'middle',
    nameGap: 28,
  })
  assert.equal(option({ chartType: '5', data }).series[0]!.type, 'pie')
  assert.equal(option({ chartType: '9', data: 'matrix(1 2, 3 4)' }).series[0]!.data.length, 4)
})

test('a histogram counts what lies in each of its bins', () => {
  const { series } = option({ chartType: '3', binCount: '2', data: 'matrix(0.0 1 2 9 10)' })
  assert.deepEqual(series[0]!.data, [3, 2])
})

test('the script of a chart: of a variable, and of a query', () => {
  assert.equal(
    plotCode('t;', 'column', 'day', ['price']),
    'plot(select price from t, t["day"], "price over day", COLUMN)',
  )
  assert.equal(
    plotCode('select * from t', 'line', 'day', ['price', 'max qty']),
    'plotted = select * from t\nplot(select price, _"max qty" from plotted, plotted["day"], "price, max qty over day", LINE)',
  )
})
