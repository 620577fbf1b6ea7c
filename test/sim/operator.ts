import { replicaService } from '../../src/cluster/data-node/replica-service.ts'
import { type SimCluster, siteOf } from './cluster.ts'
import type { LostController } from './lost-controller.ts'
import { SimRandom } from './random.ts'

export interface OperatorOptions {
  readonly cluster: SimCluster
  /** Who may become a member of the controllers, or cease to be one. */
  readonly controllers: readonly string[]
  readonly lost: LostController
  /** Whether replicas are removed by hand. */
  readonly removes: boolean
  readonly outcomes: Map<string, number>
  readonly trace: (line: string) => void
}

interface Services {
  readonly rebalance: (job: number, execute: boolean, days: number) => Promise<unknown>
}

type Order = readonly [what: string, work: Promise<unknown> | undefined]

/** Somebody who moves, copies and removes replicas, rebalances, suspends recoveries, and changes the controllers' group. */
export class Operator {
  readonly #options: OperatorOptions
  readonly #random: SimRandom
  #stopped = false

  constructor(options: OperatorOptions) {
    this.#options = options
    this.#random = new SimRandom(options.cluster.world.random.below(2 ** 32))
  }

  stop(): void {
    this.#stopped = true
  }

  begin(pause: number): void {
    const { cluster, outcomes, trace } = this.#options
    cluster.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      const order = this.#order()
      if (order) {
        const [what, work] = order
        trace(`operator: ${what}`)
        const key = `orders ${what.split(' ')[0]}`
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
        work?.catch(error => trace(`operator: ${what}: ${error.message}`))
      }
      this.begin(pause)
    })
  }

  #order(): Order | undefined {
    const { cluster, controllers, removes } = this.#options
    const aliases = [...cluster.nodes.keys()]
    const at = aliases[this.#random.below(aliases.length)]
    if (at === undefined) return undefined
    const client = cluster.nodes.get(at)!.node.controllers
    const dice = this.#random.below(12)
    if (dice < 5) return this.#copy(client)
    if (dice === 5) return removes ? this.#remove(client) : undefined
    if (dice === 6) {
      const { node } = cluster.nodes.get(at)!
      const { rebalance } = replicaService(node) as unknown as Services
      return ['rebalance', rebalance(0, true, 0)]
    }
    if (dice === 7) {
      cluster.timeline.after(2000 * this.#random.next(), () => void this.#resume())
      return ['suspend', client.ask({ is: 'suspendRecovery' })]
    }
    const consensus = cluster.leader()?.consensus
    const alias = controllers[this.#random.below(controllers.length)]!
    if (dice === 8) return [`transfer to ${alias}`, consensus?.transferLeadership(alias)]
    if (!this.#options.lost.mayChange()) return undefined
    if (dice === 9) return [`dismiss ${alias}`, consensus?.removeMember(alias)]
    return [`admit ${alias}`, consensus?.addMember(siteOf(alias))]
  }

  #copy(client: { ask(request: object): Promise<unknown> }): Order | undefined {
    const { cluster } = this.#options
    const state = cluster.leader()?.machine.state
    const chunk = state && pick([...state.chunks.values()], this.#random)
    const source = chunk && pick(chunk.replicas, this.#random)?.node
    const destination = state && pick([...state.nodes.keys()], this.#random)
    if (!chunk || !source || !destination) return undefined
    const move = this.#random.chance(0.7)
    const what = `${move ? 'move' : 'copy'} ${chunk.path} ${source} ${destination}`
    return [what, client.ask({ is: 'copyReplicas', source, destination, chunks: [chunk.id], move })]
  }

  #remove(client: { ask(request: object): Promise<unknown> }): Order | undefined {
    const state = this.#options.cluster.leader()?.machine.state
    const chunk = state && pick([...state.chunks.values()], this.#random)
    const node = chunk && pick(chunk.replicas, this.#random)?.node
    if (!chunk || !node) return undefined
    return [`remove ${chunk.path} ${node}`, client.ask({ is: 'deleteReplicas', chunks: [chunk.id], node })]
  }

  // Whoever is there.
  async #resume(): Promise<void> {
    const [node] = this.#options.cluster.nodes.values()
    await node?.node.controllers.ask({ is: 'resumeRecovery' }).catch(() => {})
  }
}

const pick = <T>(list: readonly T[], random: SimRandom): T | undefined => list[random.below(list.length)]
