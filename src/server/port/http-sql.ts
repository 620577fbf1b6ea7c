import type { Socket } from 'node:net'
import { tableToIPC } from 'apache-arrow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Outcome } from '../../engine/jobs/job.ts'
import { type ErrorReport, reportError } from '../../engine/session/error-report.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { display } from '../../values/format/format.ts'
import { jsonOf } from '../../values/format/json.ts'
import { textOf } from '../../values/format/text.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { arrowTable } from '../../wire/arrow-table.ts'
import type { Remote } from '../sessions/sessions.ts'
import { errorLine } from './answer.ts'
import type { ConnectionServices } from './connection.ts'
import { remoteOf } from './remote.ts'
import { withinLimit } from './result-limit.ts'

/** How a program says who it is. */
export interface Credentials {
  readonly authenticate: ConnectionServices['authenticate']
  /** The ticket's user. @throws ScriptError */
  readonly authenticateByTicket: (ticket: string, remote: Remote) => Promise<string>
}

/** Sockets on which a script runs: nothing comes over them meanwhile, and they don't stand still all the same. */
export type Running = WeakSet<Socket>

const ARROW = 'application/vnd.apache.arrow.stream'
const CSV = 'text/csv'

/**
 * `POST /api/sql`: a script in (as text, or `{"script": …}`), the value of its last statement out: JSON, CSV or an Arrow
 * stream, as `Accept` says. Each request is a session of its own. Who it is: `Authorization: Basic` or `Bearer` with a
 * ticket; without it a guest.
 */
export function sqlRoute(
  app: FastifyInstance,
  services: ConnectionServices,
  credentials: Credentials,
  running: Running,
): void {
  // What `curl --data` sends calls itself a form.
  const texts = ['text/plain', 'application/sql', 'application/x-www-form-urlencoded']
  app.addContentTypeParser(texts, { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/api/sql', async (request, reply) => {
    const script = scriptOf(request.body)
    if (script === null)
      return reply.code(400).send({ error: 'A script is expected: text, or {"script": "…"}.' })
    const remote = remoteOf(request.raw.socket)
    let user: string
    try {
      user = await userOf(request, credentials, remote)
      services.admit(user, { is: 'script', text: script, firstLine: 1 })
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      return reply
        .code(401)
        .header('www-authenticate', 'Basic realm="Porpoise"')
        .send({ error: error.message })
    }
    const printed: string[] = []
    const outcome = await run(services, request, reply, { user, remote, script, printed, running })
    if (!outcome.ok) {
      const code = outcome.error.kind === 'internal' ? 500 : 400
      return reply.code(code).send(errorJson(outcome.error, script))
    }
    return send(reply, request.headers.accept ?? '', outcome.value, printed)
  })
}

function scriptOf(body: unknown): string | null {
  if (typeof body === 'string') return body
  const script = (body as { script?: unknown } | null | undefined)?.script
  return typeof script === 'string' ? script : null
}

async function userOf(request: FastifyRequest, credentials: Credentials, remote: Remote): Promise<string> {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  switch (scheme?.toLowerCase()) {
    case '':
      return 'guest'
    case 'basic': {
      const text = Buffer.from(value, 'base64').toString()
      const colon = text.indexOf(':')
      if (colon < 0) throw new ScriptError('Basic authorization is user:password in base64.')
      return credentials.authenticate(text.slice(0, colon), text.slice(colon + 1), false, remote)
    }
    case 'bearer':
      return credentials.authenticateByTicket(value, remote)
    default:
      throw new ScriptError(`Authorization by ${scheme} isn't understood: use Basic or Bearer.`)
  }
}

interface Asked {
  readonly user: string
  readonly remote: Remote
  readonly script: string
  readonly printed: string[]
  readonly running: Running
}

// A client that goes away takes its job along.
async function run(
  { engine, sessions, jobLimits, resultBytes }: ConnectionServices,
  request: FastifyRequest,
  reply: FastifyReply,
  { user, remote, script, printed, running }: Asked,
): Promise<Outcome> {
  const session = sessions.open(user, remote, () => request.raw.socket.destroy())
  const gone = () => sessions.close(session)
  reply.raw.once('close', gone)
  running.add(request.raw.socket)
  try {
    const { outcome } = engine.execute(session, script, { onPrint: text => printed.push(text) })
    return withinLimit(await outcome, {
      user: jobLimits(user)?.resultBytes ?? Number.POSITIVE_INFINITY,
      node: resultBytes,
    })
  } catch (error) {
    return { ok: false, error: reportError(error) }
  } finally {
    running.delete(request.raw.socket)
    reply.raw.off('close', gone)
    sessions.close(session)
  }
}

function send(reply: FastifyReply, accept: string, transferred: unknown, printed: readonly string[]) {
  const value = transferred === undefined ? undefined : fromTransferable(transferred)
  if (accept.includes(ARROW)) {
    const table = asTable(value)
    if (!table) return reply.code(406).send({ error: 'Only tables and vectors go as Arrow.' })
    return reply.type(ARROW).send(Buffer.from(tableToIPC(arrowTable(table), 'stream')))
  }
  if (accept.includes(CSV)) {
    const table = asTable(value)
    return reply.type(`${CSV}; charset=utf-8`).send(table ? csvOf(table) : `${value ? display(value) : ''}\n`)
  }
  return reply.send({ form: value?.form ?? null, value: value === undefined ? null : jsonOf(value), printed })
}

function asTable(value: Value | undefined): Table | null {
  if (value instanceof Table) return value
  return value instanceof Vector ? new Table(['value'], [value]) : null
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function csvOf(table: Table): string {
  const lines = [table.names.map(quoted).join(',')]
  for (let row = 0; row < table.rows; row++) {
    const fields = table.columns.map(column => (column.isNullAt(row) ? '' : quoted(fieldOf(column.get(row)))))
    lines.push(fields.join(','))
  }
  return `${lines.join('\n')}\n`
}

const fieldOf = (value: Value) => (value instanceof Scalar ? textOf(value.type, value.raw) : display(value))

function errorJson(error: ErrorReport, script: string) {
  const { refId, hint, source, span } = error
  // Places are told where they are in this script; what failed may be a module's.
  const place =
    span !== null && source === script ? placeOf(script, span.start) : { line: null, column: null }
  return { error: errorLine({ ...error, refId: null }), refId, hint, ...place }
}

/** Counted from 1. */
function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}
