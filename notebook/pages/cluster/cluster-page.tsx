import { useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { rowsOf } from '../../node/plain.ts'
import { Confirm } from '../../shell/dialog.tsx'
import { AddNode } from './add-node.tsx'
import { type ClusterNode, clusterNode, isStartable, pageOf } from './cluster-node.ts'
import { ConfigurationEditor } from './configuration-editor.tsx'
import { NodeTable } from './node-table.tsx'
import './cluster.css'

const POLL = 2000

const ask = async (session: NodeSession) =>
  rowsOf(await session.call('getClusterPerf', true)).map(clusterNode)

/** All nodes, live; on the leader also what starts, stops, adds and configures them. */
export default function ClusterPage() {
  const say = useSay()
  const { session, alias, role, user } = useNode()
  const { value: nodes = [], error, refresh } = usePolled(ask, POLL)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [stopping, setStopping] = useState(false)
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const leader = nodes.find(node => node.isLeader)
  const leads = role === 'controller' && leader?.alias === alias
  const mayChange = leads && user !== 'guest'
  const chosen = nodes.filter(node => selected.has(node.alias) && isStartable(node))

  const perform = async (name: 'startDataNode' | 'stopDataNode') => {
    const aliases = chosen.map(node => node.alias)
    try {
      for (const each of aliases) await session.call(name, each)
      const text = name === 'startDataNode' ? 'cluster.started' : 'cluster.stoppedNodes'
      setTold({ text: say(text, { aliases: aliases.join(', ') }), bad: false })
      setSelected(new Set())
    } catch (failure) {
      setTold({ text: (failure as Error).message, bad: true })
    }
    refresh()
  }
  return (
    <div className="cluster">
      <h1>{say('cluster.title')}</h1>
      <Standing error={error} nodes={nodes} />
      {mayChange && (
        <StartAndStop
          possible={chosen.length > 0}
          onStart={() => void perform('startDataNode')}
          onStop={() => setStopping(true)}
        />
      )}
      {told && (
        <p className={told.bad ? 'notice bad' : 'notice'} role="status">
          {told.text}
        </p>
      )}
      <NodeTable
        nodes={nodes}
        selected={mayChange ? selected : null}
        onSelect={(each, on) =>
          setSelected(old => new Set(on ? [...old, each] : [...old].filter(other => other !== each)))
        }
      />
      {mayChange && <AddNode onAdded={refresh} />}
      {mayChange && <ConfigurationEditor />}
      {stopping && (
        <Confirm
          question={say('cluster.confirmStop', { aliases: chosen.map(node => node.alias).join(', ') })}
          action={say('button.stop')}
          onConfirm={() => void perform('stopDataNode')}
          onClose={() => setStopping(false)}
        />
      )}
    </div>
  )
}

interface StandingProps {
  readonly error: string | null
  readonly nodes: readonly ClusterNode[]
}

/** Who leads, and why nothing can be changed here if that is so. */
function Standing({ error, nodes }: StandingProps) {
  const say = useSay()
  const { alias, role } = useNode()
  const leader = nodes.find(node => node.isLeader)
  return (
    <>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {role === 'controller' && nodes.length > 0 && !leader && (
        <p className="notice warn">{say('cluster.noLeader')}</p>
      )}
      {role === 'controller' && leader && leader.alias !== alias && (
        <p className="notice">
          {say('cluster.followsLeader', { alias: leader.alias })}{' '}
          <a href={pageOf(leader)}>{say('cluster.goToLeader')}</a>
        </p>
      )}
    </>
  )
}

interface StartAndStopProps {
  readonly possible: boolean
  readonly onStart: () => void
  readonly onStop: () => void
}

function StartAndStop({ possible, onStart, onStop }: StartAndStopProps) {
  const say = useSay()
  return (
    <p className="toolbar">
      <button type="button" className="button primary" disabled={!possible} onClick={onStart}>
        {say('button.start')}
      </button>
      <button type="button" className="button danger" disabled={!possible} onClick={onStop}>
        {say('button.stop')}
      </button>
    </p>
  )
}
