import type { NodeEntry, NodeRole } from '../../src/cluster/config/nodes-file.ts'
import { zeroRow } from '../../src/cluster/roles/performance-row.ts'
import type { ClusterView } from '../../src/server/cluster-view.ts'
import { MemoryNetwork } from '../cluster/peers-in-memory.ts'
import { TestNode } from './people.ts'

/** Nodes that know each other without controllers: what they call each other for needs none. */
export class SeveralNodes {
  readonly network = new MemoryNetwork()
  readonly nodes = new Map<string, TestNode>()
  readonly #entries: NodeEntry[] = []
  readonly #down = new Set<string>()

  add(alias: string, role: NodeRole = 'datanode', computeGroup = ''): TestNode {
    const site = { host: '127.0.0.1', port: 9000 + this.#entries.length, alias }
    this.#entries.push({ site, role, computeGroup, zone: '', place: null })
    const view: ClusterView = {
      role,
      peers: this.network.join(site),
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

  setDown(alias: string, down: boolean): void {
    this.network.setDown(alias, down)
    if (down) this.#down.add(alias)
    else this.#down.delete(alias)
  }

  async close(): Promise<void> {
    for (const node of this.nodes.values()) await node.close()
  }
}
