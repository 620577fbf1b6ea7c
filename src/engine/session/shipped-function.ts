import { print } from '../../../grammar/print/print.ts'
import { namesIn, visit } from '../../compiler/free-names.ts'
import { Builtin } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import { Code } from '../../values/forms/code.ts'
import { SystemObject } from '../../values/forms/system-object.ts'
import { Table } from '../../values/forms/table.ts'
import { own } from '../../values/ownership.ts'
import { fromTransferable, type Transferable, toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'

/** A value on its way to another session: functions as what makes them anew. */
export type ShippedValue =
  | { readonly is: 'value'; readonly value: Transferable }
  /** Built in, everybody's, or among the definitions. */
  | { readonly is: 'named'; readonly name: string }
  /** A table that all sessions of the node share, under that name. */
  | { readonly is: 'shared'; readonly name: string }
  /** A handle of something that every session can find. */
  | { readonly is: 'origin'; readonly script: string }
  | { readonly is: 'tuple'; readonly items: readonly ShippedValue[] }
  /** Metacode, and the variables of the session or function that its names mean. */
  | {
      readonly is: 'code'
      readonly text: string
      readonly captured: readonly (readonly [name: string, value: ShippedValue])[]
    }
  | {
      readonly is: 'lambda'
      readonly text: string
      readonly captured: readonly (readonly [name: string, value: ShippedValue])[]
    }
  | {
      readonly is: 'partial'
      readonly callee: ShippedValue
      readonly fixed: readonly (ShippedValue | null)[]
    }

/** A function that can be called in any session of any node, with the functions it needs. */
export interface ShippedFunction {
  /** Scripts that define what is needed, in order. */
  readonly definitions: readonly string[]
  readonly callee: ShippedValue
}

/** Shares a table, if it isn't, and gives the name. */
export type ShareTable = (table: Table) => string

/**
 * The function ready to be sent. Tables go as copies; with `share`, for a session of this node, as themselves.
 * @throws ScriptError when it is only declared, or of a kind that can't be sent.
 */
export function shipped(
  context: Context,
  callee: Callable,
  share: ShareTable | null = null,
): ShippedFunction {
  const packer = new Packer(context, share)
  const root = packer.pack(callee)
  return { definitions: packer.definitions, callee: root }
}

/** The function in this session, whose own functions of the same names give way. @throws ScriptError */
export function unshipped(context: Context, { definitions, callee }: ShippedFunction): Callable {
  for (const text of definitions) context.evaluator.run(text)
  const made = unpacked(context, callee)
  if (made instanceof Callable) return made
  throw new ScriptError('A function is expected, not a value.')
}

class Packer {
  readonly definitions: string[] = []
  readonly #context: Context
  readonly #share: ShareTable | null
  readonly #done = new Set<string>()
  readonly #open = new Set<string>()

  constructor(context: Context, share: ShareTable | null) {
    this.#context = context
    this.#share = share
  }

  pack(value: Value): ShippedValue {
    if (value instanceof PartialFunction) {
      const fixed = value.fixed.map(each => (each === undefined ? null : this.pack(each)))
      return { is: 'partial', callee: this.pack(value.callee), fixed }
    }
    if (value instanceof Builtin) return { is: 'named', name: value.name }
    if (value instanceof UserFunction) return this.#packOwn(value)
    if (value instanceof Callable) {
      // A function view.
      if (this.#context.evaluator.findFunction(value.name)?.name === value.name)
        return { is: 'named', name: value.name }
      throw new ScriptError(`${value.describe()} can't be sent to another thread.`)
    }
    if (value instanceof Table && this.#share) return { is: 'shared', name: this.#share(value) }
    if (value instanceof Code) return this.#packCode(value)
    if (value instanceof RemoteTable || value instanceof SystemObject) {
      const script = value.origin()
      if (script !== null) return { is: 'origin', script }
    }
    if (value instanceof Tuple && value.items.some(isNoPlainValue))
      return { is: 'tuple', items: value.items.map(item => this.pack(item)) }
    return { is: 'value', value: toTransferable(value) }
  }

  #packCode({ node, lookup, unbound }: Code): ShippedValue {
    const captured: [string, ShippedValue][] = []
    for (const name of namesIn(node)) {
      if (unbound?.(name)) continue
      const value = lookup?.(name) ?? this.#context.variables.get(name)
      if (value !== undefined) captured.push([name, this.pack(value)])
      else {
        const found = this.#context.evaluator.findFunction(name)
        if (found instanceof UserFunction) this.#define(found)
      }
    }
    return { is: 'code', text: print(node), captured }
  }

  #packOwn(own: UserFunction): ShippedValue {
    const { name } = own.header
    if (name === '') {
      this.#needs(own)
      const captured = [...own.captured].map(([key, value]) => [key, this.pack(value)] as const)
      return { is: 'lambda', text: own.header.text, captured }
    }
    this.#define(own)
    return { is: 'named', name }
  }

  #define(own: UserFunction): void {
    const { name, text, body, parameters } = own.header
    if (this.#done.has(name)) return
    if (own.code === null || body === null) {
      throw new ScriptError(`Function <${name}> is declared but not defined yet.`, { refId: 'S06007' })
    }
    // Functions that call each other: the one that comes later is declared before.
    if (this.#open.has(name)) {
      this.definitions.push(`def ${name}(${parameters.list.map(each => each.name).join(', ')})`)
      return
    }
    this.#open.add(name)
    this.#needs(own)
    this.#open.delete(name)
    this.#done.add(name)
    this.definitions.push(text)
  }

  // The session's functions that stand in the body by name.
  #needs(own: UserFunction): void {
    if (own.header.body === null) return
    const names = new Set<string>()
    visit(own.header.body, node => {
      if (node.kind === 'name' && node.qualifiers.length === 0) names.add(node.name)
    })
    for (const name of names) {
      if (name === own.header.name) continue
      const found = this.#context.evaluator.findFunction(name)
      if (found instanceof UserFunction) this.#define(found)
    }
  }
}

