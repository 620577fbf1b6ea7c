import fc from 'fast-check'

/** What is run of a stored table `pt`, and the same of a table `m` in memory. */
export interface Said {
  readonly stored: string
  readonly memory: string
}

/** A stored table, and the same in memory: how they are made, what happens to them, and queries that both answer alike. */
export interface TableStory {
  readonly creation: string
  readonly steps: readonly (Said | 'restart')[]
  readonly questions: readonly Said[]
}

interface Scheme {
  readonly scheme: string
  readonly columns: string
  readonly keys: string
  /** The partition of the rows with an id or a day, and the condition that is true for its rows. */
  readonly part?: (id: number) => readonly [part: string, condition: string]
}

const ofMonth = (id: number) => [`2024.0${(id % 4) + 1}M`, `month(d) = 2024.0${(id % 4) + 1}M`] as const
const schemes: readonly Scheme[] = [
  { scheme: 'VALUE, 0..11', columns: '`id', keys: '`id`k', part: id => [`${id}`, `id = ${id}`] },
  { scheme: 'RANGE, 0 4 8 12', columns: '`id', keys: '`id`k', part: id => [`${id}`, `id / 4 = ${id >> 2}`] },
  { scheme: 'HASH, [INT, 3]', columns: '`id', keys: '`id`k', part: id => [`${id}`, `id % 3 = ${id % 3}`] },
  { scheme: 'VALUE, 2024.01M..2024.04M', columns: '`d', keys: '`d`k', part: ofMonth },
  { scheme: 'VALUE, 2024.01M..2024.04M', columns: '"month(d)"', keys: '`d`k', part: ofMonth },
  {
    scheme: 'COMPO, [database(, VALUE, 2024.01M..2024.04M), database(, HASH, [SYMBOL, 2])]',
    columns: '["d", "s"]',
    keys: '`d`s`k',
  },
  {
    scheme: 'COMPO, [database(, RANGE, 0 6 12), database(, LIST, [`a, `b`c])]',
    columns: '["id", "s"]',
    keys: '`id`s`k',
  },
]

/** What a table of an engine is made with. With keys, rows take the place of those that have theirs. */
interface Engine {
  readonly name: 'OLAP' | 'TSDB' | 'PKEY'
  readonly options: (keys: string) => string
  readonly hasKeys: boolean
}

const engines: readonly Engine[] = [
  { name: 'OLAP', options: () => '', hasKeys: false },
  { name: 'TSDB', options: () => ', sortColumns=`s`k', hasKeys: false },
  { name: 'TSDB', options: () => ', sortColumns=`s`k, keepDuplicates=LAST', hasKeys: true },
  {
    name: 'TSDB',
    options: () => ', sortColumns=`id`s`k, keepDuplicates=LAST, softDelete=true',
    hasKeys: true,
  },
  {
    name: 'PKEY',
    options: keys => `, primaryKey=${keys}, indexes={"txt": "textindex(parser=english)"}`,
    hasKeys: true,
  },
]

/** A table of a story: the columns that came after the first ones, and how many rows were ever put into it. */
interface State {
  readonly engine: Engine
  readonly scheme: Scheme
  extra: { name: string; type: string }[]
  rows: number
  names: number
}

/** A change as scripts of the stored table `pt` and of `m` in memory; null: there is nothing to change so. */
type Step = (state: State) => Said | 'restart' | null

const both = (script: string): Said => ({
  stored: script.replace(/\bT\b/g, 'pt'),
  memory: script.replace(/\bT\b/g, 'm'),
})

