import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { isLiteral, isNumeric } from '../../src/values/data-type.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { useSay } from '../language/language-context.tsx'
import { GridTools } from './grid-tools.tsx'
import { asItComes, type FetchFile, type FetchRows, type GridView, RowPages } from './row-pages.ts'
import { cells } from './table-text.ts'
import './grid.css'
import { Failure } from '../shell/failure.tsx'

export interface TableGridProps {
  /** The first rows, which tell names, types and widths. */
  readonly head: Table
  readonly total: number
  readonly fetchRows: FetchRows
  /** Null: the node makes no files of these rows. */
  readonly fetchFile?: FetchFile | null
  /** The rows are all there is: nothing to sort or filter. */
  readonly plain?: boolean
  /** What else is done with the result, in the line of its tools. */
  readonly tools?: ReactNode
}

const ROW = 24
const VISIBLE = 14
const BAR = 14
// Browsers draw nothing that is higher; beyond it the scroll bar counts rows, not pixels.
const HIGHEST = 8_000_000

/** Any number of rows, of which those in sight are drawn; sorted and filtered by the node. */
export function TableGrid(props: TableGridProps) {
  const { head, total, fetchRows, fetchFile = null, plain = false, tools } = props
  const say = useSay()
  const [view, setView] = useState<GridView>(asItComes)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const pages = useMemo(() => {
    const made = new RowPages(view, total, fetchRows, redraw)
    if (view === asItComes) made.fill(head)
    else made.row(0)
    return made
  }, [view, total, fetchRows, head])
  const sort = (column: string) =>
    setView(old => {
      if (old.sortBy !== column) return { ...old, sortBy: column, descending: false }
      return old.descending ? { ...old, sortBy: '', descending: false } : { ...old, descending: true }
    })
  return (
    <div className="grid">
      {!plain && (
        <GridTools
          pages={pages}
          names={head.names}
          fetchRows={fetchRows}
          fetchFile={fetchFile}
          onFilter={filter => setView(old => ({ ...old, filter }))}
        >
          {tools}
        </GridTools>
      )}
      <Failure message={pages.error} />
      <Window
        // Another view begins at its top.
        key={`${view.sortBy} ${view.descending} ${view.filter}`}
        pages={pages}
        head={head}
        view={view}
        onSort={plain ? () => {} : sort}
        label={say('grid.label')}
      />
    </div>
  )
}

interface WindowProps {
  readonly pages: RowPages
  readonly head: Table
  readonly view: GridView
  readonly onSort: (column: string) => void
  readonly label: string
}

