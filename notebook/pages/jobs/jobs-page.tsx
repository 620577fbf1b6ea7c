import { useCallback, useState } from 'react'
import { type Say, useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import type { Plain, Row } from '../../node/plain.ts'
import { Failure } from '../../shell/failure.tsx'
import { bytes } from '../../shell/quantity.ts'
import { type Column, Listing } from './listing.tsx'
import { type Cancelling, cancelJobOn, jobsOf } from './node-jobs.ts'
import './jobs.css'

const POLL = 2000

/** What runs on the nodes and for whom. */
export default function JobsPage() {
  const say = useSay()
  const { session, alias, role } = useNode()
  const ask = useCallback((session: NodeSession) => jobsOf(session, alias, role), [alias, role])
  const { value, error, refresh } = usePolled(ask, POLL)
  const [failed, setFailed] = useState<string | null>(null)
  const cancel = async (row: Row, name: Cancelling, id: string) => {
    try {
      await cancelJobOn(session, alias, String(row.node), name, id)
      setFailed(null)
    } catch (error) {
      setFailed((error as Error).message)
    }
    refresh()
  }
  // A single node needs no name.
  const where: readonly Column[] =
    role === 'single' ? [] : [{ title: say('jobs.node'), show: row => <strong>{shown(row.node)}</strong> }]
  return (
    <>
      <h1>{say('jobs.title')}</h1>
      <Failure message={failed ?? error} />
      {!value && !error && (
        <p className="quiet-text" role="status">
          {say('jobs.asking')}
        </p>
      )}
      <Listing
        title={say('jobs.running')}
        rows={value?.running}
        columns={[...where, ...runningColumns(say)]}
        keyOf={row => `${row.node} ${row.rootJobId}`}
      >
        {row => (
          <CancelButton id={shown(row.rootJobId)} onCancel={id => void cancel(row, 'cancelConsoleJob', id)} />
        )}
      </Listing>
      <Listing
        title={say('jobs.recent')}
        rows={value?.recent}
        columns={[...where, ...recentColumns(say)]}
        keyOf={row => `${row.node} ${row.jobId}`}
      >
        {row =>
          row.endTime === null && (
            <CancelButton id={shown(row.jobId)} onCancel={id => void cancel(row, 'cancelJob', id)} />
          )
        }
      </Listing>
      <Listing
        title={say('jobs.sessions')}
        rows={value?.sessions}
        columns={[...where, ...sessionColumns(say)]}
        keyOf={row => `${row.node} ${row.sessionId}`}
      />
    </>
  )
}

const shown = (value: Plain | undefined) => (value === null || value === undefined ? '' : String(value))
// `2026.11.29T08:30:00.123`: of a moment, nobody reads more than seconds.
const moment = (value: Plain | undefined) =>
  shown(value)
    .replace('T', ' ')
    .replace(/\.\d+$/, '')

const runningColumns = (say: Say): readonly Column[] => [
  { title: say('jobs.user'), show: row => shown(row.userID) },
  { title: say('jobs.what'), show: row => <code className="job-text">{shown(row.desc).slice(0, 200)}</code> },
  { title: say('jobs.since'), show: row => moment(row.receiveTime) },
  { title: say('jobs.progress'), show: row => <Progress row={row} /> },
]

const recentColumns = (say: Say): readonly Column[] => [
  { title: say('jobs.user'), show: row => shown(row.userID) },
  {
    title: say('jobs.what'),
    show: ({ jobId, jobDesc }) => (
      <>
        <code>{shown(jobId)}</code> {shown(jobDesc)}
      </>
    ),
  },
  { title: say('jobs.started'), show: row => moment(row.startTime) },
  { title: say('jobs.ended'), show: row => moment(row.endTime) },
  { title: say('jobs.error'), show: row => <span className="bad">{shown(row.errorMsg)}</span> },
]

const sessionColumns = (say: Say): readonly Column[] => [
  { title: say('jobs.user'), show: row => shown(row.userId) },
  { title: say('jobs.address'), show: row => `${shown(row.remoteIP)}:${shown(row.remotePort)}` },
  { title: say('jobs.since'), show: row => moment(row.createTime) },
  { title: say('jobs.memory'), show: row => bytes(Number(row.memSize ?? 0)), numeric: true },
]

/** Partitions that a query has done; nothing of one that has none. */
function Progress({ row }: { readonly row: Row }) {
  const say = useSay()
  const [done, total] = [Number(row.finishedTasks ?? 0), Number(row.totalTasks ?? 0)]
  if (total <= 1) return null
  return (
    <label className="job-progress">
      <progress value={done} max={total} /> {say('notebook.partitions', { done, total })}
    </label>
  )
}

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
