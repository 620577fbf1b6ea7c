import type { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isTemporal, STRING } from '../../values/data-type.ts'
import { Code } from '../../values/forms/code.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { NULL, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { parsed } from './syntax.ts'

// What queries in other dialects of SQL call: Oracle's and MySQL's functions, by their names in lower case.

export type Dialect = 'ddb' | 'oracle' | 'mysql'

const call = (context: Context, name: string, ...args: Value[]): Value =>
  context.evaluator.findFunction(name)!.invoke(context, args)

const isMoment = (value: Value) => isTemporal((value as { type: Parameters<typeof isTemporal>[0] }).type)

// Oracle's letters in formats of moments, the longer ones first.
const momentParts: readonly (readonly [RegExp, string])[] = [
  [/yyyy/gi, 'yyyy'],
  [/hh24/gi, 'HH'],
  [/hh12|hh/g, 'hh'],
  [/HH12|HH(?!24)/g, 'hh'],
  [/\bmi\b|MI/gi, 'mm'],
  [/mon/gi, 'MMM'],
  [/dd/gi, 'dd'],
  [/ss/gi, 'ss'],
]

function momentFormat(oracles: string): string {
  // Months are written as minutes are here, so they are put aside first.
  const marked = oracles.replace(/mm/gi, '\u0001')
  return momentParts
    .reduce((format, [part, ours]) => format.replace(part, ours), marked)
    .replaceAll('\u0001', 'MM')
}

const toChar = define({
  name: 'to_char',
  signature: 'to_char(X, [format])',
  kind: 'elementwise',
  doc: 'Numbers and moments as text.',
  examples: [],
  run: (context, x, format) => {
    if (format === undefined) return call(context, 'string', x!)
    const wanted = text(format, 'to_char(X, [format])', 'format')
    if (isMoment(x!)) return call(context, 'temporalFormat', x!, string(momentFormat(wanted)))
    return call(context, 'format', x!, string(wanted.replaceAll('9', '#').replace(/#(?=\.|$)/, '0')))
  },
})

const toDate = define({
  name: 'to_date',
  signature: 'to_date(X, [format])',
  kind: 'elementwise',
  doc: 'The dates that texts tell.',
  examples: [],
  run: (context, x, format) => {
    if (format === undefined) return call(context, 'date', x!)
    const wanted = momentFormat(text(format, 'to_date(X, [format])', 'format'))
    return call(context, 'temporalParse', x!, string(wanted))
  },
})

const begins: Readonly<Record<string, string>> = {
  yyyy: 'yearBegin',
  year: 'yearBegin',
  q: 'quarterBegin',
  mm: 'monthBegin',
  month: 'monthBegin',
  dd: 'date',
}

const trunc = define({
  name: 'trunc',
  signature: 'trunc(X, [part])',
  kind: 'elementwise',
  doc: 'Numbers without decimals beyond so many; the begin of the day, month, quarter or year of moments.',
  examples: [],
  run: (context, x, part) => {
    const usage = 'trunc(X, [part])'
    if (isMoment(x!)) {
      const unit = text(part, usage, 'part', 'dd').toLowerCase()
      const begin = begins[unit]
      if (!begin) throw new ScriptError(`Usage: ${usage}. part should be a unit such as MM, not ${unit}.`)
      return call(context, begin, x!)
    }
    const scale = string(`1e${integer(part, usage, 'part', 0)}`)
    const factor = call(context, 'double', scale)
    const whole = call(context, 'floor', call(context, 'mul', call(context, 'abs', x!), factor))
    const cut = call(context, 'ratio', whole, factor)
    return call(context, 'mul', cut, call(context, 'signum', x!))
  },
})

const decode = define({
  name: 'decode',
  signature: 'decode(X, search, result, [more], ...)',
  kind: 'elementwise',
  doc: 'The result behind the search that X equals, else the last argument if it has no search.',
  examples: [],
  run: (context, x, ...rest) => {
    const pairs = Math.floor(rest.length / 2)
    let chosen: Value = (rest.length % 2 === 1 ? rest.at(-1) : undefined) ?? NULL
    for (let i = pairs - 1; i >= 0; i--) {
      const equal = call(context, 'eq', x!, rest[2 * i]!)
      chosen = call(context, 'iif', equal, rest[2 * i + 1]!, chosen)
    }
    return chosen
  },
})

const asciistr = define({
  name: 'asciistr',
  signature: 'asciistr(X)',
  kind: 'elementwise',
  doc: 'Texts whose letters beyond ASCII are told by their numbers.',
  examples: [],
  run: (_, x) => {
    const told = (letter: string) => `\\${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
    const of = (whole: string) => whole.replace(/[^\0-\x7f]/g, told)
    return applyToTexts({ name: 'asciistr', result: STRING, of }, x!)
  },
})

const replace = define({
  name: 'replace',
  signature: 'replace(X, pattern, [replacement])',
  kind: 'elementwise',
  doc: 'Texts in which a part is replaced by another, or taken out.',
  examples: [],
  run: (context, x, pattern, replacement) =>
    call(context, 'strReplace', x!, pattern!, replacement ?? string('')),
})

const sysdate = define({
  name: 'sysdate',
  signature: 'sysdate()',
  kind: 'system',
  doc: 'The current date.',
  examples: [],
  run: context => call(context, 'today'),
})

// Those without branches are written in the language itself.
const oracle: Readonly<Record<string, Callable | string>> = {
  asciistr,
  concat: 'def(x, y){ return string(x) + string(y) }',
  decode,
  instr: 'def(x, y){ return strpos(x, y) + 1 }',
  length: 'def(x){ return strlenu(string(x)) }',
  listagg: 'defg(x, y){ return concat(string(x), y) }',
  nvl: 'def(x, y){ return iif(isNull(x), y, x) }',
  nvl2: 'def(x, y, z){ return iif(isNull(x), z, y) }',
  regexp_like: 'def(x, y){ return regexFind(x, y) >= 0 }',
  replace,
  to_char: toChar,
  to_date: toDate,
  to_number: 'def(x){ return double(x) }',
  trunc,
  wm_concat: 'defg(x){ return concat(string(x), ",") }',
}

const known: Readonly<Record<Dialect, Readonly<Record<string, Callable | string>>>> = {
  ddb: {},
  oracle,
  mysql: { sysdate },
}

/** The function that a name means in a dialect, in whatever case it is written; undefined: what it means here. */
export function dialectFunction(context: Context, dialect: Dialect, name: string): FunctionValue | undefined {
  const lower = name.toLowerCase()
  const found = Object.hasOwn(known[dialect], lower) ? known[dialect][lower] : undefined
  if (typeof found !== 'string') return found
  const made = context.evaluator.evaluate(new Code(parsed(found)))
  return made instanceof FunctionValue ? made : undefined
}
