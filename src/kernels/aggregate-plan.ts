import { type Accumulator, accumulator, longAccumulator } from './accumulator.ts'
import { type AggregateName, aggregateNamed, keepsLongs, resultStorage } from './aggregate.ts'
import type { Column } from './column.ts'
import { nullLiteral, type Reader, reader, rename, sample } from './loop-source.ts'
import type { ScalarStorage } from './storage.ts'

/** An aggregate and what it is of. */
export interface AggregateRequest {
  readonly name: AggregateName
  readonly columns: readonly Column[]
}

/** A column as the loop reads it: array parameter `a0`, value `x0`, and so on by its place in the plan. */
interface Input {
  readonly column: Column
  /** As bigints. */
  readonly long: boolean
  readonly reader: Reader
}

/** An accumulator over certain inputs. Shared by all aggregates of the plan that need the same. */
export interface Keeper {
  readonly accumulator: Accumulator
  readonly inputs: readonly number[]
  /** Inputs of which a null keeps the row out. */
  readonly nullable: readonly number[]
  /** Nulls are added as zeros: a branch that they take at random costs more than the whole rest. */
  readonly masked: boolean
  /** What `x`, `y`, `n` and its own variables are called in the loop. */
  readonly names: Map<string, string>
}

export interface Output {
  /** Expression on the accumulators' variables. */
  readonly value: string
  readonly storage: ScalarStorage
  /** A LONG computed as a number, exact since it is below 2⁵³. */
  readonly numeric: boolean
  /** The value is a row of input 0 (−1: none), whose element is the result. */
  readonly ofRow: boolean
}

/**
 * One loop that computes several aggregates: which columns it reads and which accumulators it keeps. Loops of every
 * form (over a range, by group, running, moving) are written from it.
 */
export class AggregatePlan {
  readonly inputs: Input[] = []
  readonly keepers: Keeper[] = []
  readonly outputs: Output[] = []
  /** Names the loop: equal for plans with the same text. */
  readonly key: string
  readonly #byName = new Map<string, Keeper>()

  constructor(requests: readonly AggregateRequest[], exact: boolean) {
    let key = ''
    for (const request of requests) {
      const places = request.columns.map(column =>
        this.#input(column, exact || keepsLongs(request.name, request.columns)),
      )
      key += `${request.name}(${places.join()})`
      this.outputs.push(this.#output(request, places))
    }
    this.key = `${this.inputs.map(describeInput).join()}:${key}`
  }

  /** The arrays, in the order of the parameters `a0`, `a1` … */
  get arrays() {
    return this.inputs.map(input => input.column.data)
  }

  /** A few rows of each, to warm loops up with. */
  get samples() {
    return this.inputs.map(input => sample(input.column.storage))
  }

  get parameters(): string {
    return this.inputs.map((_, k) => `a${k}`).join(', ')
  }

  /** Statements before the loop. */
  get setup(): string {
    return this.inputs.map(input => input.reader.setup).join('\n')
  }

  /** Declares every accumulator's variables. */
  declare(keyword: 'let' | ''): string {
    const variables = this.keepers.flatMap(keeper => this.variables(keeper))
    return variables.map(({ name, initial }) => `${keyword} ${name} = ${initial}`).join('\n')
  }

  /** A keeper's variables as they are called in the loop, and what they begin as. */
  variables(keeper: Keeper): { name: string; initial: string; ofInput: boolean }[] {
    return Object.entries(keeper.accumulator.variables).map(([variable, initial]) => ({
      name: keeper.names.get(variable)!,
      initial: initial === 'x' ? keeper.names.get('LOWEST')! : initial,
      ofInput: initial === 'x' || initial.endsWith('n'),
    }))
  }

  /** Statements that take in (or out again) the row that the variable `index` holds. */
  row(action: 'add' | 'remove', index: string): string {
    const reads = this.inputs.map((_, k) => this.#read(k, index))
    const parts = new Map<string, string[]>()
    for (const keeper of this.keepers) {
      const text = keeper.accumulator[action]
      if (text === undefined) throw new Error(`An accumulator of ${this.key} has no way to ${action} rows`)
      const guard = this.#guard(keeper)
      const names = new Map([...keeper.names, ['i', index]])
      const part = parts.get(guard) ?? []
      part.push(this.#masked(keeper, rename(text, names)))
      parts.set(guard, part)
    }
    const guarded = [...parts].map(([guard, texts]) =>
      guard ? `if (${guard}) { ${texts.join('\n')} }` : texts.join('\n'),
    )
    return `{\n${[...reads, ...guarded].join('\n')}\n}`
  }

  /** Condition under which sums must be made anew from the rows of the window; '' if never. */
  get spoilt(): string {
    const conditions = this.keepers.flatMap(keeper => {
      const { spoilt } = keeper.accumulator
      return spoilt && !this.#integral(keeper) ? [rename(spoilt, keeper.names)] : []
    })
    return conditions.join(' || ')
  }

  #integral(keeper: Keeper): boolean {
    return keeper.inputs.every(k => !['f32', 'f64'].includes(this.inputs[k]!.column.storage))
  }

  #input(column: Column, long: boolean): number {
    const place = this.inputs.findIndex(input => input.column.data === column.data && input.long === long)
    if (place >= 0) return place
    const k = this.inputs.length
    const plain = reader(column.storage, `a${k}`, 'INDEX', `x${k}`, !long)
    const widened = long && column.storage !== 'i64'
    // An INT read as bigint keeps its null as a number, to be told apart before.
    const read = widened ? `const r${k} = a${k}[INDEX], x${k} = BigInt(r${k})` : plain.read
    const isNull = widened ? `r${k} === ${nullLiteral(column.storage)}` : plain.isNull
    this.inputs.push({ column, long, reader: { setup: plain.setup, read, isNull } })
    return k
  }

  #read(k: number, index: string): string {
    const { reader } = this.inputs[k]!
    const text = reader.read.replaceAll('INDEX', index)
    const masked = this.keepers.some(keeper => keeper.masked && keeper.nullable[0] === k)
    return masked ? `${text}\nconst k${k} = !(${reader.isNull}) | 0, z${k} = x${k} * k${k}` : text
  }

