import { Scalar } from '../values/forms/scalar.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'

/** Where a node listens. */
export interface ClientSite {
  readonly host: string
  readonly port: number
}

export const siteName = ({ host, port }: ClientSite) => `${host}:${port}`

/** A site from `host:port` or `host:port:alias`. @throws RangeError */
export function siteOf(text: string): ClientSite {
  const match = /^(\[[^\]]+\]|[^:[\]]+):(\d{1,5})(?::.*)?$/.exec(text.trim())
  if (!match || Number(match[2]) > 65535 || match[2] === '0') throw new RangeError(`${text} is no host:port.`)
  return { host: match[1]!.replace(/^\[|\]$/g, ''), port: Number(match[2]) }
}

// As DolphinDB's clients have it: a node under these takes more work.
const MEMORY = 0.8
const CONNECTIONS = 0.9
const LOAD = 0.8
const GIB = 2 ** 30

/**
 * One of the nodes that has little to do, by what getClusterPerf told; undefined when none is known to. Only running
 * data nodes that are among `sites` count (all, where no sites were given).
 */
export function leastBusy(
  perf: Value | undefined,
  sites: readonly ClientSite[],
  random: () => number,
): ClientSite | undefined {
  if (!(perf instanceof Table)) return undefined
  const free = rowsOf(perf).filter(row => isRunning(row) && isAmong(row, sites) && isFree(row))
  return free[Math.floor(random() * free.length)]?.site
}

interface PerfRow {
  readonly site: ClientSite
  readonly number: (column: string, otherwise: number) => number
}

function rowsOf(perf: Table): PerfRow[] {
  const hosts = perf.column('host')
  const ports = perf.column('port')
  if (!hosts || !ports) return []
  const numberAt = (row: number) => (name: string, otherwise: number) => {
    const item = perf.column(name)?.get(row)
    return item instanceof Scalar && !item.isNull ? Number(item.raw) : otherwise
  }
  return Array.from({ length: perf.rows }, (_, row) => ({
    site: { host: String((hosts.get(row) as Scalar).raw), port: numberAt(row)('port', 0) },
    number: numberAt(row),
  }))
}

// Modes: 0 a data node, 3 a single node. A dead node's row shows no connections at most.
function isRunning({ number }: PerfRow): boolean {
  const mode = number('mode', 0)
  return (mode === 0 || mode === 3) && number('state', 1) === 1 && number('maxConnections', 0) > 0
}

function isAmong({ site }: PerfRow, sites: readonly ClientSite[]): boolean {
  if (sites.length === 0) return true
  return sites.some(each => each.port === site.port && (each.host === site.host || site.host === 'localhost'))
}

function isFree({ number }: PerfRow): boolean {
  const memory = number('memoryUsed', 0) / GIB / Math.max(number('maxMemSize', 1), 1e-9)
  const connections = number('connectionNum', 0) / Math.max(number('maxConnections', 1), 1)
  return memory < MEMORY && connections < CONNECTIONS && number('avgLoad', 0) < LOAD
}
