import { lazy, Suspense, useCallback, useState } from 'react'
import type { Dictionary } from '../../../src/values/dictionary.ts'
import type { Table } from '../../../src/values/table.ts'
import type { FetchRows } from '../../grid/row-pages.ts'
import { TableGrid } from '../../grid/table-grid.tsx'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { plain } from '../../node/plain.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import type { RunError, StatementResult } from './run-result.ts'
import type { CellRun } from './runner-store.ts'

const ChartBuilder = lazy(() => import('../../charts/chart-builder.tsx'))

/** Everything that a cell printed, gave and complained of, in the order it came. */
export function CellResults({
  run,
  session,
}: {
  readonly run: CellRun
  readonly session: NodeSession | null
}) {
  const say = useSay()
  const { state, printed, results, milliseconds } = run
  return (
    <div className="results">
      {printed !== '' && (
        <ScrollRegion className="printed" label={say('notebook.printed')}>
          <pre className="mono">{printed}</pre>
        </ScrollRegion>
      )}
      {results.map(result => (
        <Result key={result.key} result={result} session={session} />
      ))}
      <p className="quiet-text took" role="status">
        {state === 'done' ? say('notebook.took', { time: duration(milliseconds) }) : say(`notebook.${state}`)}
      </p>
    </div>
  )
}

function Result({
  result,
  session,
}: {
  readonly result: StatementResult
  readonly session: NodeSession | null
}) {
  if (result.error) return <ErrorText error={result.error} source={result.source} />
  if (result.grid) return <GridResult grid={result.grid} session={session} />
  if (result.text === '') return null
  return (
    <pre className="value mono" title={result.type}>
      {result.text}
    </pre>
  )
}

function GridResult({
  grid,
  session,
}: {
  readonly grid: NonNullable<StatementResult['grid']>
  readonly session: NodeSession | null
}) {
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
  return (
    <div>
      <button
        type="button"
        className="button quiet"
        aria-pressed={asChart}
        onClick={() => setAsChart(shown => !shown)}
      >
        {say(asChart ? 'chart.table' : 'chart.show')}
      </button>
      {asChart ? (
        <Suspense fallback={null}>
          <ChartBuilder head={grid.head} fetchRows={fetchRows} />
        </Suspense>
      ) : (
        <TableGrid head={grid.head} total={grid.rows} fetchRows={fetchRows} />
      )}
    </div>
  )
}

function ErrorText({ error, source }: { readonly error: RunError; readonly source: string }) {
  const say = useSay()
  const { message, refId, hint, trace } = error
  return (
    <div className="notice bad" role="alert">
      <p className="error-text">
        {message}
        {refId !== '' && ` (${refId})`}
      </p>
      {source.length < 400 && <pre className="mono">{source}</pre>}
      {hint !== '' && <p>{say('notebook.hint', { hint })}</p>}
      {trace.length > 0 && <p className="mono">{trace.join(' ← ')}</p>}
    </div>
  )
}

function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
}
