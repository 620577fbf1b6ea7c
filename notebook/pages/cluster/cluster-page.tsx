import { useState } from 'react'
import { STRING } from '../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../src/values/vectors/build.ts'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import { NodeSession } from '../../node/node-session.ts'
import { entriesOf, rowsOf } from '../../node/plain.ts'
import { Confirm } from '../../shell/dialog.tsx'
import { AddNode } from './add-node.tsx'
import { clusterNode, isStartable } from './cluster-node.ts'
import { Configuration } from './configuration/configuration.tsx'
import { NodeFailure } from './node-failure.tsx'
import { NodeTable } from './node-table.tsx'
import { Standing } from './standing.tsx'
import { useLeadersPage } from './use-leader.ts'
import './cluster.css'

const POLL = 1500

const ask = async (session: NodeSession) => {
  const [nodes, standing] = [
    await session.call('getClusterPerf', true),
    await session.call('getClusterStanding'),
  ]
  return { nodes: rowsOf(nodes).map(clusterNode), term: Number(entriesOf(standing).term ?? 0) }
}

type Told = { readonly text: string; readonly bad: boolean }

/** All nodes, live; on the leader also what starts, stops, adds and configures them. */
export default function ClusterPage() {
  const say = useSay()
  const { alias, role, user } = useNode()
  const { value, error, refresh } = usePolled(ask, POLL)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [stopping, setStopping] = useState(false)
  const [told, setTold] = useState<Told | null>(null)
  const [underWay, setUnderWay] = useState<ReadonlyMap<string, 'starting' | 'stopping'>>(new Map())
  const nodes = value?.nodes ?? []
  const leader = nodes.find(node => node.isLeader)
  const leads = role === 'controller' && leader?.alias === alias
  const mayChange = leads && user !== 'guest'
  const chosen = nodes.filter(node => selected.has(node.alias) && isStartable(node))
  useLeadersPage(alias, role === 'controller' ? leader : undefined)

  const perform = async (name: 'startDataNode' | 'stopDataNode') => {
    const aliases = chosen.map(node => node.alias)
    const state = name === 'startDataNode' ? 'starting' : 'stopping'
    setTold(null)
    setSelected(new Set())
    setUnderWay(old => new Map([...old, ...aliases.map(each => [each, state] as const)]))
    try {
      await apart(session => session.call(name, vectorOfRaws(STRING, aliases)))
      const text = name === 'startDataNode' ? 'cluster.started' : 'cluster.stoppedNodes'
      setTold({ text: say(text, { aliases: aliases.join(', ') }), bad: false })
    } catch (failure) {
      setTold({ text: (failure as Error).message, bad: true })
    }
    setUnderWay(old => new Map([...old].filter(([each]) => !aliases.includes(each))))
    refresh()
  }
  return (
    <div className="cluster">
      <h1>{say('cluster.title')}</h1>
      <Standing error={error} nodes={nodes} term={value?.term ?? 0} />
      {mayChange && (
        <StartAndStop
          possible={chosen.length > 0}
          onStart={() => void perform('startDataNode')}
          onStop={() => setStopping(true)}
        />
      )}
      {told?.bad === true && <NodeFailure message={told.text} />}
      {told?.bad === false && (
        <p className="notice" role="status">
          {told.text}
        </p>
      )}
      <NodeTable
        nodes={nodes}
        underWay={underWay}
        selected={mayChange ? selected : null}
        onSelect={(each, on) =>
          setSelected(old => new Set(on ? [...old, each] : [...old].filter(other => other !== each)))
        }
      />
      {mayChange && <AddNode onAdded={refresh} />}
      {mayChange && <Configuration nodes={nodes} onNodes={refresh} />}
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

// Starting takes its time, and the page's own session has nodes to look at meanwhile.
async function apart(act: (session: NodeSession) => Promise<unknown>): Promise<void> {
  const session = await NodeSession.open()
  try {
    await act(session)
  } finally {
    session.close()
  }
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
