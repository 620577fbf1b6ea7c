import { type JoinFunction, queries } from '../../runtime/query.ts'
import type { Value } from '../../values/value.ts'
import { type Builtin, define } from '../define.ts'

// Declarations only: joins are SQL's work (src/sql/join), whether in `from` or called anywhere.

const filtered = '(leftTable, rightTable, matchingCols, [rightMatchingCols], [leftFilter], [rightFilter])'
const matched = '(leftTable, rightTable, matchingCols, [rightMatchingCols])'
const windowed = '(leftTable, rightTable, window, aggs, matchingCols, [rightMatchingCols])'

const tables = 'l = table(1 2 3 as id, 10 20 30 as v)\nr = table(3 1 3 as id, 7 8 9 as q)\n'

function joining(
  name: JoinFunction,
  parameters: string,
  doc: string,
  examples: readonly (readonly [string, string])[],
): Builtin {
  return define({
    name,
    signature: name + parameters,
    kind: 'table',
    doc,
    examples,
    runNamed: (context, names, args) => context.service(queries).join(context, name, names, args),
    run: (context, ...args: (Value | undefined)[]) =>
      context.service(queries).join(
        context,
        name,
        args.map(() => null),
        args,
      ),
  })
}

export const ej = joining(
  'ej',
  filtered,
  'Each row of the left table with each row of the right that has equal matching columns. A column that both have is called by its table too: `r_x`. Filters say which rows may be matched.',
  [[`${tables}ej(l, r, \`id)`, 'id v  q\n-- -- -\n1  10 8\n3  30 7\n3  30 9']],
)

export const sej = joining('sej', filtered, 'As ej, in order of the matching columns.', [
  [`${tables}exec q from sej(r, l, \`id)`, '[8,7,9]'],
])

export const lj = joining(
  'lj',
  filtered,
  'As ej, and rows of the left table without a match are kept, with nulls.',
  [[`${tables}lj(l, r, \`id)`, 'id v  q\n-- -- -\n1  10 8\n2  20\n3  30 7\n3  30 9']],
)

export const lsj = joining(
  'lsj',
  filtered,
  'As lj, with the first match only: as many rows as the left table.',
  [[`${tables}lsj(l, r, \`id)`, 'id v  q\n-- -- -\n1  10 8\n2  20\n3  30 7']],
)

export const rj = joining(
  'rj',
  filtered,
  'As ej, and rows of the right table without a match are kept, with nulls; in order of the right table.',
  [[`${tables}rj(l, r, \`id)`, 'v  id q\n-- -- -\n30 3  7\n10 1  8\n30 3  9']],
)

export const fj = joining(
  'fj',
  filtered,
  'As lj, and then the rows of the right table that have no match. The matching columns of both are in the result.',
  [[`${tables}count(fj(l, r, \`id))`, '4']],
)

export const cj = joining(
  'cj',
  '(leftTable, rightTable)',
  'Each row of the left table with each of the right.',
  [[`${tables}count(cj(l, r))`, '9']],
)

export const aj = joining(
  'aj',
  matched,
  'Each row of the left table with one row of the right: equal in all matching columns but the last, and the latest that isn’t beyond it in the last. The right table must be in order of its last matching column within each group of the others.',
  [
    [
      'l = table(3 7 as time)\nr = table(1 5 as time, `x`y as p)\naj(l, r, `time)',
      'time r_time p\n---- ------ -\n3    1      x\n7    5      y',
    ],
  ],
)

export const pj = joining(
  'pj',
  matched,
  'Each row of the left table with each row of the right whose matching column, a text, the left’s begins with.',
  [
    [
      'l = table(["DT_1","XX"] as id)\nr = table(["DT"] as id, [7] as q)\npj(l, r, `id)',
      'id   r_id q\n---- ---- -\nDT_1 DT   7',
    ],
  ],
)

export const wj = joining(
  'wj',
  windowed,
  'For each row of the left table, aggregates over the rows of the right that are equal in all matching columns but the last and lie within `window`, a pair of distances, of it in the last. With window 0:0, since the previous row of the left.',
  [
    [
      'l = table(5 9 as t)\nr = table(1 5 8 as t, 10 20 30 as v)\nwj(l, r, -4:0, <sum(v)>, `t)',
      't sum_v\n- -----\n5 30\n9 50',
    ],
  ],
)

export const pwj = joining(
  'pwj',
  windowed,
  'As wj, and where the right has no row at a window’s beginning, the last one before belongs to the window, too; where it has several, only the last of them does.',
  [
    [
      'l = table([9] as t)\nr = table(1 5 8 as t, 10 20 30 as v)\npwj(l, r, -2:0, <first(v)>, `t)',
      't first_v\n- -------\n9 20',
    ],
  ],
)
