import { nearest } from '../../base/nearest-name.ts'

// biome-ignore format: a line for each meaning
const meanings: readonly (readonly [here: string, elsewhere: string])[] = [
  ['size(X)', 'len length'],
  ['strlen(X)', 'nchar'],
  ['X.append!(Y)', 'append push push_back'],
  ['use module', 'import require'],
  ['select … from t', 'from'],
  ['NULL', 'none nil undefined nan na'],
  ['true', 'true'],
  ['false', 'false'],
  ['x -> x + 1', 'lambda'],
  ['def f(x) { … }', 'function func fn proc'],
  ['else if (…) { … }', 'elif elseif elsif'],
  ['try { … } catch(e) { … }', 'except'],
  ['0..9, til(10)', 'range arange xrange'],
  ['(1, `a), [1, 2]', 'list'],
  ['each(f, X)', 'map apply sapply lapply foreach'],
  ['X[X > 1]', 'filter'],
  ['typestr(X), type(X)', 'typeof'],
  ['print(X)', 'println printf echo puts console'],
  ['string(X)', 'str tostring to_string'],
  ['int(X)', 'parseint to_number'],
  ['double(X)', 'parsefloat float64'],
  ['isNull(X)', 'isna isnan isnull is_null'],
  ['isValid(X)', 'notna notnull'],
  ['nullFill(X, Y)', 'ifnull nvl fillna'],
  ['distinct(X)', 'unique'],
  ['percentChange(X)', 'pct_change'],
  ['deltas(X)', 'diff'],
  ['move(X, steps)', 'shift'],
  ['imax(X)', 'argmax idxmax'],
  ['imin(X)', 'argmin idxmin'],
  ['substr(X, offset, length)', 'substring slice'],
  ['temporalFormat(X, format)', 'strftime date_format to_char'],
  ['temporalParse(X, format)', 'strptime to_date to_timestamp'],
  ['month(X), bar(X, 1d)', 'date_trunc'],
  ['saveText(t, filename)', 'to_csv write_csv'],
  ['loadText(filename)', 'read_csv'],
  ['table(1 2 as id, 3 4 as x)', 'dataframe'],
  ['select * from t order by x', 'sort_values'],
  ['select count(*) from t group by x', 'value_counts'],
  ['schema(t)', 'describe desc info'],
  ['getDFSDatabases(), getTables(db)', 'show'],
  ['transaction { … }', 'begin commit rollback'],
  ['take(0, n)', 'zeros'],
  ['take(1, n)', 'ones'],
  ['X$INT, cast(X, INT)', 'astype'],
  ['iif(X > 0, Y, Z)', 'ifelse'],
  ['?f', 'help man'],
  ['.quit', 'exit quit'],
  ['concat(X, separator)', 'string_agg group_concat'],
  ['ej(t1, t2, `id), select … from t1 inner join t2 on t1.id = t2.id', 'merge'],
  ['rand(X, count)', 'random randint'],
  ['inverse(X)', 'inv'],
]

/** What is written here for a name that other languages have: code, which needs no translation. */
export const writtenHere: ReadonlyMap<string, string> = new Map(
  meanings.flatMap(([here, elsewhere]) => elsewhere.split(' ').map(name => [name, here] as const)),
)

/** Words that statements begin with: a misspelt one is read as a name. */
// biome-ignore format: a list is read as lines of words
export const beginnings = [
  'select', 'exec', 'update', 'delete', 'insert', 'return', 'while', 'throw', 'assert', 'share', 'const',
]

/** The hint for a name that means nothing: what it is called here, or the one of `candidates` that is nearest to it. */
export function adviceOnName(name: string, candidates: Iterable<string>): string | undefined {
  const here = writtenHere.get(name.toLowerCase())
  if (here !== undefined) return `Here that is written ${here}`
  const likely = nearest(name, candidates)
  return likely === undefined || likely === name ? undefined : `Did you mean ${likely}?`
}
