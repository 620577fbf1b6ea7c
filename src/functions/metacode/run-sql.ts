import { parse } from '../../../grammar/parser.ts'
import type { Expression, Node, Statement } from '../../../grammar/tree/ast.ts'
import { rewrite } from '../../../grammar/tree/children.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { type Dialect, dialectFunction } from './dialects.ts'
import { callNode, nameNode } from './syntax.ts'

const usage = "runSQL(X, [sqlStd='ddb'], [variables])"

const definitions: readonly string[] = [
  'createDatabase',
  'createTable',
  'dropDatabase',
  'dropTable',
  'alterTable',
  'truncateTable',
]
const changes: readonly string[] = ['insertInto', 'update', 'delete']

function dialectOf(value: Value | undefined): Dialect {
  const left = value === undefined || (value instanceof Scalar && value.isNull)
  const named = left ? 'ddb' : text(value, usage, 'sqlStd').toLowerCase()
  if (named === 'ddb' || named === 'oracle' || named === 'mysql') return named
  throw new ScriptError(`Usage: ${usage}. sqlStd should be ddb, oracle or mysql, not ${named}.`)
}

/** Without the comments that two dashes begin, where these stand in no string. */
const withoutDashed = (script: string) =>
  script.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|--[^\n]*/g, piece =>
    piece.startsWith('--') ? '' : piece,
  )

function statementsOf(script: string, dialect: Dialect): readonly Statement[] {
  const source = dialect === 'oracle' ? withoutDashed(script) : script
  const { script: tree, errors } = parse(source)
  const [error] = errors
  if (error) throw new ScriptError(error.message).at(source, error.span)
  const forbidden = dialect === 'ddb' ? definitions : [...definitions, ...changes]
  if (tree.statements.some(({ kind }) => forbidden.includes(kind))) {
    const what = dialect === 'ddb' ? 'define tables or databases' : 'change or define tables'
    throw new ScriptError(`runSQL: scripts in ${dialect} can't ${what}.`)
  }
  return tree.statements
}

/** A tree in which what the dialect means otherwise is bound to names that no script can write. */
function translated(
  context: Context,
  dialect: Dialect,
  statement: Statement,
  bound: Map<string, Value>,
): Statement {
  const bind = (name: string): Expression | null => {
    const meant = dialectFunction(context, dialect, name)
    if (!meant) return null
    const key = `\u0001${name.toLowerCase()}`
    bound.set(key, meant)
    return nameNode(key)
  }
  return rewrite(statement, (node: Node): Node => {
    if (node.kind === 'call' && node.callee.kind === 'name') {
      const callee = bind(node.callee.name)
      return callee ? { ...node, callee } : node
    }
    if (dialect === 'oracle' && node.kind === 'binary' && node.operator === '||') {
      return callNode(bind('concat')!, [node.left, node.right])
    }
    return node
  })
}

export const runSQL = define({
  name: 'runSQL',
  signature: usage,
  kind: 'system',
  doc: "Runs a script that may name the keys of variables, a dictionary, as if they were variables: so nothing need be pasted into it. sqlStd 'oracle' and 'mysql' read some functions, operators and comments as these databases do.",
  examples: [
    [
      't = table(1..4 as id); exec id from runSQL("select * from t where id > least", , {"least": 2})',
      '[3,4]',
    ],
    ['runSQL("nvl(1 NULL, 5)", "oracle")', '[1,5]'],
    ['runSQL("string(1 2) || \'x\'", "oracle")', '["1x","2x"]'],
  ],
  run: (context, script, std, variables) => {
    const dialect = dialectOf(std)
    const none = variables === undefined || (variables instanceof Scalar && variables.isNull)
    if (!none && !(variables instanceof Dictionary)) {
      throw wrongArgument(usage, 'variables', 'a dictionary of variables', variables)
    }
    const given = none ? null : (variables as Dictionary)
    const bound = new Map<string, Value>()
    const lookup = (name: string) => bound.get(name) ?? given?.get(name)
    let last: Value = NOTHING
    for (const statement of statementsOf(text(script, usage, 'X'), dialect)) {
      const node = translated(context, dialect, statement, bound)
      last = context.evaluator.evaluate(
        new Code(node.kind === 'expressionStatement' ? node.value : node, lookup),
      )
    }
    return last
  },
})
