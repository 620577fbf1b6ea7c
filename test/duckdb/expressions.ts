/** Random expressions over the columns of a table, in both languages. */
import fc from 'fast-check'

/** The same thing said in a script and in DuckDB. */
export interface Said {
  readonly ours: string
  readonly duckdb: string
}

export const same = (text: string): Said => ({ ours: text, duckdb: text })

const said = (ours: string, duckdb: string): Said => ({ ours, duckdb })

// DuckDB's comparisons with null are null; ours take null for the smallest value.
const comparisons: Readonly<Record<string, (a: string, b: string) => string>> = {
  '==': (a, b) => `(${a} is not distinct from ${b})`,
  '!=': (a, b) => `(${a} is distinct from ${b})`,
  '<': (a, b) => `(case when ${b} is null then false when ${a} is null then true else ${a} < ${b} end)`,
  '<=': (a, b) => `(case when ${a} is null then true when ${b} is null then false else ${a} <= ${b} end)`,
  '>': (a, b) => `(case when ${a} is null then false when ${b} is null then true else ${a} > ${b} end)`,
  '>=': (a, b) => `(case when ${b} is null then true when ${a} is null then false else ${a} >= ${b} end)`,
}

export const number: fc.Arbitrary<Said> = fc.letrec<{ number: Said }>(tie => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom('i', 'n', 'd', 'r').map(same) },
    { weight: 2, arbitrary: fc.constantFrom('0', '1', '2', '0.5', '(-3)').map(same) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number'))
        .map(([a, op, b]) =>
          said(`(${a.ours} ${op} ${b.ours})`, `(${a.duckdb}::double ${op} ${b.duckdb}::double)`),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('number'), tie('number'))
        .map(([a, b]) =>
          said(`(${a.ours} \\ ${b.ours})`, `(${a.duckdb}::double / nullif(${b.duckdb}::double, 0))`),
        ),
    },
    { weight: 1, arbitrary: tie('number').map(a => said(`(-${a.ours})`, `(-${a.duckdb})`)) },
    { weight: 1, arbitrary: tie('number').map(a => said(`abs(${a.ours})`, `abs(${a.duckdb})`)) },
    {
      weight: 1,
      arbitrary: tie('number').map(a => said(`nullFill(${a.ours}, 7)`, `coalesce(${a.duckdb}, 7)`)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        said('strlen(x)', `strlen(coalesce(x, ''))`),
        said('year(day)', 'year(day)'),
        said('weekday(day, false)', '(isodow(day) - 1)'),
        said('(i % 3)', '(((i % 3) + 3) % 3)'),
        said('(i / 2)', 'floor(i / 2)'),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('i > 0', 'd >= 1', 'r < 3'), tie('number'), tie('number'))
        .map(([c, a, b]) =>
          said(
            `(case when ${c} then ${a.ours} else ${b.ours} end)`,
            `(case when ${c} then ${a.duckdb}::double else ${b.duckdb}::double end)`,
          ),
        ),
    },
  ),
})).number

/** What has no column is one value, not one a row. */
export const hasColumn = ({ ours }: Said): boolean => /\b(i|n|d|r|x|day)\b/.test(ours)

const comparable = fc.oneof(
  fc.tuple(number, number),
  fc.tuple(fc.constant(same('s')), fc.constantFrom(said('`y', `'y'`), said('"xx"', `'xx'`), same('x'))),
  fc.tuple(fc.constant(same('x')), fc.constantFrom(said('"ab"', `'ab'`), same('s'))),
  fc.tuple(fc.constant(same('day')), fc.constantFrom(said('2021.01.03', `date '2021-01-03'`), same('day'))),
  fc.tuple(fc.constant(same('b')), fc.constantFrom(same('true'), same('false'))),
)

