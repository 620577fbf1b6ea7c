import type { Engine } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import type { Administration } from './administration.ts'
import { nodeEngine } from './node-engine.ts'
import { type NodeOptions, NodeServices } from './node-services.ts'

/** A node: its engine and what scripts may ask of it. */
export interface Node {
  readonly engine: Engine
  readonly administration: Administration
  /** Opens its tables now instead of when a script first needs them. @throws StorageError `locked` */
  openTables(): Promise<void>
  close(): Promise<void>
}

/** Assembles a node. Nothing is read from disk before it is needed. */
export function openNode(host: Host, options: NodeOptions): Node {
  const engine = nodeEngine(host, options, {
    serviceNamed: name => services.named(name),
    onEnd: (job, outcome) => administration.ended(job, outcome),
    onClose: session => administration.sessionClosed(session),
  })
  const services = new NodeServices(host, engine, options)
  const { administration } = services
  return {
    engine,
    administration,
    openTables: services.openTables,
    async close() {
      await engine.shutdown()
      await services.close()
    },
  }
}
