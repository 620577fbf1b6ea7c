import type { Service } from '../../engine/bridge-host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Views } from '../views/views.ts'
import type { Grantable } from './privilege-service.ts'

/** What there is to have privileges on. */
export function grantableOf(store: Service, views: Views, guardShared: (name: string) => void): Grantable {
  const ask = <T>(method: string, ...args: unknown[]) =>
    (store[method] as (job: number, ...args: unknown[]) => Promise<T>)(0, ...args)
  return {
    async databaseOwner(path) {
      const json = await ask<string | null>('findDatabase', path)
      return json === null ? undefined : (JSON.parse(json) as { owner: string }).owner
    },
    async hasTable(database, table) {
      if ((await ask<string | null>('findDatabase', database)) === null) return false
      const tables = await ask<string[]>('tables', database)
      return tables.some(json => (JSON.parse(json) as { name: string }).name === table)
    },
    // A table of this node may be called `node:table`.
    guard: object => guardShared(object.slice(object.indexOf(':') + 1)),
    viewOwner: name => views.ownerOf(name),
    async databaseOfSchema(name) {
      throw new ScriptError(`There is no schema ${name}.`)
    },
  }
}
