import { createRequire } from 'node:module'
import { provideServices } from '../../cluster/session-services.ts'
import { runWorker } from '../../engine/worker.ts'
import { administrators } from '../../runtime/administrators.ts'
import { functionViews } from '../../runtime/function-views.ts'
import { queryLimits } from '../../runtime/query-limits.ts'
import { keptResults, registrySlot } from '../notebook/slots.ts'
import { sessionBuiltins } from './session-builtins.ts'

const require = createRequire(import.meta.url)

/** Serves sessions in this thread until it is ended. */
export function startScriptWorker(): void {
  const registry = sessionBuiltins()
  runWorker({
    registry,
    prepare(context, bridge, apart) {
      provideServices(context, bridge)
      context.provideLater(functionViews, () => {
        const { SessionViews } =
          require('../views/session-views.ts') as typeof import('../views/session-views.ts')
        return new SessionViews(bridge, apart)
      })
      context.provide(administrators, {
        require: functionName => bridge.call('users', 'requireAdmin', functionName),
        requirePrivilege: (name, what) => bridge.call('privileges', 'require', name, what),
      })
      context.provide(queryLimits, { now: () => bridge.call('query limits', 'ofUser') })
      context.provide(registrySlot, registry)
      context.provideLater(
        keptResults,
        () => new (require('../notebook/kept-results.ts').KeptResults)(),
        true,
      )
    },
  })
}