function Window({ pages, head, view, onSort, label }: WindowProps) {
  const place = useRef<HTMLDivElement>(null)
  const { top, scroller } = useTopRow(place, pages.total)
  const widths = useMemo(() => widthsOf(head), [head])
  const numeric = useMemo(() => head.types.map(type => !isLiteral(type)), [head])
  const shown = Math.min(VISIBLE, Math.max(1, pages.total))
  const first = Math.floor(top)
  // Below its rows a table that is scrolled leaves room for the scroll bar of its columns; where there is none, a part of one more row.
  const tall = pages.total > VISIBLE
  const inSight = (shown + 1) * ROW + (tall ? BAR : 0)
  const rows = Array.from({ length: Math.min(shown + 2, pages.total - first) }, (_, i) => first + i)
  const columns = widths.map(width => `${width}ch`).join(' ')
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn apart from each other, as they are scrolled to.
    <div
      ref={place}
      className="grid-scroll"
      role="grid"
      aria-label={label}
      aria-rowcount={pages.total + 1}
      aria-colcount={head.names.length}
      tabIndex={0}
      onScroll={scroller.onScroll}
      onKeyDown={scroller.onKeyDown}
      style={{ height: tall ? inSight : undefined }}
    >
      <div className="grid-height" style={{ height: scroller.height + ROW }}>
        <div className="grid-window" style={{ height: inSight }}>
          <Head head={head} view={view} numeric={numeric} columns={columns} onSort={onSort} />
          {rows.map(row => (
            <Row
              key={row}
              row={row}
              cells={pages.row(row)}
              names={head.names}
              numeric={numeric}
              columns={columns}
              offset={ROW + (row - top) * ROW}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

interface HeadProps extends Pick<WindowProps, 'head' | 'view' | 'onSort'> {
  readonly numeric: readonly boolean[]
  readonly columns: string
}

/** Names of columns, by which rows are sorted. */
function Head({ head, view, numeric, columns, onSort }: HeadProps) {
  const say = useSay()
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn apart from each other.
    <div className="grid-row grid-head" role="row" tabIndex={-1} style={{ gridTemplateColumns: columns }}>
      {head.names.map((name, c) => (
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <span
          key={name}
          role="columnheader"
          tabIndex={-1}
          aria-sort={view.sortBy === name ? (view.descending ? 'descending' : 'ascending') : undefined}
          className={numeric[c] ? 'number' : undefined}
        >
          <button
            type="button"
            title={`${name} ${head.types[c]!.name}`}
            aria-label={say('grid.sortBy', { column: name === '' ? `#${c}` : name })}
            onClick={() => onSort(name)}
          >
            {name}
            {view.sortBy === name ? (view.descending ? ' ▾' : ' ▴') : ''}
          </button>
        </span>
      ))}
    </div>
  )
}

interface RowProps {
  readonly row: number
  readonly cells: readonly string[] | undefined
  readonly names: readonly string[]
  readonly numeric: readonly boolean[]
  readonly columns: string
  readonly offset: number
}

function Row({ row, cells, names, numeric, columns, offset }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn where they are scrolled to.
    <div
      className="grid-row"
      role="row"
      tabIndex={-1}
      aria-rowindex={row + 2}
      style={{ gridTemplateColumns: columns, transform: `translateY(${offset}px)` }}
    >
      {numeric.map((isNumber, c) => (
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <span
          key={names[c]}
          role="gridcell"
          tabIndex={-1}
          className={isNumber ? 'number' : undefined}
          title={cells?.[c]}
        >
          {cells ? cells[c] : '…'}
        </span>
      ))}
    </div>
  )
}

/** Which row is at the top, by the scroll bar, the wheel and the keys. */
function useTopRow(place: React.RefObject<HTMLDivElement | null>, total: number) {
  const [top, setTop] = useState(0)
  const most = Math.max(0, total - VISIBLE)
  const height = Math.min(total * ROW, HIGHEST)
  const scaled = total * ROW > HIGHEST
  const exact = useRef(0)
  const ours = useRef(false)
  const perRow = scaled ? (height - VISIBLE * ROW) / most : ROW
  const move = useCallback(
    (to: number) => {
      const row = Math.min(most, Math.max(0, to))
      exact.current = row
      setTop(row)
      const element = place.current
      if (!element) return
      ours.current = Math.abs(element.scrollTop - row * perRow) >= 1
      element.scrollTop = row * perRow
    },
    [most, perRow, place],
  )
  // A wheel's pixels are pixels of rows also where the scroll bar's are not.
  useEffect(() => {
    const element = place.current
    if (!element || !scaled) return
    const wheel = (event: WheelEvent) => {
      if (event.deltaY === 0) return
      event.preventDefault()
      move(exact.current + event.deltaY / ROW)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [place, scaled, move])
  const onScroll = () => {
    if (ours.current) {
      ours.current = false
      return
    }
    exact.current = Math.min(most, place.current!.scrollTop / perRow)
    setTop(exact.current)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: VISIBLE - 1,
      PageUp: 1 - VISIBLE,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    move(Math.floor(exact.current) + step)
  }
  return { top: Math.min(top, most), scroller: { height, onScroll, onKeyDown } }
}

// Columns are as wide as the first rows need, within bounds; numbers may be longer further down.
function widthsOf(head: Table): number[] {
  const shown = Array.from({ length: Math.min(head.rows, 50) }, (_, row) => cells(head, row))
  return head.names.map((name, c) => {
    const least = isNumeric(head.types[c]!) ? 12 : 4
    return Math.min(Math.max(least, name.length + 2, ...shown.map(row => row[c]!.length)), 48) + 3
  })
}