const small = fc.nat(11)
const condition = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '>=', '!='), small).map(([op, n]) => `id ${op} ${n}`),
  fc.constantFrom('s = `a', 's in `a`c', 's != `b', 's in ["b"]'),
  fc
    .tuple(fc.constantFrom('=', '<', '>='), fc.integer({ min: 1, max: 4 }))
    .map(([op, n]) => `month(d) ${op} 2024.0${n}M`),
  fc.tuple(fc.constantFrom('<', '>=', '='), fc.nat(89)).map(([op, n]) => `d ${op} 2024.01.01 + ${n}`),
  fc.tuple(small, small).map(([a, b]) => `id between ${Math.min(a, b)} and ${Math.max(a, b)}`),
  fc.tuple(fc.nat(6), fc.nat(6)).map(([n, r]) => `k % ${n + 1} = ${r}`),
  fc.constantFrom(
    'isNull(x)',
    'x > 5',
    'not isNull(n)',
    'n < 3',
    'txt like "t1%"',
    'strlen(txt) = 2',
    'txt = ""',
  ),
)
const conditions = fc.oneof(
  condition,
  fc.tuple(condition, condition).map(all => all.join(', ')),
  fc.tuple(condition, condition).map(all => all.map(each => `(${each})`).join(' or ')),
  fc.tuple(condition, condition).map(all => all.map(each => `(${each})`).join(' and ')),
)

// Rows by formula, which number themselves.
function rowsOf(state: State, count: number, seed: number): string {
  const extra = state.extra.map(({ name, type }, i) => `, ${type.toLowerCase()}((g + ${i}) % 5) as ${name}`)
  const script = `g = long(${seed} + 7 * 0..${count - 1}); r = table(int(g % 12) as id, long(${state.rows} + 0..${count - 1}) as k,
    symbol(\`a\`b\`c[g % 3]) as s, 2024.01.01 + int(g * 13 % 90) as d, iif(g % 4 == 0, 00F, g % 17 * 0.5) as x, iif(g % 5 == 0, 00i, int(g % 9)) as n,
    iif(g % 6 == 0, "", "t" + string(g % 23)) as txt, 2024.01.01T00:00:00.000 + g * 7654321 as ts, decimal32(g % 99, 2) as dc,
    g % 3 > 0 as b${extra.join('')})`
  state.rows += count
  return script
}

// Some are so many that segments are files of several blocks.
const rowCount = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 9000 }) },
)

const append: fc.Arbitrary<Step> = fc
  .tuple(rowCount, fc.nat(1000), fc.boolean())
  .map(([count, seed, inserts]) => state => {
    const rows = rowsOf(state, count, seed)
    return both(inserts ? `${rows}; tableInsert(T, r)` : `${rows}; T.append!(r)`)
  })

const upsert: fc.Arbitrary<Step> = fc.tuple(fc.nat(4), fc.boolean()).map(([rest, ignoreNull]) => state => {
  const sets = ignoreNull ? 'x = k * 0.5' : 'x = k * 0.5, n = 00i'
  const rows = `r = select * from m where k % 5 = ${rest}; update r set x = k * 0.5, n = 00i`
  const call =
    state.engine.hasKeys && !ignoreNull
      ? 'pt.append!(r)'
      : `upsert!(pt, r, ignoreNull=${ignoreNull}, keyColNames=\`k)`
  return {
    stored: `${rows}; if (r.size() > 0) ${call}`,
    memory: `update m set ${sets} where k % 5 = ${rest}`,
  }
})

const update: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(
      'x = x * 2 + id',
      'n = n + 1, x = n * 0.5',
      'txt = txt + "!"',
      'txt = string(d)',
      'n = int(k % 4)',
      'x = iif(isNull(x), 1.5, x)',
    ),
    conditions,
  )
  .map(
    ([set, where]) =>
      () =>
        both(`update T set ${set} where ${where}`),
  )

const updateByGroup: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom('n = int(sum(n))', 'x = max(x)', 'n = int(count(x))'),
    fc.option(condition, { nil: null }),
  )
  .map(
    ([set, where]) =>
      () =>
        both(`update T set ${set} ${where ? `where ${where}` : ''} context by s`),
  )

const move: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('d = 2024.02.15', 'id = (id + 1) % 12', 's = `b', 'd = 2024.01.01 + id'), conditions)
  .map(
    ([set, where]) =>
      ({ engine }) =>
        engine.hasKeys ? null : both(`update T set ${set} where ${where}`),
  )

const remove: fc.Arbitrary<Step> = conditions.map(where => () => both(`delete from T where ${where}`))

