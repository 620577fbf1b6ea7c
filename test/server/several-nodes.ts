import type { NodeEntry, NodeRole } from '../../src/cluster/config/nodes-file.ts'
import type { Consensus, StateMachine } from '../../src/cluster/consensus/consensus.ts'
import { zeroRow } from '../../src/cluster/roles/performance-row.ts'
import type { Site } from '../../src/cluster/site.ts'
import { realHost } from '../../src/host/real/host.ts'
import { AccountsKeeper } from '../../src/server/accounts/accounts-keeper.ts'
import { AccountsMachine } from '../../src/server/accounts/accounts-machine.ts'
import type { ClusterView } from '../../src/server/cluster-view.ts'
import { firstAdmin } from '../../src/server/users/own-directory.ts'
import { MemoryNetwork } from '../cluster/peers-in-memory.ts'
import { TestNode } from './people.ts'

const LEADER = { host: '127.0.0.1', port: 8999, alias: 'leader' }

const host = realHost()

/** A group of one, which commits at once. */
function alone(machine: StateMachine): Consensus {
  let index = 0
  return {
    propose: async command => machine.apply(command, ++index),
    readIndex: async () => {},
    leader: () => LEADER,
    term: 1,
    subscribe: () => () => {},
    transferLeadership: async () => {},
    addMember: async () => {},
    removeMember: async () => {},
    members: () => [LEADER],
    electionTicks: 100,
    close: async () => {},
  }
}

/** Nodes that know each other, and a controller that keeps their users and nothing else. */
export class SeveralNodes {
  readonly network = new MemoryNetwork()
  readonly accounts = new AccountsMachine()
  readonly #keeper = new AccountsKeeper({
    host,
    peers: this.network.join(LEADER),
    consensus: alone(this.accounts),
    machine: this.accounts,
    firstAdmin: () => firstAdmin(host.random, null, Number(host.clock.now())),
  })
  readonly nodes = new Map<string, TestNode>()
  readonly #entries: NodeEntry[] = []
  readonly #down = new Set<string>()

  add(alias: string, role: NodeRole = 'datanode', computeGroup = ''): TestNode {
    const site = { host: '127.0.0.1', port: 9000 + this.#entries.length, alias }
    this.#entries.push({ site, role, computeGroup, zone: '', place: null })
    const peers = this.network.join(site)
    const ask = (topic: string, request: unknown) => peers.ask(LEADER, topic, request)
    const view: ClusterView = {
      role,
      peers,
      askLeader: ask,
      askAny: ask,
      ready: () => true,
      activeMaster: async () => 'nobody',
      controllerAlias: () => 'nobody',
      ask: () => Promise.reject(new Error('There are no controllers.')),
      performance: async () =>
        this.#entries.map(node =>
          zeroRow(this.#down.has(node.site.alias) ? null : [], { node, agentSite: '', isLeader: null }),
        ),
      consensus: null,
    }
    const node = new TestNode({ cluster: view, site })
    this.nodes.set(alias, node)
    return node
  }

  /** A node that is played by the test. */
  introduce(site: Site): void {
    this.#entries.push({ site, role: 'datanode', computeGroup: '', zone: '', place: null })
  }

  setDown(alias: string, down: boolean): void {
    this.network.setDown(alias, down)
    if (down) this.#down.add(alias)
    else this.#down.delete(alias)
  }

  /** Without it, users can't be changed. */
  setLeaderDown(down: boolean): void {
    this.network.setDown(LEADER.alias, down)
  }

  async close(): Promise<void> {
    this.#keeper.close()
    this.network.setDown(LEADER.alias, true)
    for (const node of this.nodes.values()) await node.close()
  }
}
