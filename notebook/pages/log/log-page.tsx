import { useCallback, useEffect, useRef, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { plain, rowsOf } from '../../node/plain.ts'
import { Failure } from '../../shell/failure.tsx'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import './log.css'

const POLL = 2000
// As much as anybody reads.
const TAIL_BYTES = 200_000

/** The nodes of the cluster that run; a single node knows itself alone. */
async function nodesOf(session: NodeSession): Promise<string[]> {
  const nodes = rowsOf(await session.call('getClusterPerf', true))
  return nodes.filter(({ state }) => Number(state) === 1).map(({ name }) => String(name))
}

/** The end of a node's log, followed as it grows. */
export default function LogPage() {
  const say = useSay()
  const { alias: own } = useNode()
  const place = useRef<HTMLElement>(null)
  const [alias, setAlias] = useState(own)
  const [follow, setFollow] = useState(true)
  const [filter, setFilter] = useState('')
  const ask = useCallback(
    async (session: NodeSession) => {
      const length = Number(plain(await session.call('getServerLogLength', alias)))
      const from = Math.max(0, length - TAIL_BYTES)
      const lines = plain(await session.call('getServerLog', Math.min(length, TAIL_BYTES), from, true, alias))
      return { of: alias, lines: Array.isArray(lines) ? lines.map(String) : [] }
    },
    [alias],
  )
  const { value: nodes = [own] } = usePolled(nodesOf, 5 * POLL)
  const { value, error } = usePolled(ask, POLL)
  // What was asked of another node doesn't count.
  const lines = value?.of === alias ? value.lines : []
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines scroll down.
  useEffect(() => {
    if (follow && place.current) place.current.scrollTop = place.current.scrollHeight
  }, [value, follow])
  const shown = filter === '' ? lines : lines.filter(line => line.includes(filter))
  return (
    <>
      <h1>{say('log.title', { alias })}</h1>
      <p className="toolbar">
        <label className="field">
          <span>{say('log.node')}</span>
          <select className="input" value={alias} onChange={event => setAlias(event.target.value)}>
            {[...new Set([own, alias, ...nodes])].map(node => (
              <option key={node}>{node}</option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{say('log.filter')}</span>
          <input className="input" value={filter} onChange={event => setFilter(event.target.value)} />
        </label>
        <label>
          <input type="checkbox" checked={follow} onChange={event => setFollow(event.target.checked)} />{' '}
          {say('log.follow')}
        </label>
      </p>
      <Failure message={error} />
      <ScrollRegion ref={place} className="log panel" label={say('log.label')}>
        <pre className="mono">{shown.join('\n')}</pre>
      </ScrollRegion>
    </>
  )
}