const joined: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(
      'update T set x = f from ej(T, u, `id)',
      'update T set n = int(f) from ej(T, u, `id`s)',
      'update T set x = x + f from T inner join u on T.id = u.id and T.s = u.s',
      'update T set x = f from T left join u on T.id = u.id',
      'update T set x = f from u left join T on u.id = T.id',
      'delete T from ej(T, u, `id`s)',
      'delete T from T inner join u on T.id = u.id',
    ),
    fc.option(fc.constantFrom('f > 2', 'T.k % 2 = 0', 'T.d < 2024.02.01', 'T.id > u.f'), { nil: null }),
    fc.nat(50),
  )
  .map(([change, where, seed]) => () => {
    const u = `u = table(${seed % 12} ${(seed * 5 + 1) % 12} ${(seed * 7 + 3) % 12} as id, 1 2 3 * 0.5 + ${seed % 4} as f, symbol(\`a\`b\`c) as s)
      u = select first(f) as f, first(s) as s from u group by id\n`
    const made = both(where ? `${change} where ${where}` : change)
    return { stored: u + made.stored, memory: made.memory }
  })

const TYPES = ['INT', 'DOUBLE', 'LONG', 'STRING'] as const
const column: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('add', 'drop', 'rename', 'retype', 'fill'), fc.nat(3), fc.nat(9))
  .map(([what, kind, place]) => state => {
    const type = TYPES[kind]!
    const at = state.extra.length === 0 ? -1 : place % state.extra.length
    const old = state.extra[at]
    const name = `e${state.names}`
    if (what === 'add') {
      state.names++
      state.extra = [...state.extra, { name, type }]
      return both(`addColumn(T, ["${name}"], [${type}])`)
    }
    if (!old) return null
    if (what === 'fill') return both(`update T set ${old.name} = ${old.type.toLowerCase()}(k % 10)`)
    if (what === 'drop') {
      state.extra = state.extra.filter(each => each !== old)
      return both(`dropColumns!(T, "${old.name}")`)
    }
    if (what === 'rename') {
      state.names++
      state.extra = state.extra.map(each => (each === old ? { ...each, name } : each))
      return both(`rename!(T, "${old.name}", "${name}")`)
    }
    if (state.engine.name !== 'OLAP' || old.type === 'STRING') return null
    state.extra = state.extra.map(each => (each === old ? { ...each, type } : each))
    return {
      stored: `replaceColumn!(pt, "${old.name}", array(${type}, 0))`,
      memory: `replaceColumn!(m, "${old.name}", ${type.toLowerCase()}(m.${old.name}))`,
    }
  })

const drop: fc.Arbitrary<Step> = small.map(id => ({ scheme }) => {
  const [part, where] = scheme.part?.(id) ?? []
  return part ? { stored: `dropPartition(db, ${part}, "pt")`, memory: `delete from m where ${where}` } : null
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: append },
  { weight: 2, arbitrary: upsert },
  { weight: 3, arbitrary: update },
  { weight: 1, arbitrary: updateByGroup },
  { weight: 2, arbitrary: move },
  { weight: 2, arbitrary: remove },
  { weight: 2, arbitrary: joined },
  { weight: 4, arbitrary: column },
  { weight: 1, arbitrary: drop },
  { weight: 1, arbitrary: fc.constant<Step>(() => 'restart') },
)

const aggregates =
  'count(*) as c, sum(x) as sx, avg(n) as an, max(txt) as mt, min(d) as md, nunique(s) as us, std(n) as sn'
