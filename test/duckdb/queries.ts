/** Random queries over t and u, in both languages. */
import fc from 'fast-check'
import { aggregate, condition, hasColumn, number, type Said, same } from './expressions.ts'

export interface Query extends Said {
  /** Whether the order of the rows is said. */
  readonly ordered: boolean
}

const plain = fc.oneof(
  { weight: 3, arbitrary: number.filter(hasColumn) },
  { weight: 1, arbitrary: fc.constantFrom('x', 's', 'b', 'day').map(same) },
)

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const where = optional(fc.array(condition, { minLength: 1, maxLength: 2 })).map(
  (conditions): Said =>
    conditions
      ? {
          ours: `where ${conditions.map(c => c.ours).join(', ')}`,
          duckdb: `where ${conditions.map(c => c.duckdb).join(' and ')}`,
        }
      : same(''),
)

const named = (items: readonly Said[]): Said => ({
  ours: items.map((item, i) => `${item.ours} as c${i}`).join(', '),
  duckdb: items.map((item, i) => `${item.duckdb} as c${i}`).join(', '),
})

const direction = fc.constantFrom('', ' asc', ' desc')

/** Sorting keys, the last of which is unique. */
const order = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('i', 'd', 's', 'x', 'day', 'b', 'n'), direction), { maxLength: 2 }),
    direction,
  )
  .map(([keys, last]) => {
    const distinct = keys.filter(([key], place) => keys.findIndex(([other]) => other === key) === place)
    const all = [...distinct, ['r', last] as const]
    return {
      ours: all.map(([key, way]) => key + way).join(', '),
      duckdb: all.map(([key, way]) => `${key}${way} nulls ${way === ' desc' ? 'last' : 'first'}`).join(', '),
    }
  })

/** `select … from t where … order by … limit …` */
const selection: fc.Arbitrary<Query> = fc
  .record({
    items: fc.array(plain, { minLength: 1, maxLength: 3 }),
    where,
    order: optional(order),
    limit: optional(fc.tuple(fc.constantFrom('top', 'limit', 'from'), fc.nat(5), fc.nat(4))),
  })
  .map(({ items, where: rows, order: by, limit }) => {
    const list = named(items)
    const [way, count, from] = limit ?? ['', 0, 0]
    const top = way === 'top' ? `top ${count} ` : ''
    const ourLimit = way === 'limit' ? `limit ${count}` : way === 'from' ? `limit ${from}, ${count}` : ''
    const theirLimit = limit ? `limit ${count} offset ${way === 'from' ? from : 0}` : ''
    return {
      ours: `select ${top}${list.ours} from t ${rows.ours} ${by ? `order by ${by.ours}` : ''} ${ourLimit}`,
      duckdb: `select ${list.duckdb} from t ${rows.duckdb} order by ${by?.duckdb ?? 'r'} ${theirLimit}`,
      ordered: true,
    }
  })

const key = fc.constantFrom<Said>(
  ...['i', 's', 'x', 'b', 'day', 'n', 'd'].map(same),
  { ours: 'i % 2', duckdb: '((i % 2) + 2) % 2' },
  { ours: 'month(day)', duckdb: `(year(day) * 12 + month(day) - 1)` },
  { ours: 'i > 1', duckdb: 'case when i is null then false else i > 1 end' },
)

const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 2, selector: each => each.ours })

const keyList = (all: readonly Said[]): Said => ({
  ours: all.map((each, i) => `${each.ours} as k${i}`).join(', '),
  duckdb: all.map(each => each.duckdb).join(', '),
})

const having = optional(
  fc.constantFrom<Said>(
    same('count(*) > 1'),
    { ours: 'sum(d) > 1', duckdb: 'coalesce(sum(d) > 1, false)' },
    { ours: 'max(i) != 2', duckdb: 'max(i) is distinct from 2' },
  ),
)

