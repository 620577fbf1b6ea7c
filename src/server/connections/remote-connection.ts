import { bridgeSlot } from '../../engine/bridge/bridge.ts'
import { Closable } from '../../runtime/closable.ts'
import type { Context } from '../../runtime/context.ts'
import { RESOURCE } from '../../values/data-type.ts'
import type { Run } from './connections.ts'

/** What `xdb(…)` gives: a session on another node. */
export class RemoteConnection extends Closable {
  readonly type = RESOURCE
  readonly #id: number
  readonly #name: string

  /** `name`: host:port:session there. */
  constructor(id: number, name: string) {
    super()
    this.#id = id
    this.#name = name
  }

  /** In transferred form; undefined: nothing. @throws ScriptError */
  run(context: Context, run: Run): unknown {
    return context.service(bridgeSlot).call('connections', 'run', this.#id, run)
  }

  close(context: Context): void {
    context.service(bridgeSlot).call('connections', 'close', this.#id)
  }

  describe(): string {
    return `Conn[${this.#name}]`
  }
}