/** Queries, each in an order that is said. */
const queries: readonly string[] = [
  'select * from T order by k',
  'select * from T where WHERE order by k',
  'select top 3 k, x * 2 as y from T where WHERE order by x desc, k',
  `select ${aggregates} from T where WHERE`,
  `select ${aggregates} from T group by s order by s`,
  `select ${aggregates} from T where WHERE group by id % 3 as g, month(d) as m order by g, m`,
  'select sum(n) as sn from T group by id having sum(n) > 3 order by id',
  'select k, s, cumsum(n) as c, rank(k) as r, prev(x) as p from T where WHERE context by s csort k order by k',
  'select k, s, x from T context by s csort k limit 2 order by s, k',
  'select sum(x) from T where WHERE pivot by s, id',
  'exec sum(n) from T where WHERE',
  'exec count(*) from T where x > (exec avg(x) from T)',
  'select distinct s, id from T where WHERE order by s, id',
  'select T.k, u.f from ej(T, u, `id) order by k',
  'select T.k, u.f, T.x from T left join u on T.id = u.id and T.s = u.s where WHERE order by k',
  'select k, a.n from T as a where a.n in (exec n from T where id < 3) order by k',
  'select count(*) as c, wavg(x, n) as w, percentile(x, 50) as p, med(n) as m from T group by month(d) as mo order by mo',
  'select k from T where WHERE, k >= 0 and exists(select * from u where u.id = T.id) order by k',
  'select count(*) as c, sum(dc) as sd, max(ts) as mt from T where WHERE group by interval(ts, 12H, "prev")',
  'select T.k, v.w from aj(T, v, `s`ts) order by k',
  'select k from T where id in (select id from u) order by k',
  'select * from (select s, sum(n) as sn from T where WHERE group by s) order by s',
  'select count(distinct s) as c from T group by id order by id',
  'select max(ts) as mt, min(dc) as md, sum(b) as sb from T where WHERE group by b order by b',
  'select sum(x) as sx from T where WHERE cgroup by d order by d',
  'select k, ratios(x) as r, deltas(ts) as dt from T context by s csort ts, k order by k',
  'select k, row_number() over (partition by s order by k) as rn, sum(n) over (partition by s order by k) as sn from T order by k',
  'select k from T where WHERE, x == max(x) order by k',
  'select k, iif(b, x, n) as y, dc * 2 as dd, string(ts) as st from T where WHERE order by k desc',
  'select nunique(txt) as u, mode(id % 2) as m, skew(n) as sk, corr(x, n) as co, first(k) as f from (select * from T order by k)',
  'select avg(dc) as a, var(n) as v, sum2(n) as s2, prod(n) as p, covar(x, n) as c from T where WHERE group by s order by s',
  'select rows, k from (select count(*) as rows, max(k) as k from T group by s, b) order by k, rows',
  'exec last(x) from (select * from T where WHERE order by k)',
  'select k, n from T where n between 2 and 5 order by k',
  'select typestr(x) as a, typestr(s) as b, typestr(k) as c from T limit 1',
]

function creation({ name, options }: Engine, { scheme, columns, keys }: Scheme): string {
  return `m = table(0:0, \`id\`k\`s\`d\`x\`n\`txt\`ts\`dc\`b,
      [INT, LONG, SYMBOL, DATE, DOUBLE, INT, STRING, TIMESTAMP, DECIMAL32(2), BOOL])
    v = table(symbol(take(\`a\`b\`c, 30)) as s, 2024.01.01T00:00:00.000 + 0..29 * 25000000 as ts, 0..29 as w)
    u = table(1 5 9 as id, 1.0 2.0 3.0 as f, symbol(\`a\`b\`c) as s)
    if (existsDatabase("dfs://beside")) dropDatabase("dfs://beside")
    db = database("dfs://beside", ${scheme}, engine="${name}")
    pt = db.createPartitionedTable(m, "pt", ${columns}${options(keys)})`
}

/** Random stories. */
export const tableStory: fc.Arbitrary<TableStory> = fc
  .record({
    engine: fc.constantFrom(...engines),
    scheme: fc.constantFrom(...schemes),
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    asked: fc.array(fc.tuple(fc.nat(queries.length), conditions), { minLength: 4, maxLength: 8 }),
  })
  .map(({ engine, scheme, steps, asked }) => {
    const state: State = { engine, scheme, extra: [], rows: 0, names: 0 }
    return {
      creation: creation(engine, scheme),
      steps: steps.flatMap(each => each(state) ?? []),
      questions: asked.map(([i, where]) => {
        const query = queries[i]?.replace('WHERE', where)
        return query === undefined ? words(engine, where) : both(query)
      }),
    }
  })

// A column without a text index is told how to take its texts apart.
function words({ name }: Engine, where: string): Said {
  const query = (index: string) =>
    `select k from T where matchAny(txt, "t1 T2 2024 02"${index}), ${where} order by k`
  const said = query(', index="textindex(parser=english)"')
  return { stored: both(name === 'PKEY' ? query('') : said).stored, memory: both(said).memory }
}
