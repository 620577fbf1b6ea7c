import { type Role, roles } from '../../node/node-context.tsx'
import type { Row } from '../../node/plain.ts'

/** A node of the cluster as getClusterPerf tells of it. */
export interface ClusterNode {
  readonly alias: string
  readonly role: Role
  readonly running: boolean
  /** Null where nobody can lead. */
  readonly isLeader: boolean | null
  readonly host: string
  readonly port: number
  readonly cpu: number
  readonly memoryUsed: number
  /** Bytes; 0 where it is not known. */
  readonly memoryMost: number
  readonly diskFree: number
  readonly diskCapacity: number
  readonly connections: number
  readonly runningJobs: number
  readonly queuedJobs: number
  readonly medianQuery: number
  readonly longestQuery: number
}

export function clusterNode(row: Row): ClusterNode {
  const number = (name: string) => Number(row[name] ?? 0)
  return {
    alias: String(row.name),
    role: roles[number('mode')] ?? 'single',
    running: number('state') === 1,
    isLeader: row.isLeader === null || row.isLeader === undefined ? null : Boolean(row.isLeader),
    host: String(row.host),
    port: number('port'),
    cpu: number('cpuUsage'),
    memoryUsed: number('memoryUsed'),
    memoryMost: number('maxMemSize') * 2 ** 30,
    diskFree: number('diskFreeSpace'),
    diskCapacity: number('diskCapacity'),
    connections: number('connectionNum'),
    runningJobs: number('runningJobs'),
    queuedJobs: number('queuedJobs'),
    medianQuery: number('medLast10QueryTime'),
    longestQuery: number('maxLast10QueryTime'),
  }
}

/** Nodes that agents start and stop. */
export const isStartable = ({ role }: ClusterNode) => role === 'datanode' || role === 'computenode'

/** Where the pages of a node are. */
export const pageOf = ({ host, port }: ClusterNode) => `${location.protocol}//${host}:${port}/`
