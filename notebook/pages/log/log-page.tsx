import { useCallback, useEffect, useRef, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { plain } from '../../node/plain.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import './log.css'

const POLL = 2000
// As much as anybody reads.
const TAIL_BYTES = 200_000

/** The end of the node's log, followed as it grows. */
export default function LogPage() {
  const say = useSay()
  const { alias } = useNode()
  const place = useRef<HTMLElement>(null)
  const [follow, setFollow] = useState(true)
  const [filter, setFilter] = useState('')
  const ask = useCallback(
    async (session: NodeSession) => {
      const length = Number(plain(await session.call('getServerLogLength', alias)))
      const from = Math.max(0, length - TAIL_BYTES)
      const lines = plain(await session.call('getServerLog', Math.min(length, TAIL_BYTES), from, true, alias))
      return Array.isArray(lines) ? lines.map(String) : []
    },
    [alias],
  )
  const { value: lines = [], error } = usePolled(ask, POLL)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines scroll down.
  useEffect(() => {
    if (follow && place.current) place.current.scrollTop = place.current.scrollHeight
  }, [lines, follow])
  const shown = filter === '' ? lines : lines.filter(line => line.includes(filter))
  return (
    <>
      <h1>{say('log.title', { alias })}</h1>
      <p className="toolbar">
        <label>
          <input type="checkbox" checked={follow} onChange={event => setFollow(event.target.checked)} />{' '}
          {say('log.follow')}
        </label>
        <label>
          {say('log.filter')}{' '}
          <input className="input" value={filter} onChange={event => setFilter(event.target.value)} />
        </label>
      </p>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      <ScrollRegion ref={place} className="log panel" label={say('log.label')}>
        <pre className="mono">{shown.join('\n')}</pre>
      </ScrollRegion>
    </>
  )
}
