import type { Site } from '../site.ts'
import type { ColumnType } from './performance-columns.ts'

/** A measure of a node as getClusterPerf shows it: column, its type, value. */
export type Measure = readonly [name: string, type: ColumnType, raw: number | bigint | string]

/** What every node tells all controllers, again and again. Topic `heartbeat`. */
export interface Heartbeat {
  /** Its row of getClusterPerf. */
  readonly row: readonly Measure[]
  /** Whether it serves. */
  readonly ready: boolean
  readonly process: number
}

/** What nodes ask a controller. Topic `controller`. Those marked † only the leader answers. */
export type ControllerRequest =
  | { readonly is: 'leader' }
  /** Rows of getClusterPerf. */
  | { readonly is: 'performance'; readonly controllers: boolean }
  /** † What a node is to know before it serves. */
  | { readonly is: 'join'; readonly role: string }
  /** † */
  | { readonly is: 'nodes' | 'config' | 'controllers' }
  /** † */
  | { readonly is: 'setNodes' | 'setConfig' | 'setControllers'; readonly lines: readonly string[] }
  /** † */
  | { readonly is: 'addNodes'; readonly nodes: readonly NodeMessage[] }
  /** † */
  | { readonly is: 'removeNodes'; readonly aliases: readonly string[]; readonly force: boolean }
  /** † Aliases, or host:port. */
  | { readonly is: 'start' | 'stop'; readonly nodes: readonly string[] }

export interface NodeMessage {
  readonly site: Site
  readonly role: string
  readonly computeGroup: string
  readonly zone: string
}

export interface LeaderReply {
  readonly leader: Site | null
  readonly term: number
}

/** What a node is told when it joins. */
export interface JoinReply {
  /** What cluster.cfg says to it. */
  readonly settings: readonly (readonly [key: string, value: string])[]
  /** All nodes of the cluster. */
  readonly nodes: readonly NodeMessage[]
}

/** What the leader asks an agent. Topic `agent`. */
export type AgentRequest =
  | {
      readonly is: 'start'
      readonly site: Site
      readonly role: string
      readonly controllers: readonly Site[]
    }
  | { readonly is: 'stop'; readonly site: Site }

/** What agents and the leader ask any node. Topic `node`. */
export type NodeRequest = { readonly is: 'hello' } | { readonly is: 'stop' }

export interface HelloReply {
  readonly ready: boolean
  readonly process: number
}

/** Whether a request whose answer was lost may be made again: what was removed can't be found any more. */
export const isRepeatable = ({ is }: ControllerRequest) => is !== 'removeNodes'
