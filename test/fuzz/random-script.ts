/** Random scripts: tokens in any order, sentences of the language, and real scripts with something changed. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readSections } from '../scenario.ts'
import type { Random } from './random.ts'
import { randomScalar, randomValue, randomVector } from './random-value.ts'

const words = ['x', 'y', 't', 'id', 'sum', 'add', 'each', 'max', 'table', 'sin', 'nosuch']
const keywords =
  'select exec from where group by context pivot order limit top having csort asc desc insert into values update set delete def defg return if else for in while do break continue try catch throw class share as use module go timer assert undef create table alter drop case when then end with union all distinct over partition rows range between preceding following unbounded current row nulls first last and or not like is null inner left right full cross join on const mutable'.split(
    ' ',
  )
const marks =
  '+ - * / \\ % ** == != <> < <= > >= = += -= *= /= \\= & | ^ << >> && || ! .. : :: , ; . @ # $ ? ( ) [ ] { } -> <- :E :L :P :U ` " \' _$ _$$ // /* */ \n \t'.split(
    ' ',
  )

/** Tokens without any grammar. */
export function tokenSoup(random: Random): string {
  const token = () => {
    switch (random.below(5)) {
      case 0:
        return random.pick(keywords)
      case 1:
        return random.pick(marks)
      case 2:
        return randomScalar(random)
      case 3:
        return random.pick(words)
      default:
        return String.fromCharCode(random.oneIn(20) ? random.below(0x3000) : 32 + random.below(95))
    }
  }
  return random.times(1 + random.below(25), token).join(random.oneIn(3) ? '' : ' ')
}

const binary = '+ - * / \\ % == != < <= > >= && || & | ^ << >> .. : in like add mul pow join at'.split(' ')
const unary = ['-', '!', 'not ', 'sum ', 'abs ', 'isNull ', 'size ']
const calls = [
  'sum',
  'max',
  'avg',
  'sin',
  'add',
  'take',
  'rank',
  'cumsum',
  'prev',
  'string',
  'int',
  'size',
  'reverse',
  'each',
]

/** An expression that the grammar accepts. */
export function randomExpression(random: Random, depth = 3): string {
  const inner = () => randomExpression(random, depth - 1)
  if (depth <= 0) return random.oneIn(2) ? random.pick(['x', 'y', 't']) : randomScalar(random)
  switch (random.below(11)) {
    case 0:
      return randomValue(random)
    case 1:
      return `(${inner()})`
    case 2:
      return `${random.pick(unary)}${inner()}`
    case 3:
      return `${random.pick(calls)}(${random.times(random.below(4), inner).join(', ')})`
    case 4:
      return `(${inner()}).${random.pick(calls)}(${random.oneIn(2) ? inner() : ''})`
    case 5:
      return `(${inner()})[${inner()}]`
    case 6:
      return `((${inner()}) ? ${inner()} : ${inner()})`
    case 7:
      return `${random.pick(calls)}:${random.pick([...'EULRPOATCHVGX'])}(${random.times(1 + random.below(2), inner).join(', ')})`
    case 8:
      return `[${random.times(random.below(4), inner).join(', ')}]`
    case 9:
      return `{${random.pick(['x', 'a'])} -> ${inner()}}(${inner()})`
    default:
      return `${inner()} ${random.pick(binary)} ${inner()}`
  }
}