const grouping: fc.Arbitrary<Query> = fc
  .record({ keys, items: fc.array(aggregate, { minLength: 1, maxLength: 3 }), where, having })
  .map(({ keys: by, items, where: rows, having: only }) => {
    const [list, k] = [named(items), keyList(by)]
    return {
      ours: `select ${list.ours} from t ${rows.ours} group by ${k.ours} ${only ? `having ${only.ours}` : ''}`,
      duckdb: `select ${k.duckdb}, ${list.duckdb} from t ${rows.duckdb} group by ${by.map((_, i) => i + 1).join(', ')} ${only ? `having ${only.duckdb}` : ''}`,
      ordered: false,
    }
  })

const total: fc.Arbitrary<Query> = fc
  .record({ items: fc.array(aggregate, { minLength: 1, maxLength: 3 }), where })
  .map(({ items, where: rows }) => {
    const list = named(items)
    return {
      ours: `select ${list.ours} from t ${rows.ours}`,
      duckdb: `select ${list.duckdb} from t ${rows.duckdb}`,
      ordered: false,
    }
  })

const window = (by: string, rows: string) => `over (partition by ${by} order by ${rows})`

/** Series over a partition: `$over` and `$frame(n)` stand for the window and for the last n rows. */
const series = fc.constantFrom<readonly [ours: string, duckdb: string]>(
  ['cumsum(d)', 'case when d is null and false then null else sum(d) $running end'],
  ['cummax(i)', 'max(i) $running'],
  ['cummin(d)', 'min(d) $running'],
  ['cumcount(d)', 'count(d) $running'],
  ['cumavg(i)', 'avg(i) $running'],
  ['prev(x)', 'lag(x) $over'],
  ['next(s)', 'lead(s) $over'],
  ['move(d, 2)', 'lag(d, 2) $over'],
  ['move(i, -1)', 'lead(i, 1) $over'],
  ['deltas(d)', 'd - lag(d) $over'],
  ['ratios(d)', 'd / nullif(lag(d) $over, 0)'],
  ['percentChange(d)', 'd / nullif(lag(d) $over, 0) - 1'],
  ['ffill(d)', 'last_value(d ignore nulls) $running'],
  ['bfill(x)', 'first_value(x ignore nulls) $following'],
  ['msum(d, 3)', 'case when row_number() $over >= 3 then sum(d) $frame3 end'],
  ['mavg(i, 2)', 'case when row_number() $over >= 2 then avg(i) $frame2 end'],
  ['mmax(i, 3, 1)', 'max(i) $frame3'],
  ['mmin(d, 2, 1)', 'min(d) $frame2'],
  ['mstd(d, 3)', 'case when row_number() $over >= 3 then stddev_samp(d) $frame3 end'],
  ['mfirst(d, 2)', 'case when row_number() $over >= 2 then lag(d, 1) $over end'],
  ['sum(d)', 'sum(d) $whole'],
  ['count(*)', 'count(*) $whole'],
  ['max(s)', 'max(s) $whole'],
  ['first(d)', 'first_value(d) $over'],
  ['last(i)', 'last_value(i) $whole'],
  ['d - avg(d)', 'd - avg(d) $whole'],
)

const spelled = (text: string, by: string, rows: string) =>
  text
    .replaceAll('$over', window(by, rows))
    .replaceAll('$running', window(by, `${rows} rows unbounded preceding`))
    .replaceAll('$following', window(by, `${rows} rows between current row and unbounded following`))
    .replaceAll('$whole', window(by, `${rows} rows between unbounded preceding and unbounded following`))
    .replace(/\$frame(\d)/g, (_, n: string) => window(by, `${rows} rows ${Number(n) - 1} preceding`))

