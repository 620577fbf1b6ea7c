import type { Picture, Series } from './picture.ts'

/** What ECharts draws of a picture. */
export function chartOption(picture: Picture): Record<string, unknown> {
  const { title } = picture
  return {
    backgroundColor: 'transparent',
    animation: false,
    title: title === '' ? undefined : { text: title, left: 'center', textStyle: { fontSize: 14 } },
    ...optionOfKind(picture),
  }
}

function optionOfKind(picture: Picture): Record<string, unknown> {
  switch (picture.kind) {
    case 'pie':
      return pie(picture)
    case 'histogram':
      return lines(histogram(picture), 'bar')
    case 'surface':
      return surface(picture)
    case 'kline':
      return candles(picture)
    case 'bar':
      return bars(picture)
    case 'column':
      return lines(picture, 'bar')
    case 'scatter':
      return lines(picture, 'scatter')
    default:
      return lines(picture, 'line')
  }
}

const legend = (series: readonly Series[]) => (series.length > 1 ? { type: 'scroll', bottom: 4 } : undefined)
const grid = { left: 40, right: 30, top: 40, bottom: 50, containLabel: true }
const named = (name: string, gap: number) => ({ name, nameLocation: 'middle', nameGap: gap })

function labelAxis({ labels, xTitle }: Picture, of: 'line' | 'bar' | 'scatter') {
  const numeric = labels.every(label => typeof label === 'number')
  // Bars stand side by side, whatever they are called.
  return numeric && of !== 'bar'
    ? { type: 'value', scale: true, ...named(xTitle, 28) }
    : { type: 'category', data: labels.map(String), ...named(xTitle, 28) }
}

function lines(picture: Picture, type: 'line' | 'bar' | 'scatter'): Record<string, unknown> {
  const { series, labels, yTitle, kind, stacking, manyAxes } = picture
  const xAxis = labelAxis(picture, type)
  const many = manyAxes && series.length > 1
  const yAxes = (many ? series : [null]).map((each, i) => ({
    type: 'value',
    scale: type !== 'bar' && kind !== 'area',
    position: i === 0 ? 'left' : 'right',
    offset: i < 2 ? 0 : (i - 1) * 55,
    ...(each ? { name: each.name } : named(yTitle, 58)),
  }))
  return {
    tooltip: { trigger: type === 'scatter' ? 'item' : 'axis' },
    legend: legend(series),
    grid: { ...grid, right: many ? 30 + (series.length - 2) * 55 : 30 },
    dataZoom: [{ type: 'inside' }],
    xAxis,
    yAxis: yAxes,
    series: series.map(({ name, values }, i) => ({
      name,
      type,
      data: xAxis.type === 'value' ? values.map((value, at) => [labels[at], value]) : values,
      yAxisIndex: many ? i : 0,
      showSymbol: false,
      // What a screen can't show apart is drawn as fewer points.
      sampling: type === 'line' ? 'lttb' : undefined,
      large: type === 'scatter' && values.length > 2000,
      stack: stacking ? 'all' : undefined,
      areaStyle: kind === 'area' ? {} : undefined,
    })),
  }
}

function bars(picture: Picture): Record<string, unknown> {
  const { series, labels, xTitle, yTitle, stacking } = picture
  return {
    tooltip: { trigger: 'axis' },
    legend: legend(series),
    grid,
    xAxis: { type: 'value', ...named(yTitle, 28) },
    yAxis: { type: 'category', data: labels.map(String), ...named(xTitle, 60) },
    series: series.map(({ name, values }) => ({
      name,
      type: 'bar',
      data: values,
      stack: stacking ? 'all' : undefined,
    })),
  }
}

function pie({ series, labels }: Picture): Record<string, unknown> {
  const [first] = series
  return {
    tooltip: { trigger: 'item' },
    legend: { type: 'scroll', bottom: 4 },
    series: [
      {
        type: 'pie',
        radius: '62%',
        name: first?.name,
        data: (first?.values ?? []).map((value, i) => ({ value, name: String(labels[i] ?? i) })),
      },
    ],
  }
}

/** How many values lie in each of equal bins, a bar a bin. */
function histogram(picture: Picture): Picture {
  const values = picture.series.flatMap(series => series.values).filter(value => value !== null)
  const [least, most] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
  const bins = Math.max(1, picture.bins)
  const width = (most - least) / bins || 1
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - least) / width))]!++
  return {
    ...picture,
    kind: 'column',
    labels: counts.map((_, i) => `${shortened(least + i * width)} … ${shortened(least + (i + 1) * width)}`),
    series: [{ name: picture.series[0]?.name ?? '', values: counts }],
  }
}

const shortened = (value: number) => String(Number(value.toPrecision(4)))

/** A surface as seen from above: heights as colours. */
function surface({ series, labels, xTitle, yTitle }: Picture): Record<string, unknown> {
  const cells = series.flatMap(({ values }, column) => values.map((value, row) => [row, column, value]))
  const heights = cells.flatMap(([, , value]) => (typeof value === 'number' ? [value] : []))
  return {
    tooltip: { trigger: 'item' },
    grid: { ...grid, right: 90 },
    xAxis: { type: 'category', data: labels.map(String), ...named(xTitle, 28) },
    yAxis: { type: 'category', data: series.map(({ name }) => name), ...named(yTitle, 60) },
    visualMap: {
      min: heights.reduce((a, b) => Math.min(a, b), 0),
      max: heights.reduce((a, b) => Math.max(a, b), 0),
      calculable: true,
      right: 4,
      top: 'middle',
    },
    series: [{ type: 'heatmap', data: cells }],
  }
}

/** Columns are open, high, low and close. */
function candles({ series, labels, xTitle }: Picture): Record<string, unknown> {
  const [open, high, low, close] = series.map(({ values }) => values)
  return {
    tooltip: { trigger: 'axis' },
    grid,
    dataZoom: [{ type: 'inside' }],
    xAxis: { type: 'category', data: labels.map(String), ...named(xTitle, 28) },
    yAxis: { type: 'value', scale: true },
    series: [
      {
        type: 'candlestick',
        data: labels.map((_, i) => [open?.[i], close?.[i], low?.[i], high?.[i]]),
      },
    ],
  }
}
