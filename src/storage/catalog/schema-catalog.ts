import { StorageError } from '../storage-error.ts'

/** A catalog as scripts see it: schemas by name, each of which is a database. */
export interface SchemaCatalog {
  readonly name: string
  /** Paths of databases by schema. */
  readonly schemas: Readonly<Record<string, string>>
}

export type SchemaCatalogs = ReadonlyMap<string, SchemaCatalog>

/** What can happen to catalogs. */
export type CatalogChange =
  | { readonly is: 'createCatalog' | 'dropCatalog'; readonly catalog: string }
  | { readonly is: 'renameCatalog'; readonly catalog: string; readonly to: string }
  | { readonly is: 'createSchema'; readonly catalog: string; readonly schema: string; readonly path: string }
  | { readonly is: 'dropSchema'; readonly catalog: string; readonly schema: string }
  | { readonly is: 'renameSchema'; readonly catalog: string; readonly schema: string; readonly to: string }

/** Catalogs as they are from now on, by name; null: it is gone. */
export type ChangedCatalogs = ReadonlyMap<string, SchemaCatalog | null>

/** What a change makes of the catalogs. Databases stay whatever happens to their schemas. @throws StorageError */
export function changedCatalogs(
  catalogs: SchemaCatalogs,
  change: CatalogChange,
  hasDatabase: (path: string) => boolean,
): ChangedCatalogs {
  const { catalog } = change
  if (change.is === 'createCatalog') {
    checkFree(catalogs, catalog)
    return new Map([[catalog, { name: catalog, schemas: {} }]])
  }
  const before = catalogs.get(catalog)
  if (!before) throw new StorageError('missing', `There is no catalog ${catalog}`)
  switch (change.is) {
    case 'dropCatalog':
      return new Map([[catalog, null]])
    case 'renameCatalog':
      checkFree(catalogs, change.to)
      return new Map([
        [catalog, null],
        [change.to, { ...before, name: change.to }],
      ])
    case 'createSchema':
      checkNewSchema(catalogs, before, change.schema, change.path)
      if (!hasDatabase(change.path)) throw new StorageError('missing', `There is no database ${change.path}`)
      return withSchemas(before, { ...before.schemas, [change.schema]: change.path })
    case 'dropSchema':
      return withSchemas(before, without(before, change.schema))
    case 'renameSchema': {
      const others = without(before, change.schema)
      checkNewSchema(catalogs, { ...before, schemas: others }, change.to, '')
      return withSchemas(before, { ...others, [change.to]: before.schemas[change.schema]! })
    }
  }
}

/** What it means for catalogs that a database is gone. */
export function withoutDatabase(catalogs: SchemaCatalogs, path: string): ChangedCatalogs {
  const changed = new Map<string, SchemaCatalog>()
  for (const catalog of catalogs.values()) {
    const kept = Object.entries(catalog.schemas).filter(([, database]) => database !== path)
    if (kept.length < Object.keys(catalog.schemas).length) {
      changed.set(catalog.name, { ...catalog, schemas: Object.fromEntries(kept) })
    }
  }
  return changed
}

/** The catalogs after a change. */
export function withChanges(catalogs: SchemaCatalogs, changes: ChangedCatalogs): SchemaCatalogs {
  const all = new Map(catalogs)
  for (const [name, catalog] of changes) {
    if (catalog) all.set(name, catalog)
    else all.delete(name)
  }
  return all
}

const withSchemas = (catalog: SchemaCatalog, schemas: SchemaCatalog['schemas']): ChangedCatalogs =>
  new Map([[catalog.name, { ...catalog, schemas }]])

function without({ name, schemas }: SchemaCatalog, schema: string): SchemaCatalog['schemas'] {
  if (!Object.hasOwn(schemas, schema)) {
    throw new StorageError('missing', `There is no schema ${schema} in the catalog ${name}`)
  }
  return Object.fromEntries(Object.entries(schemas).filter(([each]) => each !== schema))
}

function checkFree(catalogs: SchemaCatalogs, name: string): void {
  checkName('catalog', name)
  if (catalogs.has(name)) throw new StorageError('exists', `The catalog ${name} exists already`)
}

// A database is in one catalog at most.
function checkNewSchema(
  catalogs: SchemaCatalogs,
  catalog: SchemaCatalog,
  schema: string,
  path: string,
): void {
  checkName('schema', schema)
  if (Object.hasOwn(catalog.schemas, schema)) {
    throw new StorageError('exists', `The schema ${schema} exists already in the catalog ${catalog.name}`)
  }
  for (const { name, schemas } of catalogs.values()) {
    const known = Object.entries(schemas).find(([, database]) => database === path)
    if (known) throw new StorageError('exists', `The database ${path} is already ${name}.${known[0]}`)
  }
}

function checkName(what: string, name: string): void {
  if (!/^[A-Za-z]\w*$/.test(name)) {
    throw new StorageError(
      'invalid',
      `A ${what} is named by a letter, then letters, digits and underscores; "${name}" is not`,
    )
  }
}
