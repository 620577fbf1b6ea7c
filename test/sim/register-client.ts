import { NotLeader } from '../../src/cluster/consensus/consensus.ts'
import { PeerError } from '../../src/cluster/peers.ts'
import type { Operation } from './checkers/linearizability.ts'
import type { MemberProcess, SimGroup } from './group.ts'
import { SimRandom } from './random.ts'
import { type RegisterCommand, registerCommand, registerReply } from './register-machine.ts'

/** How often each ending came. */
export type Outcome = 'answered' | 'refused' | 'unknown'

const PATIENCE = 6000

/** Asks and sets registers, one thing after the other, and writes down what it was told. */
export class RegisterClient {
  /** By register. */
  readonly history: Map<string, Operation[]>
  readonly outcomes: Map<Outcome, number>
  readonly #name: string
  readonly #group: SimGroup
  readonly #random: SimRandom
  readonly #trace: (line: string) => void
  #number = 0
  #stopped = false
  /** Whom it asks next. */
  #believed: string | null = null

  constructor(
    name: string,
    group: SimGroup,
    history: Map<string, Operation[]>,
    outcomes: Map<Outcome, number>,
    trace: (line: string) => void,
  ) {
    this.#name = name
    this.#group = group
    this.#random = new SimRandom(group.world.random.below(2 ** 32))
    this.history = history
    this.outcomes = outcomes
    this.#trace = trace
  }

  stop(): void {
    this.#stopped = true
  }

  /** Goes on until it is stopped, with a pause of `pause` milliseconds on average between two operations. */
  begin(pause: number): void {
    this.#group.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      void this.#operate().then(() => this.begin(pause))
    })
  }

  async #operate(): Promise<void> {
    const member = this.#member()
    if (!member) return
    const key = 'abc'[this.#random.below(3)]!
    const value = `${this.#name}${++this.#number}`
    const current = member.machine.values.get(key) ?? ''
    const command = this.#command(key, value, current)
    const readsLocally = command.op === 'get' && this.#random.chance(0.7)
    const called = this.#group.timeline.now
    const done = readsLocally
      ? readBy(member, key)
      : member.consensus.propose(registerCommand(command)).then(registerReply)
    // Until there is an answer it may have happened or not.
    const operation = operationOf(this.#name, command, called)
    const operations = this.history.get(key) ?? []
    this.history.set(key, [...operations, operation])
    this.#note(command, operation, await this.#within(done))
  }

  #command(key: string, value: string, current: string): RegisterCommand {
    const dice = this.#random.below(10)
    if (dice < 5) return { op: 'get', key }
    if (dice < 8) return { op: 'put', key, value }
    return { op: 'swap', key, expected: current, value }
  }

  #member(): MemberProcess | undefined {
    const running = [...this.#group.running.values()]
    const believed = this.#believed === null ? undefined : this.#group.running.get(this.#believed)
    if (believed && this.#random.chance(0.9)) return believed
    return running[this.#random.below(running.length)]
  }

  #within(done: Promise<string>): Promise<string | Error> {
    return new Promise(resolve => {
      const cancel = this.#group.timeline.after(PATIENCE, () =>
        resolve(new PeerError('timeout', 'no answer')),
      )
      const settle = (result: string | Error) => {
        cancel()
        resolve(result)
      }
      done.then(settle, settle)
    })
  }

  #note(command: RegisterCommand, operation: Noted, result: string | Error): void {
    if (result instanceof NotLeader) {
      this.#believed = result.leader?.alias ?? null
      const others = this.history.get(command.key)!.filter(other => other !== operation)
      this.history.set(command.key, others)
      return this.#count('refused', `${operation.text} refused`)
    }
    if (result instanceof PeerError) {
      this.#believed = null
      return this.#count('unknown', `${operation.text} unknown`)
    }
    if (result instanceof Error) throw result
    operation.text += ` → ${result}`
    operation.returned = this.#group.timeline.now
    operation.apply = state => (state === result ? changed(command, state) : null)
    this.#count('answered', operation.text)
  }

  #count(outcome: Outcome, line: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1)
    this.#trace(`${this.#name} ${line}`)
  }
}

async function readBy(member: MemberProcess, key: string): Promise<string> {
  await member.consensus.readIndex()
  return member.machine.values.get(key) ?? ''
}

type Noted = { -readonly [K in keyof Operation]: Operation[K] }

function operationOf(client: string, command: RegisterCommand, called: number): Noted {
  const text = `${command.op} ${command.key}${'value' in command ? ` ${command.value}` : ''}`
  return { client, text, called, returned: Number.POSITIVE_INFINITY, apply: state => changed(command, state) }
}

function changed(command: RegisterCommand, state: string): string {
  if (command.op === 'get') return state
  if (command.op === 'swap' && state !== command.expected) return state
  return command.value
}
