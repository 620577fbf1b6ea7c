import { parse } from '../../grammar/parser.ts'
import type { Client } from '../client/client.ts'
import { connect } from '../client/connect.ts'
import { ConnectionError, ServerError } from '../client/connection.ts'
import type { JobHandlers, Outcome } from '../engine/jobs/job.ts'
import { toTransferable } from '../values/transfer.ts'
import type { Command } from './command-line.ts'
import { exitCodes } from './exit-code.ts'
import { askPassword } from './input/password.ts'
import { remoteCompletion } from './input/remote-completion.ts'
import { scriptSource } from './input/script-source.ts'
import { openTerminal } from './open-terminal.ts'
import { remoteError } from './remote-error.ts'
import { runScript } from './run-script.ts'
import type { TerminalSession } from './terminal-session.ts'

type Remote = Extract<Command, { is: 'connect' }>

/** A script, or an interactive terminal, on a running node. Gives the exit code. */
export async function runRemote(
  command: Remote,
  explain: (name: string) => Promise<string>,
): Promise<number> {
  const { host, port, flags } = command
  const complain = (message: string, code: number) => {
    process.stderr.write(`porpoise: ${message}\n`)
    return code
  }
  let client: Client
  try {
    const password = flags.user === null ? undefined : await passwordOf(flags.user, flags.password)
    client = await connect({ host, port, user: flags.user ?? undefined, password })
  } catch (error) {
    if (error instanceof ConnectionError) return complain(error.message, exitCodes.cannotConnect)
    if (error instanceof ServerError) return complain(error.message, exitCodes.refused)
    throw error
  }
  const session = remoteSession(client, `${flags.user ?? 'guest'}@${host}:${port}`)
  try {
    if (command.source === null && process.stdin.isTTY) return await openTerminal(session, flags, explain)
    return await runScript(session, await scriptSource(command), command)
  } finally {
    client.close()
  }
}

// From the command line as DolphinDB's, where others of this machine may read it; or else from the environment, or asked for.
async function passwordOf(user: string, given: string | null): Promise<string> {
  return given ?? process.env.PORPOISE_PASSWORD ?? (await askPassword(`Password of ${user}: `))
}

/** A session on a node. */
export function remoteSession(client: Client, place: string): TerminalSession {
  let known = client.connections
  return {
    place,
    notice() {
      if (client.connections === known) return null
      known = client.connections
      return `Connected again to ${client.site}: what the session had is gone.`
    },
    run: (text, handlers) => ({
      outcome: runStatements(client, text, handlers),
      cancel: () => void client.cancel().catch(() => {}),
    }),
    assign: values => client.upload(values),
    complete: (text, at) => remoteCompletion(client, text, at),
  }
}

// Statement by statement, so that each one's value is seen.
async function runStatements(client: Client, text: string, handlers: JobHandlers): Promise<Outcome> {
  let last: unknown
  for (const { start, end } of statementsOf(text)) {
    const before = performance.now()
    try {
      const value = await client.run(text.slice(start, end), { onPrint: handlers.onPrint })
      last = value === undefined ? undefined : toTransferable(value)
    } catch (error) {
      if (!(error instanceof ServerError) && !(error instanceof ConnectionError)) throw error
      return { ok: false, error: await remoteError(client, error, { script: text, start, end }) }
    }
    handlers.onResult?.({ value: last, start, end, milliseconds: performance.now() - before })
  }
  return { ok: true, value: last }
}

// Text with errors goes whole, so that the node says what is wrong with it.
function statementsOf(text: string): readonly { start: number; end: number }[] {
  const { script, errors } = parse(text)
  if (errors.length > 0 || script.statements.length === 0) return [{ start: 0, end: text.length }]
  return script.statements.map(statement => statement.span)
}
