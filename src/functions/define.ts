import type { AggregateName } from '../kernels/aggregates/aggregate.ts'
import { type Arguments, Callable } from '../runtime/callable.ts'
import type { Context } from '../runtime/context.ts'
import type { Parameters } from '../runtime/parameters.ts'
import { NULL } from '../values/forms/scalar.ts'
import { changing, Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { parseSignature } from './signature.ts'

/** Rows of a table told apart by group: `codes[i]` is row i's group, 0 ≤ code < count. */
export interface Groups {
  readonly codes: Int32Array
  readonly count: number
  /** The first row of each group, unless some are empty. */
  readonly firstRows?: Int32Array
  /** Rows in order of group: group g has rows order[offsets[g]] … order[offsets[g + 1] − 1]. Made when first asked for. */
  readonly order: Int32Array
  readonly offsets: Int32Array
}

/** How partitions' results become one: the partial aggregates, how each merges, and the value they give. */
export interface Distribution {
  /** Aggregates computed in each partition, with the same arguments. */
  readonly partials: readonly string[]
  /** What merges each of them; same length. */
  readonly merges: readonly string[]
  /** From merged columns to the result, a row a group. */
  readonly finish: (context: Context, merged: readonly Vector[]) => Vector
}

/**
 * elementwise: each element by itself. aggregate: a column to one value. series: same length, but rows depend on
 * their neighbours or order (cumsum, mavg, prev, rank): SQL may not split or reorder them. table: makes or changes
 * tables. template: takes functions. system: everything else.
 */
export type FunctionKind = 'elementwise' | 'aggregate' | 'series' | 'table' | 'template' | 'system'

/** The one declaration of a built-in; completion, help, arity errors, docs and tests derive from it. */
export interface FunctionDef {
  readonly name: string
  readonly aliases?: readonly string[]
  /** As users read it; see parseSignature. */
  readonly signature: string
  readonly kind: FunctionKind
  /** What it gives, in a sentence or two; then whatever surprises. */
  readonly doc: string
  /** Script, and what its last statement prints. Every one is a test. */
  readonly examples: readonly (readonly [source: string, prints: string])[]
  /** Places of parameters that it changes in place (`append!`: [0]). */
  readonly mutates?: readonly number[]
  /**
   * For functions that care what their arguments are called (`table(x, y as z)`): instead of `run`, with the alias of
   * each argument, else the name of the variable or column that it is, else null.
   */
  readonly runNamed?: (
    context: Context,
    names: readonly (string | null)[],
    args: readonly (Value | undefined)[],
  ) => Value
  /** Arguments left out are undefined; defaults are the implementation's. */
  readonly run: (context: Context, ...args: (Value | undefined)[]) => Value
  /** Aggregates: one value a group in one pass; undefined where only `run` on each group's rows will do. */
  readonly grouped?: (args: readonly (Value | undefined)[], groups: Groups) => Vector | undefined
  /** Aggregates: one value for each range of rows starts[r] … ends[r] − 1, which may overlap; undefined as above. */
  readonly ranges?: (
    args: readonly (Value | undefined)[],
    starts: Int32Array,
    ends: Int32Array,
  ) => Vector | undefined
  /** Aggregates that are one kernel and no more, so that several can share a pass over the rows. */
  readonly kernel?: AggregateName
  /** Series: the function within each segment offsets[g] … offsets[g + 1] − 1; undefined as above. */
  readonly segmented?: (args: readonly (Value | undefined)[], offsets: Int32Array) => Vector | undefined
  /** Aggregates that can be computed partition by partition. */
  readonly distribution?: Distribution
}

/** A built-in function. */
export class Builtin extends Callable {
  readonly definition: FunctionDef
  readonly name: string
  #parameters: Parameters | null = null

  constructor(definition: FunctionDef) {
    super()
    this.definition = definition
    this.name = definition.name
  }

  // Parsed when first needed: there are many hundred built-ins, and a script uses ten.
  get parameters(): Parameters {
    return (this.#parameters ??= parseSignature(this.definition.signature))
  }

  get aggregate(): boolean {
    return this.definition.kind === 'aggregate'
  }

  isMutable(place: number): boolean {
    return this.definition.mutates?.includes(place) ?? false
  }

  invoke(context: Context, args: Arguments): Value {
    this.parameters.check(this.name, args.length)
    return this.definition.run(context, ...this.#filled(args))
  }

  // A place that was left blank and has no default holds the null, as in compiled calls.
  #filled(args: Arguments): Arguments {
    const { least, list } = this.parameters
    for (let i = 0; i < least; i++) {
      if (args[i] === undefined && list[i]?.optional === false) {
        return args.map((arg, place) => arg ?? (list[place]?.optional === false ? NULL : undefined))
      }
    }
    return args
  }

  describe(): string {
    return this.name
  }
}

/** Makes a built-in from its declaration. */
export function define(definition: FunctionDef): Builtin {
  const { mutates } = definition
  return new Builtin(mutates ? { ...definition, run: changingShared(definition.run, mutates) } : definition)
}

/** `run`, within the change of a shared table if one is among the arguments that it changes. */
function changingShared(run: FunctionDef['run'], places: readonly number[]): FunctionDef['run'] {
  return (context, ...args) => {
    const table = places.map(place => args[place]).find(arg => arg instanceof Table && arg.sharing !== null)
    return table ? changing(table as Table, () => run(context, ...args)) : run(context, ...args)
  }
}
