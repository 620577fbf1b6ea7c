import type { Service } from '../../engine/bridge-host.ts'
import { balancingMoves, gatheringMoves } from '../controller/balance.ts'
import type { InspectAnswer } from '../controller/request.ts'
import type { MoveMessage } from '../replica-message.ts'
import { explained } from '../store-service.ts'
import type { ControllerClient } from './controller-client.ts'

const DAY = 86_400_000

/** Where chunks lie, for scripts of any node of a cluster: asks the controllers' leader. `now`: milliseconds since 1970. */
export function replicaService(controllers: ControllerClient, now: () => number): Service {
  const inspect = () => controllers.ask({ is: 'inspect' }) as Promise<InspectAnswer>
  const move = async (moves: readonly MoveMessage[]) => {
    for (const { chunk, source, destination } of moves) {
      await controllers.ask({ is: 'copyReplicas', source, destination, chunks: [chunk], move: true })
    }
  }
  const methods = {
    inspect,
    copy: (_job: number, source: string, destination: string, chunks: readonly string[], go: boolean) =>
      controllers.ask({ is: 'copyReplicas', source, destination, chunks, move: go }),
    delete: (_job: number, chunks: readonly string[], node: string) =>
      controllers.ask({ is: 'deleteReplicas', chunks, node }),
    rebalance: async (_job: number, execute: boolean, days: number) => {
      const { chunks, nodes, reliability } = await inspect()
      const machines = new Map(nodes.map(({ alias, host }) => [alias, host]))
      const moves = balancingMoves(
        chunks.filter(({ updated }) => updated <= now() - days * DAY),
        [...machines.keys()],
        (a, b) => reliability === 0 || machines.get(a) !== machines.get(b),
      )
      if (execute) await move(moves)
      return moves
    },
    restoreDislocated: async () => {
      const { chunks } = await inspect()
      const moves = gatheringMoves(chunks, ({ file }) => file.slice(0, file.lastIndexOf('/')))
      await move(moves)
      return moves
    },
    setSuspended: (_job: number, suspended: boolean) =>
      controllers.ask({ is: suspended ? 'suspendRecovery' : 'resumeRecovery' }),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}
