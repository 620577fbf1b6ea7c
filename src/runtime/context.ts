import type { Expression, Statement } from '../../grammar/tree/ast.ts'
import type { Code } from '../values/forms/code.ts'
import type { Value } from '../values/value.ts'
import { Callable } from './callable.ts'
import { addProgress, beginProgress } from './progress.ts'
import { queryLimits } from './query-limits.ts'
import { Cancelled, ScriptError } from './script-error.ts'
import type { SharedVariables } from './shared-variables.ts'
import type { Slot } from './slot.ts'

/** Where the names of an expression come from, beside the session: SQL columns, then the variables around it. */
export interface Scope {
  /** Undefined: no such name here. */
  resolve(name: string): Value | undefined
  /** A copy of the column of that name, for those who change what they are given. Undefined: no column is called so. */
  copied?(name: string): Value | undefined
  /** The columns there are, for who misspelt one. */
  names?(): Iterable<string>
}

/** An expression made ready to run, any number of times, against different scopes. */
export type Compiled = (scope: Scope) => Value

/** What only the compiler can do, and the layers below need at run time: SQL columns, eval, run. */
export interface Evaluator {
  /** Compiles once; the same node gives the same function. @throws ScriptError */
  compile(node: Expression | Statement): Compiled
  /** Evaluates metacode where it was written. */
  evaluate(code: Code): Value
  /** Parses and runs a script in the session; the value of its last statement, if any. */
  run(text: string): Value | undefined
  /** Loads a module, whose functions are then known by `module::name`. @throws ScriptError */
  loadModule(path: readonly string[]): void
  /** Makes modules known by their texts; `reload` replaces those that are loaded. They are loaded when all are known. @throws ScriptError */
  defineModules(texts: ReadonlyMap<string, string>, reload: boolean): void
  /** A callable of that name: the session's, a module's, a view's, or built in; undefined if there is none. */
  findFunction(name: string): Callable | undefined
  /** All functions that can be called by name: the session's and those built in. */
  functions(): Iterable<Callable>
  /**
   * Forgets a variable or function of the session, or with null all of them. `kind` is VAR, SHARED or DEF; null means
   * all that is the session's own. @throws ScriptError when there is no shared variable or function of that name.
   */
  undefine(name: string | null, kind: string | null): void
}

/** What the surroundings provide to a session's code. */
export interface Surroundings {
  /** Output of `print`, one line or block at a time, without a final newline. */
  readonly print: (text: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => bigint
  /** Nanoseconds, monotonic, for measuring. */
  readonly monotonic: () => bigint
  /** Blocks the running code; ends early when the job is cancelled. */
  readonly sleep: (milliseconds: number) => void
  /** Non-zero once the job is to stop. Shared with the thread that tells. */
  readonly cancelFlag: Int32Array
  /** Where a query tells how far it is; shared with who looks at it. None: nobody does. */
  readonly progress?: Int32Array
  /** Four 32-bit seeds for this session's random numbers. */
  readonly seeds: () => readonly [number, number, number, number]
}

/** What running code may reach: the session's variables, its output, its evaluator, and services of the node. */
export class Context {
  readonly variables = new Map<string, Value>()
  /** Node-wide variables: shared tables and their kin. */
  readonly shared: SharedVariables
  readonly surroundings: Surroundings
  // Set once by the compiler, which needs the context first.
  evaluator!: Evaluator
  /** How many rows the last insert, update or delete of the session met. */
  matchedRows = 0
  /** While a unit test runs, the labels of assertions that have failed. */
  failedAssertions: string[] | null = null
  readonly #services = new Map<Slot<unknown>, unknown>()
  readonly #makers = new Map<Slot<unknown>, () => unknown>()
  readonly #withState = new Set<Slot<unknown>>()
  #randomState: Int32Array | undefined

  constructor(surroundings: Surroundings, shared: SharedVariables = new Map<string, Value>()) {
    this.surroundings = surroundings
    this.shared = shared
  }

  /** State of the random generator (see kernels/distributions/random.ts). Most scripts need none. */
  get randomState(): Int32Array {
    this.#randomState ??= Int32Array.from(this.surroundings.seeds())
    return this.#randomState
  }

  provide<T>(slot: Slot<T>, service: T): void {
    this.#services.set(slot, service)
  }

  /** A service that is made, and its code loaded, when it is first asked for. `keepsState`: it has something of the session's. */
  provideLater<T>(slot: Slot<T>, make: () => T, keepsState = false): void {
    this.#makers.set(slot, make)
    if (keepsState) this.#withState.add(slot)
  }

  /** Whether a new context would do as well: nothing was set, no state of random numbers or of a service begun. */
  get isBlank(): boolean {
    const isTouched = this.variables.size > 0 || this.matchedRows !== 0 || this.#randomState !== undefined
    return !isTouched && ![...this.#withState].some(slot => this.#services.has(slot))
  }

  /** @throws ScriptError where the node lacks it. */
  service<T>(slot: Slot<T>): T {
    let service = this.#services.get(slot)
    if (service === undefined) {
      service = this.#makers.get(slot)?.()
      if (service !== undefined) this.#services.set(slot, service)
    }
    if (service === undefined) throw new ScriptError(`This node has no ${slot.name}.`)
    return service as T
  }

  has(slot: Slot<unknown>): boolean {
    return this.#services.has(slot) || this.#makers.has(slot)
  }

  /** A session or shared variable, or undefined. */
  variable(name: string): Value | undefined {
    return this.variables.get(name) ?? this.shared.get(name)
  }

  /** To be called in every loop that may take long. @throws Cancelled once the job was told to stop. */
  checkCancelled(): void {
    if (Atomics.load(this.surroundings.cancelFlag, 0) !== 0) throw new Cancelled()
  }

  /** To be called before a query reads so many parts. @throws ScriptError when these are too many. */
  beginParts(total: number): void {
    // Reading one part is always allowed.
    const most = total > 1 && this.has(queryLimits) ? this.service(queryLimits).now().parts : total
    if (total > most) {
      throw new ScriptError(
        `The query would read ${total} partitions, beyond the limit of ${most} (maxPartitionNumPerQuery, MAX_PARTITION_NUM_PER_QUERY).`,
        { hint: 'conditions on the partitioning columns leave fewer' },
      )
    }
    const { progress } = this.surroundings
    if (progress) beginProgress(progress, total)
  }

  /** To be called before what was found in parts, so many bytes of it, is put together. @throws ScriptError when that is too much. */
  checkPartialResults(bytes: number): void {
    const most = this.has(queryLimits) ? this.service(queryLimits).now().partialBytes : bytes
    if (bytes <= most) return
    const gigabytes = (n: number) => `${Number((n / 2 ** 30).toPrecision(3))} GB`
    throw new ScriptError(
      `What the query found in its partitions takes up ${gigabytes(bytes)}, beyond the limit of ${gigabytes(most)} (memLimitOfTaskGroupResult, TASK_GROUP_MEM_LIMIT).`,
    )
  }

  /** To be called when parts are done. */
  partsDone(parts: number): void {
    const { progress } = this.surroundings
    if (progress) addProgress(progress, parts)
  }

  /** Calls any value that can be called. @throws ScriptError when it can't. */
  call(callee: Value, args: readonly (Value | undefined)[]): Value {
    if (callee instanceof Callable) return callee.invoke(this, args)
    throw new ScriptError(`A function is expected here, not a ${callee.form}.`)
  }
}