  #guard(keeper: Keeper): string {
    if (keeper.masked) return ''
    return keeper.nullable.map(k => `!(${this.inputs[k]!.reader.isNull})`).join(' && ')
  }

  #masked(keeper: Keeper, text: string): string {
    if (!keeper.masked) return text
    const k = keeper.nullable[0]!
    if (keeper.accumulator === accumulator('n')) return text.replace(/1$/, `k${k}`)
    return rename(text, new Map([[`x${k}`, `z${k}`]]))
  }

  #keeper(accumulator: Accumulator, name: string, inputs: readonly number[]): Keeper {
    const nullable = accumulator.everyRow ? [] : inputs.filter(k => this.inputs[k]!.column.nulls)
    // What doesn't look at values is the same for all columns without nulls.
    const blind = !/\b[xy]\b/.test(accumulator.add)
    const key = `${name}:${blind ? nullable : inputs}`
    let keeper = this.#byName.get(key)
    if (keeper) return keeper
    const suffix = `_${this.#byName.size}`
    const names = new Map<string, string>()
    inputs.forEach((k, place) => {
      names.set(place === 0 ? 'x' : 'y', `x${k}`)
    })
    const first = this.inputs[inputs[0]!]!
    names.set(
      'LOWEST',
      nullLiteral(first.long && first.column.storage !== 'i64' ? 'i64' : first.column.storage),
    )
    for (const variable of Object.keys(accumulator.variables)) names.set(variable, variable + suffix)
    const masked =
      nullable.length === 1 && accumulator.zeroIsNeutral === true && !this.inputs[nullable[0]!]!.long
    keeper = { accumulator, inputs: blind ? nullable : inputs, nullable, masked, names }
    this.#byName.set(key, keeper)
    this.keepers.push(keeper)
    return keeper
  }

  #output({ name, columns }: AggregateRequest, places: readonly number[]): Output {
    const aggregate = aggregateNamed(name)
    const { long } = this.inputs[places[0]!]!
    const storage = resultStorage(name, columns)
    const ofRow = aggregate.result === 'row'
    const names = new Map<string, string>()
    for (const used of aggregate.uses) {
      const keeper = this.#keeper(long ? longAccumulator(used) : accumulator(used), used, places)
      // `n` comes first where it is used.
      if (names.has('n')) keeper.names.set('n', names.get('n')!)
      for (const [variable, called] of keeper.names) names.set(variable, called)
    }
    const numeric = storage === 'i64' && !long && !ofRow
    names.set('NULL', numeric ? '-9223372036854775808' : nullLiteral(storage))
    return { value: rename(aggregate.value, names), storage, numeric, ofRow }
  }
}

function describeInput({ column, long }: Input): string {
  return column.storage + (column.nulls ? 'n' : '') + (long ? 'l' : '')
}
