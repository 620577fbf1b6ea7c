import { lazy, Suspense, useCallback, useState } from 'react'
import type { Dictionary } from '../../../src/values/forms/dictionary.ts'
import type { Table } from '../../../src/values/forms/table.ts'
import type { FixedVector } from '../../../src/values/vectors/fixed-vector.ts'
import type { FetchFile, FetchRows } from '../../grid/row-pages.ts'
import { TableGrid } from '../../grid/table-grid.tsx'
import { useLanguage, useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { plain } from '../../node/plain.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import type { RunError, StatementResult } from './run-result.ts'
import type { CellRun } from './runner-store.ts'

const ChartBuilder = lazy(() => import('../../charts/chart-builder.tsx'))
const ChartValue = lazy(() => import('../../charts/chart-value.tsx'))

interface CellResultsProps {
  readonly run: CellRun
  readonly session: NodeSession | null
  /** Takes code into a cell below. */
  readonly onCode: (text: string) => void
}

/** Everything that a cell printed, gave and complained of, in the order it came. */
export function CellResults({ run, session, onCode }: CellResultsProps) {
  const say = useSay()
  const { printed, results, progress } = run
  return (
    <div className="results">
      {printed !== '' && (
        <ScrollRegion className="printed" label={say('notebook.printed')}>
          <pre className="mono">{printed}</pre>
        </ScrollRegion>
      )}
      {results.map(result => (
        <ResultView key={result.key} result={result} session={session} onCode={onCode} />
      ))}
      {progress && (
        <label className="quiet-text took">
          <progress value={progress.done} max={progress.total} />{' '}
          {say('notebook.partitions', { done: progress.done, total: progress.total })}
        </label>
      )}
    </div>
  )
}

interface ResultViewProps extends Pick<CellResultsProps, 'session' | 'onCode'> {
  readonly result: StatementResult
}

/** What one statement gave, as tables, charts and texts are looked at. */
export function ResultView({ result, session, onCode }: ResultViewProps) {
  if (result.error) return <ErrorText error={result.error} source={result.source} />
  const { grid, chart, source } = result
  if (grid) return <GridResult grid={grid} session={session} source={source} onCode={onCode} />
  if (chart) {
    return (
      <Suspense fallback={null}>
        <ChartValue chart={chart} />
      </Suspense>
    )
  }
  if (result.text === '') return null
  return (
    <pre className="value mono" title={result.type}>
      {result.text}
    </pre>
  )
}

interface GridResultProps extends Pick<CellResultsProps, 'session' | 'onCode'> {
  readonly grid: NonNullable<StatementResult['grid']>
  readonly source: string
}

function GridResult({ grid, session, source, onCode }: GridResultProps) {
  const say = useSay()
  const [asChart, setAsChart] = useState(false)
  const fetchRows = useCallback<FetchRows>(
    async (from, to, { sortBy, descending, filter }) => {
      if (!session) throw new Error(say('notebook.stale'))
      const answer = await session.call('getResultRows', grid.id, from, to, sortBy, descending, filter)
      const made = answer as Dictionary
      return { rows: made.get('rows') as Table, total: Number(plain(made.get('total'))) }
    },
    [session, grid.id, say],
  )
  const fetchFile = useCallback<FetchFile>(
    async (format, { sortBy, descending, filter }, from, to) => {
      if (!session) throw new Error(say('notebook.stale'))
      const bytes = await session.call('exportResult', grid.id, format, sortBy, descending, filter, from, to)
      return new Uint8Array((bytes as FixedVector).data as Int8Array<ArrayBuffer>)
    },
    [session, grid.id, say],
  )
  const turn = (
    <button type="button" className="button quiet" onClick={() => setAsChart(shown => !shown)}>
      {say(asChart ? 'chart.table' : 'chart.show')}
    </button>
  )
  if (!asChart) {
    return (
      <TableGrid
        head={grid.head}
        total={grid.rows}
        fetchRows={fetchRows}
        fetchFile={fetchFile}
        tools={turn}
      />
    )
  }
  return (
    <Suspense fallback={null}>
      <ChartBuilder head={grid.head} fetchRows={fetchRows} source={source} onCode={onCode} tools={turn} />
    </Suspense>
  )
}

function ErrorText({ error, source }: { readonly error: RunError; readonly source: string }) {
  const { say, told } = useLanguage()
  const { message, refId, hint, trace } = error
  return (
    <div className="notice bad" role="alert">
      <p className="error-text">
        {told(message)}
        {refId !== '' && ` (${refId})`}
      </p>
      {source.length < 400 && <pre className="mono">{source}</pre>}
      {hint !== '' && <p>{say('notebook.hint', { hint: told(hint) })}</p>}
      {trace.length > 0 && <p className="mono">{trace.join(' ← ')}</p>}
    </div>
  )
}
