import { deserialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { parse } from '../../grammar/parser.ts'
import type { Span } from '../../grammar/tree/ast.ts'
import type { OnResult } from '../compiler/compiler.ts'
import type { Registry } from '../functions/registry.ts'
import { realClock } from '../host/real/clock.ts'
import { memoryAllowed, memoryLeft } from '../host/real/memory-left.ts'
import { realRandom } from '../host/real/random.ts'
import type { Context, Surroundings } from '../runtime/context.ts'
import { beginProgress } from '../runtime/progress.ts'
import { Cancelled, ScriptError } from '../runtime/script-error.ts'
import { transactions } from '../runtime/transaction.ts'
import { NOTHING } from '../values/forms/scalar.ts'
import { limitMemory } from '../values/memory.ts'
import { fromTransferableFinding, toTransferable } from '../values/transfer.ts'
import type { Value } from '../values/value.ts'
import { nameThread } from '../values/vectors/shared-column.ts'
import { Bridge, bridgeSlot } from './bridge/bridge.ts'
import { fitsAside, leftBy } from './jobs/aside.ts'
import { Turns } from './jobs/turns.ts'
import type { AsideRequest, JobRequest, Report, Request, SessionLeft, WorkerStart } from './messages.ts'
import { type ErrorReport, reportError } from './session/error-report.ts'
import { provideFiles } from './session/script-files.ts'
import { Session } from './session/session.ts'
import { memoryOfSession } from './session/session-memory.ts'
import { type ShippedFunction, unshipped } from './session/shipped-function.ts'
import { SharedTables } from './shared/shared-tables.ts'

/** How a job ended, without what is told of its session. */
type Ending =
  | { readonly is: 'done'; readonly value: unknown }
  | { readonly is: 'failed'; readonly error: ErrorReport }

/** What the assembling layer puts into every session of a worker. */
export interface Assembly {
  readonly registry: Registry
  /** `apart` opens a context of the same user's with nothing of this one's. */
  readonly prepare: (context: Context, bridge: Bridge, apart: () => Context) => void
}

/** What a thread knows from its start. */
export interface ThreadStart {
  /** Its first script comes read: see readAhead. */
  readonly scriptIsRead: boolean
}

/**
 * The life of a worker thread: sessions are opened and closed, and their jobs run one at a time, to the end.
 * To be called once, by the main module of a thread. The engine's first message says what it is to be.
 */
export function runWorker(assembly: Assembly): void {
  const { scriptIsRead } = workerData as ThreadStart
  // The parser is made ready while the engine still gets ready itself.
  if (!scriptIsRead) parse('')
  parentPort!.once('message', (start: WorkerStart) => work(assembly, start))
}

function work(assembly: Assembly, start: WorkerStart): void {
  // A tenth stays for everybody else.
  limitMemory(() => memoryLeft() - memoryAllowed() / 10)
  const port = parentPort!
  const bridge = new Bridge(start.bridge, start.replySignal, start.cancelFlag)
  const sessions = new Map<number, Session>()
  const shared = sharedTables(start, bridge)
  const turns = new Turns(start.turns, start.cancelFlag)
  const report = (message: Report) => port.postMessage(message)

  const open = (user: string): Session =>
    new Session(user, surroundingsOf(start, bridge, shared, report), shared, assembly.registry, context => {
      context.provide(bridgeSlot, bridge)
      context.provide(transactions, shared)
      provideFiles(context, start.settings)
      assembly.prepare(context, bridge, () => open(user).context)
    })

  // Runs a job in a session and reports how it ended; `left`: what is told of the session besides.
  const run = (
    work: JobRequest,
    turn: number,
    session: Session | undefined,
    left: () => SessionLeft | null,
  ) => {
    const { job } = work
    bridge.job = job
    beginProgress(start.progress, 0)
    const end = (how: Ending) => {
      const memory = memoryOfSession(session?.context.variables.values() ?? [])
      const isBound = shared.hasOwn
      const message = { ...how, job, memory, state: session?.news() ?? null, isBound, left: left() }
      turns.end(turn)
      report(message)
    }
    try {
      shared.refresh()
      if (!session) throw new ScriptError('This session has ended.')
      end({ is: 'done', value: perform(work, session, report, () => shared.refresh()) })
    } catch (error) {
      end({ is: 'failed', error: reportError(error) })
    } finally {
      shared.giveUp()
    }
  }

  const runAside = (request: AsideRequest, turn: number) => {
    const { job, user, work, definitions } = request
    bridge.job = job
    const session = open(user)
    if (!fitsAside(request) || !session.inherit({ definitions, values: [], shares: [] })) {
      turns.end(turn)
      return report({ is: 'unfit', job })
    }
    run(work, turn, session, () => leftBy(session, definitions))
  }

  port.on('message', (request: Request) => {
    if (request.is === 'open') sessions.set(request.session, open(request.user))
    else if (request.is === 'close') sessions.delete(request.session)
    else if (request.is === 'inherit') sessions.get(request.session)?.inherit(request.left)
    else if (!turns.begin(request.turn)) return
    else if (request.is === 'aside') runAside(request, request.turn)
    else run(request, request.turn, sessions.get(request.session), () => null)
  })
  report({ is: 'ready' })
}

// What a request gives, in transferred form. `between`: called after each statement.
function perform(
  request: JobRequest,
  session: Session,
  report: (message: Report) => void,
  between: () => void,
): unknown {
  switch (request.is) {
    case 'execute':
      return execute(session, request, report, between)
    case 'call': {
      const callee = session.functionNamed(request.callee)
      return toTransferable(session.context.call(callee, request.args.map(received(session))))
    }
    case 'apply':
      return applied(session, request.work)
    case 'keep':
      session.context.variables.set(request.name, unshipped(session.context, request.work))
      return undefined
    case 'assign':
      for (const [name, value] of request.values)
        session.context.variables.set(name, received(session)(value))
      return undefined
    case 'emit':
      return session.compiler.emit(request.text)
    case 'complete':
      return session.complete(request.text, request.at)
  }
}

function surroundingsOf(
  { cancelFlag, progress, settings }: WorkerStart,
  bridge: Bridge,
  shared: SharedTables,
  report: (message: Report) => void,
): Surroundings {
  return {
    print: text => report({ is: 'print', job: bridge.job, text }),
    now: () => realClock.now(),
    monotonic: () => realClock.monotonic(),
    sleep: milliseconds => {
      Atomics.wait(cancelFlag, 0, 0, milliseconds)
      if (Atomics.load(cancelFlag, 0) !== 0) throw new Cancelled()
      shared.refresh()
    },
    cancelFlag,
    progress,
    seeds: () => settings.seeds ?? freshSeeds(),
  }
}

function sharedTables({ sharedWords, worker, cancelFlag }: WorkerStart, bridge: Bridge): SharedTables {
  nameThread(String(worker))
  return new SharedTables(bridge, sharedWords, worker, () => {
    if (Atomics.load(cancelFlag, 0) !== 0) throw new Cancelled()
  })
}

// Functions that a client sends are the session's own of that name or text.
const received = (session: Session) => (value: unknown) =>
  fromTransferableFinding(value, (_name, text) => session.findFunction(text))

function freshSeeds(): readonly [number, number, number, number] {
  const [a, b, c, d] = new Int32Array(realRandom.bytes(16).slice().buffer)
  return [a!, b!, c!, d!]
}

// Undefined: it gave nothing.
function applied(session: Session, work: ShippedFunction): unknown {
  const value = session.context.call(unshipped(session.context, work), [])
  return value === NOTHING ? undefined : toTransferable(value)
}

// The value of the last statement, in transferred form; each statement's is reported as it comes, if that is wanted.
function execute(
  session: Session,
  { text, read, job, each }: Extract<JobRequest, { is: 'execute' }>,
  report: (message: Report) => void,
  between: () => void,
): unknown {
  let last: Value | undefined
  let before = realClock.monotonic()
  const tell = (value: unknown, { start, end }: Span) => {
    const now = realClock.monotonic()
    report({ is: 'result', job, value, start, end, milliseconds: Number(now - before) / 1e6 })
    before = now
  }
  const onResult: OnResult = (value, place) => {
    last = value
    if (each) tell(value && toTransferable(value), place)
    between()
  }
  session.compiler.execute(text, onResult, read === null ? undefined : deserialize(read))
  return last && toTransferable(last)
}
