import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import type { Consensus, StateMachine } from '../consensus/consensus.ts'

/**
 * Several replicated machines in one group: the first byte of a command says which of them it is for. Their keys must
 * differ, and their order must never change.
 */
export class Machines implements StateMachine {
  readonly #machines: readonly StateMachine[]

  constructor(machines: readonly StateMachine[]) {
    this.#machines = machines
  }

  apply(command: Uint8Array, index: number): Uint8Array {
    return this.#machines[command[0]!]!.apply(command.subarray(1), index)
  }

  changes(): KeyValueChange[] {
    return this.#machines.flatMap(machine => [...machine.changes()])
  }

  load(kv: KeyValueStore): void {
    for (const machine of this.#machines) machine.load(kv)
  }
}

/** The group as one of its machines sees it: what is proposed is for the machine of that number. */
export function consensusFor(consensus: Consensus, machine: number): Consensus {
  return new Proxy(consensus, {
    get(group, name) {
      if (name === 'propose') {
        return (command: Uint8Array) => {
          const addressed = new Uint8Array(command.length + 1)
          addressed[0] = machine
          addressed.set(command, 1)
          return group.propose(addressed)
        }
      }
      const value = Reflect.get(group, name, group) as unknown
      return typeof value === 'function' ? value.bind(group) : value
    },
    set: (group, name, value) => Reflect.set(group, name, value, group),
  })
}
