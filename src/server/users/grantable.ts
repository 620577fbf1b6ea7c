import type { Service } from '../../engine/bridge/bridge-host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { SchemaCatalog } from '../../storage/catalog/schema-catalog.ts'
import type { Views } from '../views/views.ts'
import type { Grantable } from './privilege-service.ts'

/** What there is to have privileges on. */
export function grantableOf(store: Service, views: Views, guardShared: (name: string) => void): Grantable {
  const ask = <T>(method: string, ...args: unknown[]) =>
    (store[method] as (job: number, ...args: unknown[]) => Promise<T>)(0, ...args)
  const catalogs = () => ask<readonly SchemaCatalog[]>('catalogs')
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
    databasesOfCatalog: async name => {
      const catalog = (await catalogs()).find(each => each.name === name)
      return catalog && Object.values(catalog.schemas)
    },
    async databaseOfSchema(name) {
      const path = pathOf(await catalogs(), name.split('.'))
      if (path !== undefined) return path
      throw new ScriptError(`The schema [${name}] does not exist.`)
    },
    async tableOfSchema(name) {
      const parts = name.split('.')
      const path = parts.length === 3 ? pathOf(await catalogs(), parts.slice(0, 2)) : undefined
      return path === undefined ? name : `${path}/${parts[2]}`
    },
  }
}

// The database that `catalog.schema` names.
function pathOf(catalogs: readonly SchemaCatalog[], parts: readonly string[]): string | undefined {
  const [catalog, schema] = parts
  const schemas = catalogs.find(({ name }) => name === catalog)?.schemas
  return parts.length === 2 && schemas && Object.hasOwn(schemas, schema!) ? schemas[schema!] : undefined
}
