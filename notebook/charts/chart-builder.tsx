import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { isNumeric } from '../../src/values/data-type.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { asItComes, type FetchRows } from '../grid/row-pages.ts'
import { useSay } from '../language/language-context.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { labelsOf, numbersOf } from './numbers.ts'
import type { Kind, Picture } from './picture.ts'
import { plotCode } from './plot-code.ts'

interface ChartBuilderProps {
  readonly head: Table
  readonly fetchRows: FetchRows
  /** The statement that gave the rows. */
  readonly source: string
  /** Takes the script that makes the chart. */
  readonly onCode: (script: string) => void
  /** What else is done with the result, in the line of the choices. */
  readonly tools: ReactNode
}

const offered = ['line', 'area', 'column', 'bar', 'scatter', 'pie'] as const satisfies readonly Kind[]

// More points than that are more than a screen has.
const MOST_POINTS = 20_000

/** A chart of a result, whose kind and columns are chosen, and the script that makes it. */
export default function ChartBuilder({ head, fetchRows, source, onCode, tools }: ChartBuilderProps) {
  const say = useSay()
  const numbers = head.names.filter((_, c) => isNumeric(head.types[c]!))
  const [kind, setKind] = useState<Kind>('line')
  const [x, setX] = useState(head.names[0] ?? '')
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    [numbers.find(name => name !== head.names[0]) ?? numbers[0] ?? ''].filter(Boolean),
  )
  const [rows, setRows] = useState<Table>(head)
  useEffect(() => {
    fetchRows(0, MOST_POINTS, asItComes).then(
      ({ rows }) => setRows(rows),
      () => {},
    )
  }, [fetchRows])
  // In the order of the table.
  const ys = useMemo(() => head.names.filter(name => chosen.includes(name)), [head, chosen])
  const picture = useMemo(() => pictureOf(rows, kind, x, ys), [rows, kind, x, ys])
  return (
    <div className="chart-builder">
      <div className="toolbar">
        <Choice label={say('chart.kind')} value={kind} options={offered} onChange={setKind}>
          {each => say(`chart.${each}`)}
        </Choice>
        <Choice label={say('chart.x')} value={x} options={head.names} onChange={setX} />
        <fieldset className="chart-series">
          <legend>{say('chart.y')}</legend>
          {numbers.map(name => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={event =>
                  setChosen(old =>
                    event.target.checked ? [...old, name] : old.filter(other => other !== name),
                  )
                }
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          className="button"
          disabled={ys.length === 0}
          onClick={() => onCode(plotCode(source, kind, x, ys))}
        >
          {say('chart.write')}
        </button>
        {tools}
      </div>
      <ChartFrame picture={picture} label={say('chart.label', { x, y: ys.join(', ') })} />
    </div>
  )
}

function pictureOf(rows: Table, kind: Kind, x: string, ys: readonly string[]): Picture {
  const across = rows.column(x)
  return {
    kind,
    title: '',
    xTitle: x,
    yTitle: ys.length === 1 ? ys[0]! : '',
    labels: across ? labelsOf(across) : [],
    series: ys.map(name => ({ name, values: numbersOf(rows.column(name)!) })),
    stacking: false,
    manyAxes: false,
    bins: 0,
  }
}

interface ChoiceProps<Option extends string> {
  readonly label: string
  readonly value: Option
  readonly options: readonly Option[]
  readonly onChange: (value: Option) => void
  readonly children?: (option: Option) => string
}

function Choice<Option extends string>({ label, value, options, onChange, children }: ChoiceProps<Option>) {
  return (
    <label className="field">
      <span>{label}</span>
      <select className="input" value={value} onChange={event => onChange(event.target.value as Option)}>
        {options.map(option => (
          <option key={option} value={option}>
            {children ? children(option) : option}
          </option>
        ))}
      </select>
    </label>
  )
}
