import type { Column } from '../column.ts'
import { nullLiteral, type Reader, reader, rename, sample } from '../loop-source.ts'
import type { ScalarStorage } from '../storage.ts'
import { type Accumulator, accumulator, longAccumulator } from './accumulator.ts'
import { type AggregateName, aggregateNamed, keepsLongs, resultStorage } from './aggregate.ts'

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
interface Keeper {
  readonly accumulator: Accumulator
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
  /** The null, as the loop has it. */
  readonly missing: string
  readonly storage: ScalarStorage
  /** A LONG computed as a number, exact as long as it is below 2⁵³. */
  readonly numeric: boolean
  /** The variable that holds it. */
  readonly sum: string | undefined
  /** The value is a row (−1: none), whose element is the result. */
  readonly ofRow: boolean
  /** The value is a row (−1: none), and the result. */
  readonly isPlace: boolean
  /** Input of which: the output's first. */
  readonly rowOf: number
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
  readonly #byIdentity = new Map<string, Keeper>()
  readonly #allHaveRows: boolean

  /**
   * `exact`: integers are read as bigints. `allHaveRows`: the loop aggregates over no empty sets of rows, so that it
   * need not count where there are no nulls.
   */
  constructor(requests: readonly AggregateRequest[], exact: boolean, allHaveRows = false) {
    this.#allHaveRows = allHaveRows
    let key = allHaveRows ? 'full ' : ''
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

  /** A keeper's variables as they are called in the loop, what they begin as, and whether they hold bigints. */
  variables(keeper: Keeper): { name: string; initial: string; long: boolean }[] {
    return Object.entries(keeper.accumulator.variables).map(([variable, start]) => {
      const initial = keeper.names.get(start) ?? start
      return { name: keeper.names.get(variable)!, initial, long: initial.endsWith('n') }
    })
  }

  /**
   * Statements that take in (or out again) the row that the variable `index` holds. `place` is what accumulators of
   * places are told, if not that.
   */
  row(action: 'add' | 'remove', index: string, place = index): string {
    const reads = this.inputs.map((_, k) => this.#read(k, index))
    const parts = new Map<string, string[]>()
    for (const keeper of this.keepers) {
      const { accumulator } = keeper
      const text = (keeper.masked && accumulator.masked?.[action]) || accumulator[action]
      if (text === undefined) throw new Error(`An accumulator of ${this.key} has no way to ${action} rows`)
      const guard = this.#guard(keeper)
      const names = new Map([...keeper.names, ['i', place]])
      const part = parts.get(guard) ?? []
      part.push(this.#masked(keeper, rename(text, names)))
      parts.set(guard, part)
    }
    const guarded = [...parts].map(([guard, texts]) =>
      guard ? `if (${guard}) { ${texts.join('\n')} }` : texts.join('\n'),
    )
    return `{\n${[...reads, ...guarded].join('\n')}\n}`
  }

  /** Whether rows can be taken in and out at once. */
  get slides(): boolean {
    return this.keepers.every(
      ({ accumulator, nullable }) => accumulator.slide !== undefined && nullable.length === 0,
    )
  }

  /** Statements that take in the row that `index` holds and take out the row that `old` holds. */
  slide(index: string, old: string): string {
    const reads = this.inputs.map((_, k) => {
      const names = ['', 'l', 'h'].map(half => [`x${k}${half}`, `o${k}${half}`] as const)
      return `${this.#read(k, index)}\n${rename(this.#read(k, old), new Map(names))}`
    })
    const texts = this.keepers.map(({ accumulator, names }) => {
      const before = new Map([
        ['o', names.get('x')?.replace('x', 'o') ?? ''],
        ['q', names.get('y')?.replace('x', 'o') ?? ''],
      ])
      return rename(accumulator.slide!, new Map([...names, ...before]))
    })
    return `{\n${[...reads, ...texts].join('\n')}\n}`
  }

  /** Statements that take in the states of later rows, whose variables are called as `later` says. */
  merge(later: (variable: string) => string): string {
    const texts = this.keepers.map(({ accumulator, names }) => {
      const both = new Map(names)
      for (const [variable, called] of names) both.set(`${variable}2`, later(called))
      return rename(accumulator.merge!, both)
    })
    return texts.join('\n')
  }

  /** Whether states of parts of the rows can be merged. */
  get merges(): boolean {
    return this.keepers.every(keeper => keeper.accumulator.merge !== undefined)
  }

  /** Whether an accumulator keeps places. */
  get looksAtPlaces(): boolean {
    return this.keepers.some(keeper => /\bi\b/.test(keeper.accumulator.add.replaceAll('if', '')))
  }

  /** Condition under which sums must be made anew from the rows of the window; '' if never. */
  get spoilt(): string {
    if (this.inputs.every(({ column }) => column.storage !== 'f32' && column.storage !== 'f64')) return ''
    const spoilt = this.keepers.map(
      keeper => keeper.accumulator.spoilt && rename(keeper.accumulator.spoilt, keeper.names),
    )
    return spoilt.filter(Boolean).join(' || ')
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
    return rename(
      text,
      new Map([
        [`x${k}`, `z${k}`],
        ['there', `k${k}`],
      ]),
    )
  }

  // The keeper for an accumulator over these inputs: a new one, or one that does the same already.
  #keeper(accumulator: Accumulator, places: readonly number[]): { keeper: Keeper; called: string[] } {
    const nullable = accumulator.everyRow ? [] : places.filter(k => this.inputs[k]!.column.nulls)
    const variables = Object.keys(accumulator.variables)
    const names = new Map(places.map((k, place) => [place === 0 ? 'x' : 'y', `x${k}`]))
    const does = rename(
      accumulator.add,
      new Map([...names, ...variables.map((name, k) => [name, `$${k}`] as const)]),
    )
    const identity = `${does} without nulls of ${nullable}`
    let keeper = this.#byIdentity.get(identity)
    if (!keeper) {
      const { long } = this.inputs[places[0]!]!
      names.set('LOWEST', long ? nullLiteral('i64') : '-Infinity')
      names.set('HIGHEST', long ? '9223372036854775807n' : 'Infinity')
      for (const name of variables) names.set(name, `${name}_${this.keepers.length}`)
      const masked =
        nullable.length === 1 &&
        (accumulator.zeroIsNeutral === true || accumulator.masked !== undefined) &&
        !this.inputs[nullable[0]!]!.long
      keeper = { accumulator, nullable, masked, names }
      this.#byIdentity.set(identity, keeper)
      this.keepers.push(keeper)
    }
    return { keeper, called: this.variables(keeper).map(variable => variable.name) }
  }

  #output({ name, columns }: AggregateRequest, places: readonly number[]): Output {
    const aggregate = aggregateNamed(name)
    const { long } = this.inputs[places[0]!]!
    const storage = resultStorage(name, columns)
    const ofRow = aggregate.result === 'row'
    const sureOfRows = this.#allHaveRows && !columns.some(column => column.nulls)
    const value = sureOfRows ? aggregate.value.replace('n > 0', 'true') : aggregate.value
    const names = new Map<string, string>()
    for (const used of aggregate.uses) {
      if (used === 'n' && !/\bn\b/.test(value)) continue
      const wanted = long ? longAccumulator(used) : accumulator(used)
      const { keeper, called } = this.#keeper(wanted, places)
      // `n` comes first where it is used.
      if (names.has('n')) keeper.names.set('n', names.get('n')!)
      for (const [k, variable] of Object.keys(wanted.variables).entries()) names.set(variable, called[k]!)
    }
    const numeric = storage === 'i64' && !long && !ofRow
    const missing = numeric ? '-9223372036854775808' : nullLiteral(storage)
    names.set('NULL', missing)
    const isPlace = aggregate.result === 'place'
    const sum = numeric ? names.get('sum') : undefined
    return { value: rename(value, names), missing, storage, numeric, sum, ofRow, isPlace, rowOf: places[0]! }
  }
}

function describeInput({ column, long }: Input): string {
  return column.storage + (column.nulls ? 'n' : '') + (long ? 'l' : '')
}
