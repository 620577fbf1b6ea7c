import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionHandle } from '../../src/engine/engine.ts'
import type { Host } from '../../src/host/host.ts'
import { realHost } from '../../src/host/real/host.ts'
import { type Node, openNode } from '../../src/server/node.ts'
import type { NodeOptions } from '../../src/server/node-services.ts'
import { display } from '../../src/values/format/format.ts'
import { fromTransferable } from '../../src/values/transfer.ts'
import type { Value } from '../../src/values/value.ts'

/** A node in a folder of its own, and what its log says. */
export class TestNode {
  readonly home: string
  readonly lines: string[] = []
  readonly #options: Partial<NodeOptions>
  node: Node

  constructor(options: Partial<NodeOptions> = {}) {
    this.home = mkdtempSync(join(tmpdir(), 'porpoise-people-'))
    this.#options = options
    this.node = this.#open()
  }

  #open(): Node {
    const log = { write: (level: string, text: string) => void this.lines.push(`${level} ${text}`) }
    const host: Host = { ...realHost(), log }
    return openNode(host, { home: this.home, workers: 1, workingFolder: this.home, ...this.#options })
  }

  /** The same node after a stop in order. */
  async restart(): Promise<void> {
    await this.node.close()
    this.node = this.#open()
    await this.node.administration.open()
  }

  async close(): Promise<void> {
    await this.node.close()
    rmSync(this.home, { recursive: true, force: true })
  }

  session(user = 'guest', ip = '10.0.0.1', port = 5000): Person {
    return new Person(
      this,
      this.node.administration.sessions.open(user, { ip, port }, () => {}),
    )
  }
}

/** Somebody with a session. */
export class Person {
  readonly #of: TestNode
  readonly handle: SessionHandle

  constructor(of: TestNode, handle: SessionHandle) {
    this.#of = of
    this.handle = handle
  }

  /** The value of a script's last statement. @throws Error with tag, message and identifier */
  async value(script: string): Promise<Value | undefined> {
    const outcome = await this.#of.node.engine.execute(this.handle, script).outcome
    if (outcome.ok) return outcome.value === undefined ? undefined : fromTransferable(outcome.value)
    const { tag, message, refId } = outcome.error
    throw new Error(`${tag ?? ''}${message}${refId === null ? '' : ` RefId: ${refId}`}`)
  }

  /** What a script shows, or its error. */
  async shown(script: string): Promise<string> {
    try {
      const value = await this.value(script)
      return value === undefined ? '' : display(value)
    } catch (error) {
      return `error: ${(error as Error).message}`
    }
  }
}