const context: fc.Arbitrary<Query> = fc
  .record({
    keys,
    items: fc.array(series, { minLength: 1, maxLength: 2 }),
    where,
    csort: optional(order),
    limit: optional(fc.integer({ min: -3, max: 3 }).filter(n => n !== 0)),
  })
  .map(({ keys: by, items, where: rows, csort, limit }) => {
    const partition = by.map(each => each.duckdb).join(', ')
    const inOrder = csort?.duckdb ?? 'r'
    const list = items.map(([, duckdb], i) => `${spelled(duckdb, partition, inOrder)} as c${i}`)
    const place = window(partition, inOrder)
    const back = `count(*) ${window(partition, `${inOrder} rows between current row and unbounded following`)}`
    const qualify =
      limit === undefined
        ? ''
        : limit > 0
          ? `qualify row_number() ${place} <= ${limit}`
          : `qualify ${back} <= ${-limit}`
    return {
      ours: `select r, ${items.map(([ours], i) => `${ours} as c${i}`).join(', ')} from t ${rows.ours} context by ${by.map(each => each.ours).join(', ')} ${csort ? `csort ${csort.ours}` : ''} ${limit === undefined ? '' : `limit ${limit}`}`,
      duckdb: `select r, ${list.join(', ')} from t ${rows.duckdb} ${qualify}`,
      ordered: false,
    }
  })

const frames = fc.constantFrom(
  '',
  'rows between 1 preceding and 1 following',
  'rows 2 preceding',
  'rows between unbounded preceding and current row',
  'rows between current row and unbounded following',
  'rows between unbounded preceding and unbounded following',
)

const analytic: fc.Arbitrary<Query> = fc
  .record({
    what: fc.array(
      fc.constantFrom(
        'sum(d)',
        'avg(i)',
        'count(d)',
        'max(n)',
        'min(d)',
        'row_number()',
        'rank()',
        'dense_rank()',
        'percent_rank()',
        'cume_dist()',
        'lag(d)',
        'lead(x)',
        'lag(i, 2)',
        'first_value(d)',
        'last_value(d)',
        'ntile(3)',
      ),
      { minLength: 1, maxLength: 2 },
    ),
    by: optional(fc.constantFrom('s', 'i', 'b', 'day')),
    order,
    frame: frames,
    where,
  })
  .map(({ what, by, order: rows, frame, where: only }) => {
    const over = (inOrder: string, item: string) => {
      const framed = /^(sum|avg|count|max|min|first_value|last_value)/.test(item) ? frame : ''
      return `over (${by ? `partition by ${by} ` : ''}order by ${inOrder} ${framed})`
    }
    return {
      ours: `select r, ${what.map((item, i) => `${item} ${over(rows.ours, item)} as c${i}`).join(', ')} from t ${only.ours}`,
      duckdb: `select r, ${what.map((item, i) => `${item} ${over(rows.duckdb, item)} as c${i}`).join(', ')} from t ${only.duckdb}`,
      ordered: false,
    }
  })

const joinKeys = fc.constantFrom(['i'], ['s'], ['day'], ['i', 's'], ['s', 'day'])
const onKeys = (list: readonly string[]) =>
  list.map(name => `t.${name} is not distinct from u.${name}`).join(' and ')
const backticks = (list: readonly string[]) => list.map(name => `\`${name}`).join('')

const joining: fc.Arbitrary<Query> = fc
  .record({
    on: joinKeys,
    kind: fc.constantFrom('ej', 'lj', 'lsj', 'fj', 'sqlInner', 'sqlLeft', 'sqlRight', 'sqlFull', 'cross'),
  })
  .map(({ on, kind }) => {
    const list = 'r, d, x, q, w'
    const way = {
      ej: 'join',
      lj: 'left join',
      lsj: '',
      fj: 'full join',
      sqlInner: 'join',
      sqlLeft: 'left join',
      sqlRight: 'right join',
      sqlFull: 'full join',
      cross: '',
    }[kind]
    if (kind === 'cross')
      return { ...same(`select r, q from cj(t, u)`), duckdb: 'select r, q from t, u', ordered: false }
    if (kind === 'lsj') {
      return {
        ours: `select ${list} from lsj(t, u, ${backticks(on)})`,
        duckdb: `select ${list} from (select t.*, u.q, u.w, row_number() over (partition by r order by q) as place from t left join u on ${onKeys(on)}) where place = 1`,
        ordered: false,
      }
    }
    const ourOn = on.map(name => `t.${name} = u.${name}`).join(' and ')
    return {
      ours: kind.startsWith('sql')
        ? `select ${list} from t ${way} u on ${ourOn}`
        : `select ${list} from ${kind}(t, u, ${backticks(on)})`,
      duckdb: `select ${list} from t ${way} u on ${onKeys(on)}`,
      ordered: false,
    }
  })

