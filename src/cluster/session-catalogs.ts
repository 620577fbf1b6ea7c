import type { CatalogService } from '../runtime/catalog.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { SchemaCatalog } from '../storage/catalog/schema-catalog.ts'
import type { Value } from '../values/value.ts'
import { storeSlot } from './bridge/store-slot.ts'
import { DfsTable } from './tables/dfs-table.ts'

/** The node's catalogs, and the one that a session uses. */
export class SessionCatalogs implements CatalogService {
  current = ''
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  use(name: string): void {
    if (name !== '' && !this.#find(name)) throw new ScriptError(`The catalog ${name} doesn't exist.`)
    this.current = name
  }

  begins(name: string): boolean {
    if (this.current !== '' && this.#schemaOf(this.current, name) !== undefined) return true
    return this.#find(name) !== undefined
  }

  database(names: readonly string[]): string {
    const { catalog, schema } = this.#placeOf(names)
    const found = this.#schemaOf(catalog, schema)
    if (found !== undefined) return found
    throw new ScriptError(`There is no schema ${schema} in the catalog ${catalog}.`)
  }

  findDatabase(names: readonly string[]): string | undefined {
    if (names.length < 1 || names.length > 2) return undefined
    const [catalog, schema] = names.length === 2 ? names : [this.current, names[0]]
    return this.#schemaOf(catalog!, schema!)
  }

  findTable(names: readonly string[]): Value | undefined {
    const path = this.findDatabase(names.slice(0, -1))
    if (path === undefined) return undefined
    const store = this.#context.service(storeSlot)
    return new DfsTable(store, store.database(path), store.table(path, names.at(-1)!))
  }

  createDatabase(names: readonly string[], create: (path: string) => void): void {
    const { catalog, schema } = this.#placeOf(names)
    if (this.#schemaOf(catalog, schema) !== undefined) {
      throw new ScriptError(`The schema ${schema} exists already in the catalog ${catalog}.`)
    }
    const path = `dfs://${catalog}_${schema}_${this.#context.surroundings.now()}`
    create(path)
    this.#context.service(storeSlot).changeCatalogs({ is: 'createSchema', catalog, schema, path })
  }

  #placeOf(names: readonly string[]): { catalog: string; schema: string } {
    const [catalog, schema] = names.length === 2 ? names : [this.current, names[0]]
    if (names.length > 2 || !this.#find(catalog!)) {
      throw new ScriptError("The catalog doesn't exist.", {
        hint: 'A database is named by its path, by catalog.schema, or by schema after "use catalog".',
      })
    }
    return { catalog: catalog!, schema: schema! }
  }

  #find(name: string): SchemaCatalog | undefined {
    return this.#context
      .service(storeSlot)
      .catalogs()
      .find(catalog => catalog.name === name)
  }

  #schemaOf(catalog: string, schema: string): string | undefined {
    const schemas = this.#find(catalog)?.schemas
    return schemas && Object.hasOwn(schemas, schema) ? schemas[schema] : undefined
  }
}
