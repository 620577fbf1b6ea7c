import { ClientConnection, ConnectionError, ServerError } from '../../client/connection.ts'
import type { Host } from '../../host/host.ts'
import { UnreachableError } from '../../host/transport.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { string } from '../../values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import { channelTransport } from './channel-transport.ts'

/** How a session of another node is opened. */
export interface Login {
  readonly host: string
  readonly port: number
  /** By TLS, whoever the node says it is. */
  readonly secure: boolean
  /** Null: a guest, or whom the ticket names. */
  readonly user: string | null
  readonly password: string
  readonly ticket: string | null
}

/** What is to be run there: a script, or a function by name with arguments in transferred form. */
export interface Run {
  /** Variables that are set before. */
  readonly variables: readonly (readonly [name: string, value: unknown])[]
  /** Scripts that run before. */
  readonly definitions: readonly string[]
  readonly script: string | null
  readonly callee: string
  readonly args: readonly unknown[]
  readonly compress: boolean
}

interface Open {
  /** The session here that has it. */
  readonly session: number
  readonly name: string
  readonly connection: ClientConnection
  /** The job that waits for it. */
  job: number | null
}

const CONNECT_MILLISECONDS = 10_000
const MOST = 1000

/** Connections that scripts have made to other nodes, by DolphinDB's protocol. They end with the session that made them. */
export class Connections {
  readonly #host: Host
  readonly #open = new Map<number, Open>()
  #last = 0

  constructor(host: Host) {
    this.#host = host
  }

  /** The connection's number here, and the session's there. @throws ScriptError */
  async open(session: number, login: Login): Promise<{ id: number; there: string }> {
    if (this.#open.size >= MOST) throw new ScriptError(`This node has ${MOST} connections open: close some.`)
    const { host, port, secure, user, password, ticket } = login
    const name = `${host}:${port}`
    const { network, clock } = this.#host
    try {
      const channel = await network.connect(host, port, CONNECT_MILLISECONDS)
      // Something may listen there that says nothing.
      const stop = clock.after(CONNECT_MILLISECONDS, () => channel.close())
      let connection: ClientConnection
      try {
        connection = new ClientConnection(await channelTransport(channel, secure))
        await connection.connect(user ?? undefined, password)
        if (ticket !== null) await connection.call('authenticateByTicket', [string(ticket)])
      } catch (error) {
        channel.close()
        throw error
      } finally {
        stop()
      }
      const id = ++this.#last
      this.#open.set(id, { session, name, connection, job: null })
      return { id, there: connection.session }
    } catch (error) {
      throw explained(name, error)
    }
  }

  /** The value in transferred form; undefined: nothing. @throws ScriptError with the node's words */
  async run(session: number, job: number, id: number, run: Run): Promise<unknown> {
    const open = this.#open.get(id)
    if (!open || open.session !== session) throw new ScriptError('The connection is closed.')
    const { connection, name } = open
    open.job = job
    try {
      if (run.variables.length > 0) {
        await connection.assign(
          Object.fromEntries(run.variables.map(([name, value]) => [name, fromTransferable(value)])),
        )
      }
      for (const definition of run.definitions) await connection.run(definition)
      const { compress } = run
      const value =
        run.script === null
          ? await connection.call(run.callee, run.args.map(fromTransferable), { compress })
          : await connection.run(run.script, { compress })
      return value === undefined ? undefined : toTransferable(value)
    } catch (error) {
      if (connection.closed) this.#open.delete(id)
      throw explained(name, error)
    } finally {
      open.job = null
    }
  }

  close(session: number, id: number): void {
    const open = this.#open.get(id)
    if (open?.session === session) this.#end(id, open)
  }

  /** A job has ended. What it still waits for is given up with the connection, and so cancelled there. */
  ended(job: number): void {
    for (const [id, open] of this.#open) if (open.job === job) this.#end(id, open)
  }

  sessionClosed(session: number): void {
    for (const [id, open] of this.#open) if (open.session === session) this.#end(id, open)
  }

  closeAll(): void {
    for (const [id, open] of this.#open) this.#end(id, open)
  }

  #end(id: number, { connection }: Open): void {
    this.#open.delete(id)
    connection.close()
  }
}

function explained(name: string, error: unknown): unknown {
  if (error instanceof ServerError || error instanceof ConnectionError)
    return new ScriptError(`${name}: ${error.message}`)
  if (error instanceof UnreachableError)
    return new ScriptError(`Failed to connect to ${name}: ${error.message}`)
  return error
}
