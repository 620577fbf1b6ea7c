import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Host } from '../../host/host.ts'
import type { HeldChunk } from '../../storage/held-chunk.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { MoveMessage } from '../bridge/replica-message.ts'
import { explained } from '../bridge/store-service.ts'
import { balancingMoves, gatheringMoves } from '../controller/balance.ts'
import type { TaskEntry } from '../controller/entries.ts'
import type { InspectAnswer } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import type { ControllerClient } from './controller-client.ts'
import type { DataRequest, VolumeUsage } from './data-request.ts'
import type { LocalReplicas } from './local-replicas.ts'

const DAY = 86_400_000

export interface ReplicaWorld {
  readonly controllers: ControllerClient
  readonly peers: Peers
  readonly host: Pick<Host, 'clock'>
  readonly local: Pick<LocalReplicas, 'recoveries'> | null
}

// Nodes that don't tell in time what they hold are left out.
const HELD_PATIENCE = 5000

/** Where chunks lie, for scripts of any node of a cluster: asks the controllers' leader, and the nodes for sizes. */
export function replicaService({ controllers, peers, host, local }: ReplicaWorld): Service {
  const now = () => Number(host.clock.now())
  const inspect = () => inspectWith(controllers)
  const move = async (moves: readonly MoveMessage[]) => {
    for (const { chunk, source, destination } of moves) {
      await controllers.ask({ is: 'copyReplicas', source, destination, chunks: [chunk], move: true })
    }
  }
  const inspectWithSizes = async (): Promise<InspectAnswer> => {
    const answer = await inspect()
    const sizes = await sizesOf(peers, answer.nodes)
    return { ...answer, chunks: answer.chunks.map(chunk => ({ ...chunk, size: sizes.get(chunk.id) ?? 0 })) }
  }
  const methods = {
    inspect: (_job: number, chunks: boolean) =>
      chunks ? inspectWithSizes() : inspectWith(controllers, false),
    copy: (_job: number, source: string, destination: string, chunks: readonly string[], go: boolean) =>
      controllers.ask({ is: 'copyReplicas', source, destination, chunks, move: go }),
    delete: (_job: number, chunks: readonly string[], node: string) =>
      controllers.ask({ is: 'deleteReplicas', chunks, node }),
    rebalance: async (_job: number, execute: boolean, days: number) => {
      const { chunks, nodes, reliability } = await inspectWithSizes()
      const machines = new Map(nodes.map(({ alias, host }) => [alias, host]))
      const moves = balancingMoves(
        chunks.filter(({ updated }) => updated <= now() - days * DAY),
        [...machines.keys()],
        (a, b) => reliability === 0 || machines.get(a) !== machines.get(b),
      )
      if (execute) await move(moves)
      return moves
    },
    ...diskMethods({ controllers, peers, host, local }),
    restoreDislocated: async () => {
      const { chunks } = await inspect()
      const moves = gatheringMoves(chunks, ({ file }) => file.slice(0, file.lastIndexOf('/')))
      await move(moves)
      return moves
    },
    cancel: (_job: number, type: TaskEntry['type'], tasks: readonly number[]) =>
      controllers.ask({ is: 'cancelTasks', type, tasks }),
    concurrency: (_job: number, type: TaskEntry['type'], most: number | null) =>
      controllers.ask({ is: 'concurrency', type, most }),
    triggerReport: (_job: number, node: string, chunks: readonly string[] | null) =>
      controllers.ask({ is: 'triggerReport', node, chunks }),
    setSuspended: (_job: number, suspended: boolean) =>
      controllers.ask({ is: suspended ? 'suspendRecovery' : 'resumeRecovery' }),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}

const inspectWith = (controllers: ControllerClient, chunks = true) =>
  controllers.ask({ is: 'inspect', chunks }) as Promise<InspectAnswer>

// Of nodes' disks, and what goes on there.
const diskMethods = ({ controllers, peers, host, local }: ReplicaWorld) => ({
  volumes: async (): Promise<VolumeUsage[]> => {
    const { nodes } = await inspectWith(controllers, false)
    const question: DataRequest = { is: 'volumes' }
    const answers = await Promise.all(
      nodes.map(node =>
        (peers.ask(node, 'data', question, HELD_PATIENCE) as Promise<VolumeUsage[]>).catch(() => []),
      ),
    )
    return answers.flat()
  },
  balanceVolumes: async (_job: number, node: string, execute: boolean, days: number) => {
    const { chunks, nodes } = await inspectWith(controllers)
    const site = nodes.find(({ alias }) => alias === node)
    if (!site) throw new StorageError('missing', `There is no data node ${node.slice(0, 60)}`)
    const before = Number(host.clock.now()) - days * DAY
    const old = chunks.filter(({ updated }) => updated <= before).map(({ id }) => id)
    const question: DataRequest = { is: 'balanceVolumes', chunks: old, execute }
    return (await peers.ask(site, 'data', question, HELD_PATIENCE)) as MoveMessage[]
  },
  recoveryWorkers: async (_job: number, most: number | null) => {
    if (!local)
      throw new StorageError('invalid', 'Only data nodes have workers for recoveries: ask one of them')
    if (most !== null) local.recoveries.most = most
    return local.recoveries.most
  },
})

// Bytes of each chunk: of its largest replica, since one that is behind holds less.
async function sizesOf(peers: Peers, nodes: readonly Site[]): Promise<Map<string, number>> {
  const question: DataRequest = { is: 'held' }
  const answers = await Promise.all(
    nodes.map(node =>
      (peers.ask(node, 'data', question, HELD_PATIENCE) as Promise<HeldChunk[]>).catch(() => []),
    ),
  )
  const sizes = new Map<string, number>()
  for (const { id, bytes } of answers.flat()) sizes.set(id, Math.max(sizes.get(id) ?? 0, bytes))
  return sizes
}
