import { print } from '../../grammar/print/print.ts'
import type { Block, Expression, MapReduce } from '../../grammar/tree/ast.ts'
import { display } from '../values/format/format.ts'
import { NOTHING } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { type Arguments, Callable } from './callable.ts'
import type { Context } from './context.ts'
import type { Parameters } from './parameters.ts'
import { ScriptError } from './script-error.ts'

/** Holds a variable that a function may rebind: how `mutable` parameters are passed. */
export interface Cell {
  v: Value
}

/** A compiled function: context, then arguments by place; a Cell where the parameter is mutable. */
export type ScriptCode = (context: Context, ...args: (Value | Cell | undefined)[]) => Value

/** What is known of a function before it runs. */
export interface FunctionHeader {
  /** Empty for a lambda. */
  readonly name: string
  readonly parameters: Parameters
  readonly aggregate: boolean
  /** Which parameters are `mutable`, by place. */
  readonly mutable: readonly boolean[]
  /** The text that defines it, such that it can be compiled anew in another session. */
  readonly text: string
  readonly body: Expression | Block | null
}

/** A function written in a script. Holds nothing of a session, so any context may call it. */
export class UserFunction extends Callable {
  readonly header: FunctionHeader
  /** Values of the variables around a lambda, as they were when it was made, by name. */
  readonly captured: ReadonlyMap<string, Value>
  /** Null while it is only declared. */
  code: ScriptCode | null
  /** How it is computed over partitions, if a script said so with `mapr`. */
  mapReduce: MapReduce | null = null
  readonly #anyMutable: boolean

  constructor(
    header: FunctionHeader,
    code: ScriptCode | null,
    captured: ReadonlyMap<string, Value> = new Map(),
  ) {
    super()
    this.header = header
    this.code = code
    this.captured = captured
    this.#anyMutable = header.mutable.includes(true)
  }

  get name(): string {
    return this.header.name
  }

  get parameters(): Parameters {
    return this.header.parameters
  }

  get aggregate(): boolean {
    return this.header.aggregate
  }

  isMutable(place: number): boolean {
    return this.header.mutable[place] ?? false
  }

  invoke(context: Context, args: Arguments): Value {
    const { name, parameters } = this.header
    parameters.check(name, args.length)
    const code = this.code
    if (code === null) {
      throw new ScriptError(`Function <${name}> is declared but not defined yet.`, { refId: 'S06007' })
    }
    const given = args.includes(undefined) ? args.map((value, place) => this.#given(value, place)) : args
    if (this.#anyMutable) return code(context, ...given.map((value, place) => this.#passed(value, place)))
    if (given.length === 1) return code(context, given[0])
    if (given.length === 2) return code(context, given[0], given[1])
    return code(context, ...given)
  }

  // What is left out has its default, or else is nothing.
  #given(value: Value | undefined, place: number): Value | undefined {
    return value === undefined && !this.header.parameters.list[place]!.optional ? NOTHING : value
  }

  #passed(value: Value | undefined, place: number): Value | Cell | undefined {
    return this.header.mutable[place] && value !== undefined ? { v: value } : value
  }

  describe(): string {
    const { name, text, parameters, body } = this.header
    if (this.captured.size === 0 || body === null) return name || text
    // What it captured shows as arguments that come first and are fixed.
    const names = [...this.captured.keys(), ...parameters.list.map(parameter => parameter.name)]
    const values = [...this.captured.values()].map(value => display(value))
    const code = body.kind === 'block' ? print(body) : `->${print(body)}`
    return `{def (${names.join(', ')})${code}}{${values.join(',')}}`
  }
}