/** aj and wj: the right table is sorted by day, and so is the left. */
const asOf: fc.Arbitrary<Query> = fc
  .record({
    by: fc.constantFrom('i', 's', ''),
    kind: fc.constantFrom('aj', 'wj', 'pwj'),
    from: fc.integer({ min: -3, max: 0 }),
    to: fc.integer({ min: 1, max: 70 }),
  })
  .map(({ by, kind, from, to }) => {
    const [left, right] = [
      '(select * from t where not isNull(day) order by day, r)',
      '(select * from u where not isNull(day) order by day, q)',
    ]
    const on = `${by ? `\`${by}` : ''}\`day`
    const sameKey = by ? `u.${by} is not distinct from t.${by}` : 'true'
    if (kind === 'aj') {
      return {
        ours: `select r, q, w from aj(${left}, ${right}, ${on})`,
        duckdb: `select r, (select q from u where ${sameKey} and u.day <= t.day order by u.day desc, q desc limit 1) as q,
          (select w from u where ${sameKey} and u.day <= t.day order by u.day desc, q desc limit 1) as w from t where day is not null`,
        ordered: false,
      }
    }
    const inside = `${sameKey} and u.day between t.day + ${from} and t.day + ${to}`
    const reached =
      kind === 'wj'
        ? inside
        : `${sameKey} and ((u.day > t.day + ${from} and u.day <= t.day + ${to}) or u.q = (select v.q from u as v where ${sameKey.replaceAll('u.', 'v.')} and v.day <= t.day + ${from} order by v.day desc, v.q desc limit 1))`
    return {
      ours: `select r, sum_w, count_q from ${kind}(${left}, ${right}, ${from}:${to}, <[sum(w), count(q)]>, ${on})`,
      duckdb: `select r, (select sum(w) from u where ${reached}) as sw, (select count(q) from u where ${reached}) as cq from t where day is not null`,
      ordered: false,
    }
  })

const distinct: fc.Arbitrary<Query> = fc
  .record({
    items: fc.array(fc.constantFrom('i', 's', 'x', 'b', 'd', 'day'), { minLength: 1, maxLength: 2 }),
    where,
  })
  .map(({ items, where: rows }) => {
    const list = named([...new Set(items)].map(same))
    return {
      ours: `select distinct ${list.ours} from t ${rows.ours}`,
      duckdb: `select distinct ${list.duckdb} from t ${rows.duckdb}`,
      ordered: false,
    }
  })

const nested: fc.Arbitrary<Query> = fc
  .record({
    keys,
    where,
    outer: fc.constantFrom('c0 > 1', 'c0 < 2', 'k0 > 0'),
    how: fc.constantFrom('sub', 'union'),
  })
  .map(({ keys: by, where: rows, how }) => {
    const k = keyList(by)
    const ours = `select count(*) as c0 from t ${rows.ours} group by ${k.ours}`
    const duckdb = `select ${by.map((each, i) => `${each.duckdb} as k${i}`).join(', ')}, count(*) as c0 from t ${rows.duckdb} group by ${by.map((_, i) => i + 1).join(', ')}`
    return how === 'sub'
      ? {
          ours: `select c0, count(*) as n from (${ours}) group by c0`,
          duckdb: `select c0, count(*) as n from (${duckdb}) group by c0`,
          ordered: false,
        }
      : {
          ours: `select r as a from t ${rows.ours} union all select q as a from u`,
          duckdb: `select r as a from t ${rows.duckdb} union all select q as a from u`,
          ordered: false,
        }
  })

export const families: Readonly<Record<string, fc.Arbitrary<Query>>> = {
  'select, where, order by, limit': selection,
  'group by, having': grouping,
  'aggregates of everything': total,
  'context by, csort, limit': context,
  'over (…)': analytic,
  joins: joining,
  'aj, wj, pwj': asOf,
  distinct,
  'queries of queries, union all': nested,
}
