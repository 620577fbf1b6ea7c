import { asking } from '../../engine/bridge/bridge.ts'
import type { Context } from '../../runtime/context.ts'

/** Asks the node what it knows of its cluster. @throws ScriptError with the leader's words */
export const ask = asking('cluster')

export const controllerAliasOf = (context: Context): string => ask(context, 'controllerAlias')
export const activeMasterOf = (context: Context): string => ask(context, 'activeMaster')
export const modeOf = (context: Context): number => ask(context, 'mode')
export const isReady = (context: Context): boolean => ask(context, 'ready')

/** A data or compute node of the cluster. */
export interface DataNode {
  readonly alias: string
  readonly site: string
  readonly state: number
  readonly mode: number
}

/** Null on a single node. */
export const dataNodesOf = (context: Context): DataNode[] | null => ask(context, 'dataNodes')
export const configLinesOf = (context: Context): string[] | null => ask(context, 'config')
export const controllerLinesOf = (context: Context): string[] | null => ask(context, 'controllers')
