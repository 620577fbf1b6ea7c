import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { scriptFiles } from '../../runtime/script-files.ts'
import { bool, NOTHING, NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { bools } from '../../values/vectors/fixed-vector.ts'
import { text, texts, truth } from '../argument.ts'
import { define } from '../define.ts'

// Functions about what names stand for: variables of the session, shared ones, definitions.

const kinds = ['VAR', 'SHARED', 'DEF']

function kindNamed(value: Value | undefined, usage: string): string {
  const kind = text(value, usage, 'objType', 'VAR').toUpperCase()
  if (kinds.includes(kind)) return kind
  throw new ScriptError(`Usage: ${usage}. objType should be VAR, SHARED or DEF, not ${kind}.`)
}

export const undef = define({
  name: 'undef',
  signature: 'undef(obj, [objType=VAR])',
  kind: 'system',
  doc: 'Forgets variables (VAR), shared variables (SHARED) or functions (DEF) by name; all, or the name "all", means all of them. Names in one script are resolved before it runs, so a name that is to mean something else afterwards needs `go` in between.',
  examples: [
    ['x = 1\nundef("x")\ndefined("x")', 'false'],
    ['x = 1\nundef(all)\ndefined("x")', 'false'],
  ],
  run: (context, names, type) => {
    const usage = 'undef(obj, [objType=VAR])'
    const kind = kindNamed(type, usage)
    const everything = names instanceof Callable && names.name === 'all'
    for (const name of everything ? ['all'] : texts(names, usage, 'obj')) {
      context.evaluator.undefine(name.toLowerCase() === 'all' ? null : name, kind)
    }
    return NOTHING
  },
})

function isDefined(context: Context, name: string, kind: string): boolean {
  if (kind === 'VAR') return context.variables.has(name)
  if (kind === 'SHARED') return context.shared.has(name)
  return context.evaluator.findFunction(name) !== undefined
}

export const defined = define({
  name: 'defined',
  signature: 'defined(names, [type=VAR])',
  kind: 'system',
  doc: 'Whether there are variables (VAR), shared variables (SHARED) or functions (DEF) of these names.',
  examples: [
    ['x = 1\ndefined("x")', 'true'],
    ['defined(["sum", "nosuch"], DEF)', '[true,false]'],
  ],
  run: (context, names, type) => {
    const usage = 'defined(names, [type=VAR])'
    const kind = kindNamed(type, usage)
    const known = texts(names, usage, 'names').map(name => isDefined(context, name, kind))
    return names instanceof Scalar ? bool(known[0]!) : bools(known)
  },
})

/** Makes a value visible to all sessions of the node under a name. @throws ScriptError when it has another one. */
export function shareAs(context: Context, value: Value, name: string): void {
  if (value instanceof Table) {
    if (value.sharedName !== null && value.sharedName !== name) {
      throw new ScriptError(`The table is shared already, as ${value.sharedName.trim()}.`)
    }
    value.sharedName = name
  }
  context.shared.set(name, value)
}

export const share = define({
  name: 'share',
  signature: 'share(table, sharedName, [database], [dbName], [partitionColumn], [readonly=false])',
  kind: 'system',
  mutates: [0],
  doc: 'Makes a table, or a streaming engine, visible to all sessions of the node. Changes are then made in place, for everybody.',
  examples: [['share(table(1 2 as id), "numbers")\nexec sum(id) from objByName("numbers")', '3']],
  run: (context, value, name, database, _dbName, _column, readonly) => {
    const usage = 'share(table, sharedName, …)'
    if (database !== undefined && database !== NULL) {
      throw new ScriptError('share: sharing a part of a distributed table is not supported.')
    }
    truth(readonly, usage, 'readonly', false)
    shareAs(context, value!, text(name, usage, 'sharedName'))
    return NOTHING
  },
})

export const run = define({
  name: 'run',
  signature: 'run(scriptFile, [newSession=false], [clean=true])',
  kind: 'system',
  doc: 'Runs a script from a file of the node, in this session.',
  examples: [
    ['saveTextFile("answer = 6 * 7", "answer.dos"); run("answer.dos", clean=false); go; answer', '42'],
  ],
  run: (context, file) => {
    const { text: script } = context.service(scriptFiles).read(text(file, 'run(scriptFile)', 'scriptFile'))
    return context.evaluator.run(script) ?? NOTHING
  },
})

export const runScript = define({
  name: 'runScript',
  signature: 'runScript(script)',
  kind: 'system',
  doc: 'Runs a script given as text, in this session; what it defines is known after the next `go`.',
  examples: [['runScript("x = 6 * 7"); objByName("x")', '42']],
  run: (context, script) => context.evaluator.run(text(script, 'runScript(script)', 'script')) ?? NOTHING,
})