/** A query over the table t(id, s, v). */
export function randomQuery(random: Random): string {
  const column = () =>
    random.pick(['id', 's', 'v', 'v * 2', 'sum(v)', 'cumsum(v)', 'count(*)', 'prev(id)', 'x', '*', 'max(s)'])
  const maybe = (text: () => string) => (random.oneIn(2) ? ` ${text()}` : '')
  const head = `${random.pick(['select', 'exec'])} ${maybe(() => `top ${random.below(4)}`)}${random
    .times(1 + random.below(3), column)
    .join(
      ', ',
    )} from ${random.pick(['t', 't', 't', 'ej(t, t as u, `id)', '(select * from t)', 'lj(t, t as u, `s)'])}`
  const condition = () =>
    random.pick([
      'id > 1',
      's = `a',
      'v is null',
      'v > avg(v)',
      'id in 1 2',
      's like "a%"',
      randomExpression(random, 1),
    ])
  const key = () => random.pick(['s', 'id', 'v > 1', 'id % 2', 's, id'])
  return (
    head +
    maybe(() => `where ${condition()}`) +
    maybe(() => `${random.pick(['group by', 'context by', 'pivot by'])} ${key()}`) +
    maybe(() => `having ${condition()}`) +
    maybe(() => `order by ${random.pick(['id', 's desc', 'v asc nulls last', 'sum_v'])}`) +
    maybe(() => `limit ${random.pick(['1', '-1', '1, 2', '0', 'x'])}`)
  )
}

/** Statements, each of a kind that can't run for ever. */
export function randomStatement(random: Random, depth = 2): string {
  const block = () =>
    `{ ${random.times(random.below(3), () => randomStatement(random, depth - 1)).join('; ')} }`
  if (depth <= 0) return randomExpression(random, 2)
  switch (random.below(12)) {
    case 0:
      return `${random.pick(['x', 'y'])} = ${randomExpression(random)}`
    case 1:
      return `x[${randomExpression(random, 1)}] ${random.pick(['=', '+=', '-=', '*='])} ${randomExpression(random, 1)}`
    case 2:
      return `if (${randomExpression(random, 1)}) ${block()} else ${block()}`
    case 3:
      return `for (i in ${randomVector(random)}) ${block()}`
    case 4:
      return `try ${block()} catch (ex) { print ex }`
    case 5:
      return `def f(a, b = 1) { ${randomStatement(random, depth - 1)}; return ${randomExpression(random, 1)} }`
    case 6:
      return randomQuery(random)
    case 7:
      return random.pick([
        'update t set v = v + 1 where id > 1',
        'delete from t where id = 2',
        'insert into t values(9, `z, 1.5)',
      ])
    case 8:
      return `x, y = ${randomExpression(random, 1)}, ${randomExpression(random, 1)}`
    case 9:
      return `throw ${randomExpression(random, 1)}`
    case 10:
      return `print ${randomExpression(random)}`
    default:
      return randomExpression(random)
  }
}

/** What a script may rely on. */
export const preamble = 'x = 1 2 3\ny = 2.5\nt = table(1 2 3 as id, `a`b`a as s, 1.5 NULL 3 as v)\n'

/** A few statements after the preamble. */
export const randomScript = (random: Random) =>
  preamble + random.times(1 + random.below(3), () => randomStatement(random)).join('\n')

let corpus: string[] | undefined

/** The inputs of the scenario files. */
export function scenarioInputs(): string[] {
  const here = fileURLToPath(new URL('..', import.meta.url))
  corpus ??= globSync(`${here}{language,sql}/*.txt`)
    .sort()
    .flatMap(file => readSections(readFileSync(file, 'utf8')))
    .flatMap(section => section.cases.map(one => one.input))
  return corpus
}

/** A script from the scenario files with one to three changes, none of which can make a loop endless. */
export function mutatedScript(random: Random): string {
  let text = random.pick(scenarioInputs())
  for (let i = 1 + random.below(3); i > 0; i--) text = mutate(random, text)
  return /\b(while|do)\b/.test(text) ? text.replace(/\b(while|do)\b/g, 'if') : text
}

function mutate(random: Random, text: string): string {
  const at = random.below(text.length + 1)
  const length = 1 + random.below(6)
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length)
    case 1:
      return text.slice(0, at) + random.pick([...keywords, ...marks, ...words]) + text.slice(at)
    case 2:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at)
    case 3:
      return text.slice(0, at) + random.pick(scenarioInputs()).slice(0, 20)
    case 4:
      return `${text.slice(0, at)} ${randomScalar(random)} ${text.slice(at + length)}`
    default:
      return text.slice(0, at)
  }
}
