import type { NodeEntry, NodeRole } from '../config/nodes-file.ts'
import { siteText } from '../site.ts'
import type { Measure } from './message.ts'
import { COLUMNS } from './performance-columns.ts'

const MODES: Readonly<Record<NodeRole | 'single', number>> = {
  datanode: 0,
  agent: 1,
  controller: 2,
  single: 3,
  computenode: 4,
}

/** The number by which DolphinDB tells what a node is. */
export const modeOf = (role: NodeRole | 'single'): number => MODES[role]

interface Place {
  readonly node: NodeEntry
  readonly agentSite: string
  /** Null: it is no controller. */
  readonly isLeader: boolean | null
}

const BOOL_NULL = -128

/**
 * A node's row of getClusterPerf: what it told of itself with what the controller knows, or, where it is gone, zeros:
 * clients choose nodes by load, and would otherwise be drawn to it.
 */
export function zeroRow(told: readonly Measure[] | null, place: Place): Measure[] {
  const { site, role, computeGroup, zone } = place.node
  const known: Readonly<Record<string, Measure[2]>> = {
    computeGroup,
    host: site.host,
    port: site.port,
    site: siteText(site),
    mode: modeOf(role),
    state: told ? 1 : 0,
    agentSite: place.agentSite,
    name: site.alias,
    isLeader: place.isLeader === null ? BOOL_NULL : Number(place.isLeader),
    zone,
  }
  const measured = new Map(told?.map(measure => [measure[0], measure[2]]))
  return COLUMNS.map(([name, type]) => {
    const raw = known[name] ?? measured.get(name) ?? (type === 'LONG' ? 0n : type === 'STRING' ? '' : 0)
    return [name, type, raw]
  })
}
