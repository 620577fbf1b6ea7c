import type { Site } from '../../cluster/site.ts'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { explained } from '../status/explained.ts'
import type { Identities } from '../users/identities.ts'
import { type Asked, type CallAsker, NodeLost } from './call-asker.ts'
import type { KnownNodes } from './known-nodes.ts'
import { levelOfPool } from './levels.ts'

export interface CallSurroundings {
  readonly asker: CallAsker
  readonly nodes: KnownNodes
  readonly engine: Engine
  readonly identities: Identities
}

/** A single node calls nobody. */
export function callServiceOfSingle(site: () => Site): Service {
  const refuse = (_job: number, aliases: string | readonly string[]) => {
    const other = [aliases].flat().find(alias => alias !== site().alias) ?? ''
    throw new ScriptError(`There is no node ${other.slice(0, 60)} here.`)
  }
  return { call: refuse, callAll: refuse, nodes: () => [site().alias] }
}

// Whether another node, or this one, may do instead what that node didn't. It may be cut off from replicas that others reach.
const isLoss = (error: unknown, repeatable: boolean): error is Error =>
  error instanceof NodeLost
    ? repeatable || !error.begun
    : repeatable && error instanceof ScriptError && error.tag === '<ChunkNotAvailable>'

interface Started {
  readonly job: number
  readonly repeatable: boolean
  readonly outcome: Promise<unknown>
}

/** Calls of functions on other nodes, as scripts reach them through the bridge. Values are in transferred form. */
export function callService({ asker, nodes, engine, identities }: CallSurroundings): Service {
  const started = new Map<number, Started>()
  let last = 0
  const asked = (job: number, description: string, work: ShippedFunction): Asked => ({
    job,
    user: identities.actingAs(job),
    description,
    level: levelOfPool(engine.poolOf(job)) + 1,
    work,
  })
  const call = async (job: number, alias: string, description: string, work: ShippedFunction) =>
    asker.call(await nodes.site(alias), asked(job, description, work))
  const methods = {
    call,
    /** One value for each node; when one fails, the others are cancelled. */
    async callAll(job: number, aliases: readonly string[], description: string, work: ShippedFunction) {
      try {
        return await Promise.all(aliases.map(alias => call(job, alias, description, work)))
      } catch (error) {
        asker.ended(job)
        throw error
      }
    },
    /** Where pnodeRun runs unless it is told. */
    nodes: () => nodes.forAll(),
    /**
     * Begins on the first of the nodes that can be reached, and, if that is `repeatable`, goes on with the next when one is lost; gives
     * a number to wait by.
     */
    begin(
      job: number,
      aliases: readonly string[],
      description: string,
      work: ShippedFunction,
      repeatable: boolean,
    ) {
      const onAny = async () => {
        let failure: Error | null = null
        for (const alias of aliases) {
          try {
            return { node: alias, value: await call(job, alias, description, work) }
          } catch (error) {
            if (!isLoss(error, repeatable)) throw error
            failure = error
          }
        }
        throw failure ?? new NodeLost('No node is named.', false)
      }
      const outcome = onAny()
      outcome.catch(() => {})
      for (const [number, each] of started)
        if (engine.sessionOf(each.job) === undefined) started.delete(number)
      started.set(++last, { job, outcome, repeatable })
      return last
    },
    /** What the call of that number gave, and where. Null: no node could be reached. */
    async finish(_job: number, number: number) {
      const { outcome, repeatable } = started.get(number)!
      started.delete(number)
      return outcome.catch(error => {
        if (isLoss(error, repeatable)) return null
        throw error
      })
    },
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}
