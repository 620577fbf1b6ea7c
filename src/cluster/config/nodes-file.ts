import { parseSite, type Site, siteText } from '../site.ts'
import { ConfigError, type Place, placeText } from './config-error.ts'
import { linesOf } from './config-file.ts'

export const NODE_ROLES = ['controller', 'agent', 'datanode', 'computenode'] as const
export type NodeRole = (typeof NODE_ROLES)[number]

/** A line of cluster.nodes. */
export interface NodeEntry {
  readonly site: Site
  readonly role: NodeRole
  /** Empty where the line has none. */
  readonly computeGroup: string
  readonly zone: string
  /** Null: it came from no file. */
  readonly place: Place | null
}

const COLUMNS = ['localSite', 'mode', 'computeGroup', 'zone']

/** Reads cluster.nodes: `localSite,mode[,computeGroup][,zone]`, then a line for each node. @throws ConfigError */
export function readNodes(text: string, file: string): NodeEntry[] {
  const nodes: NodeEntry[] = []
  let columns = COLUMNS
  let first = true
  for (const place of linesOf(text, file)) {
    const cells = place.text.split(',').map(cell => cell.trim())
    if (first && cells.includes('localSite')) columns = headerOf(cells, place)
    else nodes.push(entryOf(cells, columns, place))
    first = false
  }
  refuseDoubles(nodes)
  return nodes
}

/** As a line of cluster.nodes. */
export function nodeLine({ site, role, computeGroup, zone }: NodeEntry): string {
  const cells = [siteText(site), role, computeGroup, zone]
  while (cells.length > 2 && cells.at(-1) === '') cells.pop()
  return cells.join(',')
}

/** As a file: the header, then a line for each. */
export function nodesText(nodes: readonly NodeEntry[]): string {
  const columns = nodes.some(node => node.zone) ? 4 : nodes.some(node => node.computeGroup) ? 3 : 2
  return [COLUMNS.slice(0, columns).join(','), ...nodes.map(nodeLine), ''].join('\n')
}

function headerOf(cells: readonly string[], place: Place): string[] {
  const unknown = cells.find(cell => !COLUMNS.includes(cell))
  if (unknown !== undefined)
    throw new ConfigError(`There is no column ${unknown}: ${COLUMNS.join(', ')} are expected.`, place)
  if (!cells.includes('mode')) throw new ConfigError('The column mode is missing.', place)
  return [...cells]
}

function entryOf(cells: readonly string[], columns: readonly string[], place: Place): NodeEntry {
  const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
  if (cells.length > columns.length)
    throw new ConfigError(`${columns.length} columns are expected: ${columns.join(',')}.`, place)
  const role = cell('mode').toLowerCase() as NodeRole
  if (!NODE_ROLES.includes(role))
    throw new ConfigError(`mode is one of ${NODE_ROLES.join(', ')}, not "${cell('mode')}".`, place)
  try {
    const site = parseSite(cell('localSite'))
    return { site, role, computeGroup: cell('computeGroup'), zone: cell('zone'), place }
  } catch (error) {
    throw new ConfigError((error as Error).message, place)
  }
}

/** @throws ConfigError where two nodes have the same name or place. */
export function refuseDoubles(nodes: readonly NodeEntry[]): void {
  const seen = new Map<string, NodeEntry>()
  for (const node of nodes) {
    for (const key of [node.site.alias, `${node.site.host}:${node.site.port}`]) {
      const other = seen.get(key)
      const where = other?.place ? ` in line ${other.place.line}` : ''
      if (other)
        throw new ConfigError(`${key} stands here twice: it is ${nodeLine(other)}${where}.`, node.place)
      seen.set(key, node)
    }
  }
}

/**
 * Whether a node stands in cluster.nodes as what it is. `localSite`: where its own site was written, if anywhere.
 * @throws ConfigError that says which line to mend
 */
export function checkOwnPlace(
  nodes: readonly NodeEntry[],
  self: Site,
  role: NodeRole,
  file: string,
  localSite: Place | null,
): void {
  const own = siteText(self)
  const said = `localSite is ${own}${localSite ? ` (${placeText(localSite)})` : ''}`
  const named = nodes.find(({ site }) => site.alias === self.alias)
  if (named) {
    if (siteText(named.site) !== own)
      throw new ConfigError(
        `${self.alias} stands at ${named.site.host}:${named.site.port} here, but its ${said}: mend whichever is wrong.`,
        named.place,
      )
    if (named.role !== role)
      throw new ConfigError(
        `${self.alias} stands here as ${named.role}, but was started as ${role}: mend its mode, or -mode.`,
        named.place,
      )
    return
  }
  const placed = nodes.find(({ site }) => site.host === self.host && site.port === self.port)
  if (placed)
    throw new ConfigError(
      `At ${self.host}:${self.port} stands ${placed.site.alias} here, but this node's ${said}: mend whichever is wrong.`,
      placed.place,
    )
  throw new ConfigError(`This node is not in ${file}: its ${said}. Add the line ${own},${role}`)
}