const isNoPlainValue = (value: Value): boolean =>
  value instanceof Callable ||
  value instanceof Code ||
  value instanceof Table ||
  value instanceof RemoteTable ||
  value instanceof SystemObject ||
  (value instanceof Tuple && value.items.some(isNoPlainValue))

/** The same with other forms of its plain values. */
export function mapShipped(
  shipped: ShippedValue,
  change: (value: Transferable) => Transferable,
): ShippedValue {
  const named = (captured: readonly (readonly [string, ShippedValue])[]) =>
    captured.map(([name, value]) => [name, mapShipped(value, change)] as const)
  switch (shipped.is) {
    case 'value':
      return { is: 'value', value: change(shipped.value) }
    case 'named':
    case 'shared':
    case 'origin':
      return shipped
    case 'tuple':
      return { is: 'tuple', items: shipped.items.map(item => mapShipped(item, change)) }
    case 'code':
    case 'lambda':
      return { ...shipped, captured: named(shipped.captured) }
    case 'partial':
      return {
        is: 'partial',
        callee: mapShipped(shipped.callee, change),
        fixed: shipped.fixed.map(each => each && mapShipped(each, change)),
      }
  }
}

function unpackedCode(context: Context, { text, captured }: Extract<ShippedValue, { is: 'code' }>): Code {
  const made = context.evaluator.run(`<${text}>`)
  if (!(made instanceof Code)) throw new ScriptError(`${text} is no metacode.`)
  const values = new Map(captured.map(([name, value]) => [name, unpacked(context, value)]))
  return values.size === 0 ? made : new Code(made.node, name => values.get(name) ?? made.lookup?.(name))
}

function unpacked(context: Context, shipped: ShippedValue): Value {
  switch (shipped.is) {
    case 'origin': {
      const made = context.evaluator.run(shipped.script)
      if (made !== undefined) return made
      throw new ScriptError(`${shipped.script} gives nothing.`)
    }
    case 'shared': {
      const table = context.shared.lent?.(shipped.name)
      if (table) return table
      throw new ScriptError(`The shared table ${shipped.name} is no longer there.`)
    }
    case 'tuple':
      return new Tuple(shipped.items.map(item => unpacked(context, item)))
    case 'code':
      return unpackedCode(context, shipped)
    case 'value':
      return fromTransferable(shipped.value)
    case 'named': {
      const found = context.evaluator.findFunction(shipped.name)
      if (found) return found
      throw new ScriptError(`Can't recognize function name ${shipped.name}`)
    }
    case 'lambda': {
      for (const [name, value] of shipped.captured) context.variables.set(name, unpacked(context, value))
      const made = context.evaluator.run(`(${shipped.text})`)
      if (made instanceof Callable) return made
      throw new ScriptError(`${shipped.text} is no function.`)
    }
    case 'partial': {
      // The function may change them, and finds that at its next call.
      const fixed = shipped.fixed.map(each => (each === null ? undefined : own(unpacked(context, each))))
      return new PartialFunction(unpacked(context, shipped.callee) as Callable, fixed)
    }
  }
}
