import type { Engine } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import type { Log } from '../host/log.ts'
import { type NodeEngineOptions, nodeEngine } from './node-engine.ts'
import type { NodeServices } from './node-services.ts'

/** The node of a terminal or a script, which nobody else can reach. */
export interface LocalNode {
  readonly engine: Engine
  close(): Promise<void>
}

// Warnings are about who might reach a node, and would stand among what its one user sees.
const onlyErrors = (log: Log): Log => ({
  write: (level, text) => {
    if (level === 'error') log.write(level, text)
  },
})

/** Assembles one. All but its engine is loaded when a script first asks for it: most answers need none of it. */
export function openLocalNode(host: Host, options: NodeEngineOptions): LocalNode {
  let loading: Promise<NodeServices> | null = null
  let services: NodeServices | null = null
  const load = async () => {
    const { NodeServices } = await import('./node-services.ts')
    services = new NodeServices({ ...host, log: onlyErrors(host.log) }, engine, options)
    return services
  }
  const engine = nodeEngine(host, options, {
    serviceNamed: async name => {
      loading ??= load()
      return (await loading).named(name)
    },
    onEnd: (job, outcome) => services?.administration.ended(job, outcome),
    onClose: session => services?.administration.sessionClosed(session),
  })
  return {
    engine,
    async close() {
      await engine.shutdown()
      await (await loading)?.close()
    },
  }
}
