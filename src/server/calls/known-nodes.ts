import { modeOf } from '../../cluster/roles/performance-row.ts'
import type { Site } from '../../cluster/site.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { ClusterView } from '../cluster-view.ts'

interface KnownNode {
  readonly site: Site
  readonly mode: number
  /** Whether the controllers hear it. */
  readonly isHere: boolean
  readonly computeGroup: string
}

/** A single node knows itself. */
export class OnlyNode {
  readonly #self: () => Site

  constructor(self: () => Site) {
    this.#self = self
  }

  async site(alias: string): Promise<Site> {
    if (alias === this.#self().alias) return this.#self()
    throw new ScriptError(`There is no node ${alias.slice(0, 60)} here.`)
  }
}

/** The cluster's nodes by name, as the controllers last told them: where a node is changes rarely. */
export class KnownNodes {
  readonly #view: ClusterView
  readonly #self: () => Site
  #nodes: readonly KnownNode[] = []

  constructor(view: ClusterView, self: () => Site) {
    this.#view = view
    this.#self = self
  }

  /** @throws ScriptError when the cluster has no such node */
  async site(alias: string): Promise<Site> {
    if (alias === this.#self().alias) return this.#self()
    const find = () => this.#nodes.find(({ site }) => site.alias === alias)?.site
    const known = find()
    if (known) return known
    await this.#refresh()
    const found = find()
    if (found) return found
    throw new ScriptError(`There is no node ${alias.slice(0, 60)} in the cluster.`)
  }

  /** The node that is reached there; undefined: none of the cluster. */
  async at(host: string, port: number): Promise<Site | undefined> {
    const find = () => this.#nodes.find(({ site }) => site.host === host && site.port === port)?.site
    return find() ?? (await this.#refresh().then(find, () => undefined))
  }

  /**
   * Where pnodeRun runs: from a compute node of a group, the nodes of that group, else all data nodes and the compute nodes
   * of no group; those that are there.
   */
  async forAll(): Promise<string[]> {
    await this.#refresh().catch(error => {
      if (this.#nodes.length === 0) throw error
    })
    const own = this.#nodes.find(({ site }) => site.alias === this.#self().alias)
    const [data, compute] = [modeOf('datanode'), modeOf('computenode')]
    const group = own?.mode === compute ? own.computeGroup : ''
    return this.#nodes
      .filter(({ isHere, mode, computeGroup }) => {
        if (!isHere) return false
        if (group !== '') return mode === compute && computeGroup === group
        return mode === data || (mode === compute && computeGroup === '')
      })
      .map(({ site }) => site.alias)
  }

  async #refresh(): Promise<void> {
    const rows = await this.#view.performance(true)
    this.#nodes = rows.map(row => {
      const of = new Map(row.map(([name, , raw]) => [name, raw]))
      const text = (name: string) => String(of.get(name) ?? '')
      const site = { host: text('host'), port: Number(of.get('port')), alias: text('name') }
      return {
        site,
        mode: Number(of.get('mode')),
        isHere: Number(of.get('state')) === 1,
        computeGroup: text('computeGroup'),
      }
    })
  }
}
