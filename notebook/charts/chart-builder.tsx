import { useEffect, useRef, useState } from 'react'
import { isNumeric } from '../../src/values/data-type.ts'
import { display } from '../../src/values/format.ts'
import { Scalar } from '../../src/values/scalar.ts'
import type { Table } from '../../src/values/table.ts'
import type { Vector } from '../../src/values/vector.ts'
import { asItComes, type FetchRows } from '../grid/row-pages.ts'
import { useSay } from '../language/language-context.tsx'
import { useTheme } from '../look/theme-context.tsx'
import { echarts } from './echarts-parts.ts'
import './charts.css'

interface ChartBuilderProps {
  readonly head: Table
  readonly fetchRows: FetchRows
}

const kinds = ['line', 'bar', 'scatter', 'area'] as const
type Kind = (typeof kinds)[number]

// More points than that are more than a screen has.
const MOST_POINTS = 20_000

/** A chart of a result: kind and columns are chosen. */
export default function ChartBuilder({ head, fetchRows }: ChartBuilderProps) {
  const say = useSay()
  const numbers = head.names.filter((_, c) => isNumeric(head.types[c]!))
  const [kind, setKind] = useState<Kind>('line')
  const [x, setX] = useState(head.names[0] ?? '')
  const [y, setY] = useState(numbers.find(name => name !== x) ?? numbers[0] ?? '')
  const [rows, setRows] = useState<Table>(head)
  useEffect(() => {
    fetchRows(0, MOST_POINTS, asItComes).then(
      ({ rows }) => setRows(rows),
      () => {},
    )
  }, [fetchRows])
  return (
    <div className="chart-builder">
      <p className="chart-choices">
        <Choice
          label={say('chart.kind')}
          value={kind}
          options={kinds}
          onChange={each => setKind(each as Kind)}
        >
          {each => say(`chart.${each as Kind}`)}
        </Choice>
        <Choice label={say('chart.x')} value={x} options={head.names} onChange={setX} />
        <Choice label={say('chart.y')} value={y} options={numbers} onChange={setY} />
      </p>
      <Chart kind={kind} rows={rows} x={x} y={y} label={say('chart.label', { x, y })} />
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly string[]
  readonly onChange: (value: string) => void
  readonly children?: (option: string) => string
}

function Choice({ label, value, options, onChange, children }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select className="input" value={value} onChange={event => onChange(event.target.value)}>
        {options.map(option => (
          <option key={option} value={option}>
            {children ? children(option) : option}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ChartProps {
  readonly kind: Kind
  readonly rows: Table
  readonly x: string
  readonly y: string
  readonly label: string
}

function Chart({ kind, rows, x, y, label }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const { shade } = useTheme()
  useEffect(() => {
    if (!place.current) return
    const chart = echarts.init(place.current, shade === 'light' ? undefined : 'dark')
    const across = rows.column(x)
    const up = rows.column(y)
    if (across && up) chart.setOption(optionOf(kind, across, up, x, y, rows.rows))
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [kind, rows, x, y, shade])
  return <div ref={place} className="chart" role="img" aria-label={label} />
}

function optionOf(kind: Kind, across: Vector, up: Vector, x: string, y: string, rows: number) {
  const numeric = ['INTEGRAL', 'FLOATING'].includes(across.type.category)
  const points = Array.from({ length: rows }, (_, row) => [
    numeric ? numberOf(across, row) : textOf(across, row),
    numberOf(up, row),
  ])
  return {
    backgroundColor: 'transparent',
    animation: false,
    tooltip: { trigger: kind === 'scatter' ? 'item' : 'axis' },
    grid: { left: 60, right: 20, top: 20, bottom: 50 },
    dataZoom: [{ type: 'inside' }],
    xAxis: {
      type: numeric ? 'value' : 'category',
      name: x,
      nameLocation: 'middle',
      nameGap: 28,
      scale: true,
    },
    yAxis: { type: 'value', name: y, scale: true },
    series: [
      {
        type: kind === 'area' ? 'line' : kind,
        data: points,
        showSymbol: false,
        ...(kind === 'area' ? { areaStyle: {} } : {}),
      },
    ],
  }
}

function numberOf(column: Vector, row: number): number | null {
  const cell = column.get(row)
  return cell instanceof Scalar && !cell.isNull ? Number(display(cell)) || Number(cell.raw) || 0 : null
}

function textOf(column: Vector, row: number): string {
  return display(column.get(row))
}
