import type { StateMachine } from '../../src/cluster/consensus/consensus.ts'
import type { KeyValueChange, KeyValueStore } from '../../src/host/kv.ts'

/** What the registers are asked: to be read, to be set, to be set if they hold something. */
export type RegisterCommand =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'swap'; readonly key: string; readonly expected: string; readonly value: string }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Named registers, the simplest thing to replicate. A command's reply is what the register held before. */
export class RegisterMachine implements StateMachine {
  values = new Map<string, string>()
  /** The last command that was applied. */
  index = 0
  /** Called for every command. */
  onApply: (index: number, command: string) => void = () => {}
  #changed = new Set<string>()

  apply(command: Uint8Array, index: number): Uint8Array {
    const text = decoder.decode(command)
    if (index <= this.index) throw new Error(`${index} is applied behind ${this.index}`)
    this.index = index
    this.onApply(index, text)
    const { values } = this
    const asked = JSON.parse(text) as RegisterCommand
    const before = values.get(asked.key) ?? ''
    if (asked.op === 'put' || (asked.op === 'swap' && before === asked.expected)) {
      values.set(asked.key, asked.value)
      this.#changed.add(asked.key)
    }
    return encoder.encode(before)
  }

  changes(): KeyValueChange[] {
    const changes = [...this.#changed].map(key => ({
      key: `state/value/${key}`,
      value: encoder.encode(this.values.get(key)!),
    }))
    this.#changed.clear()
    // Every command leaves a trace, so that a lost or a repeated one is seen.
    changes.push({ key: 'state/index', value: encoder.encode(String(this.index)) })
    return changes
  }

  load(kv: KeyValueStore): void {
    this.values = new Map()
    this.#changed.clear()
    this.index = Number(decoder.decode(kv.get('state/index') ?? encoder.encode('0')))
    for (const { key, value } of kv.range('state/value/', 'state/value0')) {
      this.values.set(key.slice('state/value/'.length), decoder.decode(value))
    }
  }
}

export const registerCommand = (command: RegisterCommand): Uint8Array =>
  encoder.encode(JSON.stringify(command))
export const registerReply = (reply: Uint8Array): string => decoder.decode(reply)