export const condition: fc.Arbitrary<Said> = fc.letrec<{ condition: Said }>(tie => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 5,
      arbitrary: fc
        .tuple(comparable, fc.constantFrom(...Object.keys(comparisons)))
        .map(([[a, b], op]) => said(`(${a.ours} ${op} ${b.ours})`, comparisons[op]!(a.duckdb, b.duckdb))),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        said('i in 1 2', 'coalesce(i in (1, 2), false)'),
        said('i in (1, 3)', 'coalesce(i in (1, 3), false)'),
        said('i not in [1]', 'not coalesce(i in (1), false)'),
        said('s in `x`z', `coalesce(s in ('x', 'z'), false)`),
        said('s in ["x"]', `coalesce(s in ('x'), false)`),
        said('day in [2021.01.01]', `coalesce(day in (date '2021-01-01'), false)`),
        said('i between 0:2', 'coalesce(i between 0 and 2, false)'),
        said('d between -1:1.5', 'coalesce(d between -1 and 1.5, false)'),
        said('between(n, 0:5)', 'coalesce(n between 0 and 5, false)'),
        said(
          'day between 2021.01.01:2021.01.03',
          `coalesce(day between date '2021-01-01' and date '2021-01-03', false)`,
        ),
        said('x like "a%"', `coalesce(x, '') like 'a%'`),
        said('x like "%b"', `coalesce(x, '') like '%b'`),
        said('s like "%"', `coalesce(s, '') like '%'`),
        said('x like "??"', `coalesce(x, '') like '__'`),
        said('isNull(i)', 'i is null'),
        said('d is null', 'd is null'),
        said('x is not null', 'x is not null'),
        said('isValid(s)', 's is not null'),
        said('i in (select q from u)', 'coalesce(i in (select q from u), false)'),
        said('d > (select avg(w) from u)', comparisons['>']!('d', '(select avg(w) from u)')),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('condition'), tie('condition'))
        .map(([a, b]) => said(`(${a.ours} and ${b.ours})`, `(${a.duckdb} and ${b.duckdb})`)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('condition'), tie('condition'))
        .map(([a, b]) => said(`(${a.ours} or ${b.ours})`, `(${a.duckdb} or ${b.duckdb})`)),
    },
    { weight: 1, arbitrary: tie('condition').map(a => said(`(not ${a.ours})`, `(not ${a.duckdb})`)) },
  ),
})).condition

/** An aggregate of a column, without its rows' order. */
export const aggregate: fc.Arbitrary<Said> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('sum', 'avg', 'count', 'min', 'max'), number.filter(hasColumn))
      .map(([f, a]) => said(`${f}(${a.ours})`, `${f}(${a.duckdb})`)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      said('count(*)', 'count(*)'),
      said('count(x)', 'count(x)'),
      said('count(s)', 'count(s)'),
      said('min(s)', 'min(s)'),
      said('max(x)', 'max(x)'),
      said('min(day)', 'min(day)'),
      said('max(day)', 'max(day)'),
      said('std(d)', 'stddev_samp(d)'),
      said('var(i)', 'var_samp(i)'),
      said('stdp(d)', 'stddev_pop(d)'),
      said('varp(n)', 'var_pop(n)'),
      said('med(d)', 'median(d)'),
      said('first(d)', 'arg_min_null(d, r)'),
      said('last(x)', 'arg_max_null(x, r)'),
      said('first(s)', 'arg_min_null(s, r)'),
      said('nunique(i)', '(count(distinct i) + coalesce(max((i is null)::int), 0))'),
      said('sum(i > 0)', 'sum((case when i is null then false else i > 0 end)::int)'),
      said('wsum(d, i)', 'sum(d * i)'),
      said('wavg(d, i)', '(sum(d * i) / nullif(sum(case when d is not null then i end), 0))'),
      said('corr(d, i)', 'corr(d, i)'),
      said('covar(d, i)', 'covar_samp(d, i)'),
      said('beta(d, i)', 'regr_slope(d, i)'),
      said('percentile(d, 30)', 'quantile_cont(d, 0.3)'),
      said('sum2(d)', 'sum(d * d)'),
      said('prod(i)', 'product(i)'),
      said('firstNot(d)', 'arg_min(d, r)'),
      said('lastNot(s)', 'arg_max(s, r)'),
      said('max(i > 2)', 'bool_or(case when i is null then false else i > 2 end)'),
    ),
  },
)
