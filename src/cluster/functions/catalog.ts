import { text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { catalogs } from '../../runtime/catalog.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { CatalogChange } from '../../storage/catalog/schema-catalog.ts'
import { bool, NOTHING, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { storeSlot } from '../bridge/store-slot.ts'

function change(context: Context, what: CatalogChange): Value {
  context.service(storeSlot).changeCatalogs(what)
  return NOTHING
}

const known = (context: Context) => context.service(storeSlot).catalogs()

export const createCatalog = define({
  name: 'createCatalog',
  signature: 'createCatalog(catalog)',
  kind: 'system',
  doc: 'Makes a catalog: a name under which databases are schemas, and their tables catalog.schema.table.',
  examples: [
    ['createCatalog("cat1"); existsCatalog("cat1")', 'true'],
    [
      'createCatalog("shop"); create database shop.db partitioned by VALUE(1..3); create table shop.db.t(id INT, x DOUBLE) partitioned by id; insert into shop.db.t values(1, 0.5); select * from shop.db.t',
      'id x\n-- ---\n1  0.5',
    ],
  ],
  run: (context, catalog) =>
    change(context, { is: 'createCatalog', catalog: text(catalog, 'createCatalog(catalog)', 'catalog') }),
})

export const dropCatalog = define({
  name: 'dropCatalog',
  signature: 'dropCatalog(catalog)',
  kind: 'system',
  doc: 'Removes a catalog. The databases that were its schemas stay.',
  examples: [['createCatalog("cat2"); dropCatalog("cat2"); existsCatalog("cat2")', 'false']],
  run: (context, catalog) => {
    const name = text(catalog, 'dropCatalog(catalog)', 'catalog')
    const used = context.service(catalogs)
    change(context, { is: 'dropCatalog', catalog: name })
    if (used.current === name) used.use('')
    return NOTHING
  },
})

export const existsCatalog = define({
  name: 'existsCatalog',
  signature: 'existsCatalog(catalog)',
  kind: 'system',
  doc: 'Whether there is a catalog of that name.',
  examples: [['existsCatalog("thereIsNone")', 'false']],
  run: (context, catalog) => {
    const wanted = text(catalog, 'existsCatalog(catalog)', 'catalog')
    return bool(known(context).some(({ name }) => name === wanted))
  },
})

export const renameCatalog = define({
  name: 'renameCatalog',
  signature: 'renameCatalog(oldCatalog, newCatalog)',
  kind: 'system',
  doc: 'Gives a catalog another name.',
  examples: [['createCatalog("cat3"); renameCatalog("cat3", "cat4"); existsCatalog("cat4")', 'true']],
  run: (context, from, to) => {
    const usage = 'renameCatalog(oldCatalog, newCatalog)'
    const catalog = text(from, usage, 'oldCatalog')
    const name = text(to, usage, 'newCatalog')
    const used = context.service(catalogs)
    change(context, { is: 'renameCatalog', catalog, to: name })
    if (used.current === catalog) used.use(name)
    return NOTHING
  },
})

export const getAllCatalogs = define({
  name: 'getAllCatalogs',
  signature: 'getAllCatalogs()',
  kind: 'system',
  doc: 'The names of all catalogs.',
  examples: [['createCatalog("cat5"); "cat5" in getAllCatalogs()', 'true']],
  run: context =>
    StringVector.of(
      known(context)
        .map(({ name }) => name)
        .sort(),
    ),
})

export const createSchema = define({
  name: 'createSchema',
  signature: 'createSchema(catalog, dbUrl, schema)',
  kind: 'system',
  doc: 'Adds a database to a catalog, as the schema of that name. A database is in one catalog at most.',
  examples: [
    [
      'createCatalog("cat6"); db = database("dfs://ofCat6", VALUE, 1..3); createSchema("cat6", "dfs://ofCat6", "s"); getSchemaByCatalog("cat6")',
      'schema dbUrl\n------ ------------\ns      dfs://ofCat6',
    ],
  ],
  run: (context, catalog, url, schema) => {
    const usage = 'createSchema(catalog, dbUrl, schema)'
    return change(context, {
      is: 'createSchema',
      catalog: text(catalog, usage, 'catalog'),
      path: text(url, usage, 'dbUrl'),
      schema: text(schema, usage, 'schema'),
    })
  },
})

export const dropSchema = define({
  name: 'dropSchema',
  signature: 'dropSchema(catalog, schema)',
  kind: 'system',
  doc: 'Takes a schema out of a catalog. The database that it was stays.',
  examples: [
    [
      'createCatalog("cat7"); create database cat7.s partitioned by VALUE(1..3); dropSchema("cat7", "s"); size(getSchemaByCatalog("cat7"))',
      '0',
    ],
  ],
  run: (context, catalog, schema) => {
    const usage = 'dropSchema(catalog, schema)'
    return change(context, {
      is: 'dropSchema',
      catalog: text(catalog, usage, 'catalog'),
      schema: text(schema, usage, 'schema'),
    })
  },
})

export const renameSchema = define({
  name: 'renameSchema',
  signature: 'renameSchema(catalog, oldSchema, newSchema)',
  kind: 'system',
  doc: 'Gives a schema of a catalog another name; the path of its database stays.',
  examples: [
    [
      'createCatalog("cat8"); create database cat8.a partitioned by VALUE(1..3); renameSchema("cat8", "a", "b"); exec schema from getSchemaByCatalog("cat8")',
      '["b"]',
    ],
  ],
  run: (context, catalog, from, to) => {
    const usage = 'renameSchema(catalog, oldSchema, newSchema)'
    return change(context, {
      is: 'renameSchema',
      catalog: text(catalog, usage, 'catalog'),
      schema: text(from, usage, 'oldSchema'),
      to: text(to, usage, 'newSchema'),
    })
  },
})

export const getSchemaByCatalog = define({
  name: 'getSchemaByCatalog',
  aliases: ['getSchemasByCatalog'],
  signature: 'getSchemaByCatalog(catalog)',
  kind: 'table',
  doc: 'The schemas of a catalog, with the paths of the databases that they are.',
  examples: [['createCatalog("cat9"); size(getSchemaByCatalog("cat9"))', '0']],
  run: (context, catalog) => {
    const wanted = text(catalog, 'getSchemaByCatalog(catalog)', 'catalog')
    const found = known(context).find(({ name }) => name === wanted)
    if (!found) throw new ScriptError(`The catalog ${wanted} doesn't exist.`)
    const schemas = Object.entries(found.schemas).sort(([a], [b]) => (a < b ? -1 : 1))
    return new Table(
      ['schema', 'dbUrl'],
      [StringVector.of(schemas.map(([name]) => name)), StringVector.of(schemas.map(([, path]) => path))],
    )
  },
})

export const setDefaultCatalog = define({
  name: 'setDefaultCatalog',
  signature: 'setDefaultCatalog(catalog)',
  kind: 'system',
  doc: 'Uses a catalog in this session, as "use catalog" does: its tables are schema.table from now on. An empty text: none.',
  examples: [['createCatalog("cat10"); setDefaultCatalog("cat10"); getCurrentCatalog()', 'cat10']],
  run: (context, catalog) => {
    context.service(catalogs).use(text(catalog, 'setDefaultCatalog(catalog)', 'catalog'))
    return NOTHING
  },
})

export const getCurrentCatalog = define({
  name: 'getCurrentCatalog',
  signature: 'getCurrentCatalog()',
  kind: 'system',
  doc: 'The catalog that this session uses; the null text where it uses none.',
  examples: [['isNull(getCurrentCatalog())', 'true']],
  run: context => string(context.service(catalogs).current),
})
