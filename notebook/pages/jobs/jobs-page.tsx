import type { ReactNode } from 'react'
import { type Say, useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type Plain, type Row, rowsOf } from '../../node/plain.ts'
import { Failure } from '../../shell/failure.tsx'
import { bytes } from '../../shell/quantity.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'

const POLL = 2000

async function ask(session: NodeSession) {
  const [running, recent, sessions] = await Promise.all(
    ['getConsoleJobs', 'getRecentJobs', 'getSessionMemoryStat'].map(async name =>
      rowsOf(await session.call(name)),
    ),
  )
  // That this page asks needn't be told.
  const others = running!.filter(({ sessionId }) => String(sessionId) !== session.id)
  return { running: others, recent: recent!.toReversed(), sessions: sessions! }
}

/** What runs on this node and for whom. */
export default function JobsPage() {
  const say = useSay()
  const { session } = useNode()
  const { value, error, refresh } = usePolled(ask, POLL)
  const cancel = async (name: 'cancelConsoleJob' | 'cancelJob', id: string) => {
    await session.call(name, id).catch(() => {})
    refresh()
  }
  return (
    <>
      <h1>{say('jobs.title')}</h1>
      <Failure message={error} />
      <Listing title={say('jobs.running')} rows={value?.running ?? []} columns={runningColumns(say)}>
        {row => (
          <CancelButton id={String(row.rootJobId)} onCancel={id => void cancel('cancelConsoleJob', id)} />
        )}
      </Listing>
      <Listing title={say('jobs.recent')} rows={value?.recent ?? []} columns={recentColumns(say)}>
        {row =>
          row.endTime === null && (
            <CancelButton id={String(row.jobId)} onCancel={id => void cancel('cancelJob', id)} />
          )
        }
      </Listing>
      <Listing title={say('jobs.sessions')} rows={value?.sessions ?? []} columns={sessionColumns(say)} />
    </>
  )
}

type Column = readonly [title: string, text: (row: Row) => string]

const shown = (value: Plain | undefined) => (value === null || value === undefined ? '' : String(value))

const runningColumns = (say: Say): readonly Column[] => [
  [say('jobs.user'), row => shown(row.userID)],
  [say('jobs.what'), row => shown(row.desc).slice(0, 200)],
  [say('jobs.since'), row => shown(row.receiveTime)],
  [say('jobs.progress'), row => (row.totalTasks ? `${row.finishedTasks} / ${row.totalTasks}` : '')],
]

const recentColumns = (say: Say): readonly Column[] => [
  [say('jobs.user'), row => shown(row.userID)],
  [say('jobs.what'), row => `${shown(row.jobId)} ${shown(row.jobDesc)}`],
  [say('jobs.started'), row => shown(row.startTime)],
  [say('jobs.ended'), row => shown(row.endTime)],
  [say('jobs.error'), row => shown(row.errorMsg)],
]

const sessionColumns = (say: Say): readonly Column[] => [
  [say('jobs.user'), row => shown(row.userId)],
  [say('jobs.address'), row => `${shown(row.remoteIP)}:${shown(row.remotePort)}`],
  [say('jobs.since'), row => shown(row.createTime)],
  [say('jobs.memory'), row => bytes(Number(row.memSize ?? 0))],
]

function CancelButton({ id, onCancel }: { readonly id: string; readonly onCancel: (id: string) => void }) {
  const say = useSay()
  return (
    <button
      type="button"
      className="button"
      aria-label={say('jobs.cancelJob', { id })}
      onClick={() => onCancel(id)}
    >
      {say('button.cancel')}
    </button>
  )
}

interface ListingProps {
  readonly title: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column[]
  /** What stands at the end of a row. */
  readonly children?: (row: Row) => ReactNode
}

function Listing({ title, rows, columns, children }: ListingProps) {
  const say = useSay()
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className="quiet-text">{say('jobs.none')}</p>
      ) : (
        <ScrollRegion className="panel" label={title}>
          <table className="table">
            <thead>
              <tr>
                {columns.map(([name]) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                {children && <td />}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own.
                <tr key={i}>
                  {columns.map(([name, text]) => (
                    <td key={name}>{text(row)}</td>
                  ))}
                  {children && <td>{children(row)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  )
}
