import type { Client } from '../client/client.ts'
import { ConnectionError, ServerError } from '../client/connection.ts'
import type { ErrorReport } from '../engine/session/error-report.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { Scalar } from '../values/forms/scalar.ts'
import { Table } from '../values/forms/table.ts'

/** A statement of a script that was sent to a node. */
export interface Sent {
  readonly script: string
  readonly start: number
  readonly end: number
}

/**
 * What a node's refusal of a statement is about. Clients are told in one line; the node is asked for its place, hint
 * and calls, if it knows them. The place is one in the whole script.
 */
export async function remoteError(
  client: Pick<Client, 'run'>,
  error: Error,
  sent: Sent,
): Promise<ErrorReport> {
  const line = reportOf(error.message)
  if (error instanceof ConnectionError || line.kind === 'cancelled') return line
  const told = await lastError(client)
  // A node that serves others meanwhile, or that isn't ours, may speak of something else.
  return told !== null && line.message.includes(told.message) ? inScript(told, sent) : line
}

async function lastError(client: Pick<Client, 'run'>): Promise<ErrorReport | null> {
  let told: unknown
  try {
    told = await client.run('getLastError()')
  } catch (error) {
    if (error instanceof ServerError || error instanceof ConnectionError) return null
    throw error
  }
  if (!(told instanceof Dictionary)) return null
  const entries = told
  const text = (name: string) => textOf(entries.get(name)) || null
  const start = numberOf(entries.get('start'))
  return {
    kind: 'script',
    message: text('message') ?? '',
    refId: text('refId'),
    tag: text('tag'),
    hint: text('hint'),
    source: text('source'),
    span: start < 0 ? null : { start, end: numberOf(entries.get('end')) },
    trace: traceOf(entries.get('trace')),
  }
}

function traceOf(calls: unknown): ErrorReport['trace'] {
  if (!(calls instanceof Table)) return []
  return Array.from({ length: calls.rows }, (_, row) => {
    const start = numberOf(calls.column('start')!.get(row))
    return {
      name: textOf(calls.column('name')!.get(row)),
      source: textOf(calls.column('source')!.get(row)),
      span: start < 0 ? null : { start, end: start },
    }
  })
}

const textOf = (value: unknown) => (value instanceof Scalar ? String(value.raw ?? '') : '')
const numberOf = (value: unknown) => (value instanceof Scalar ? Number(value.raw) : -1)

// Places in the statement become those in the script that it is from.
function inScript(report: ErrorReport, { script, start, end }: Sent): ErrorReport {
  const statement = script.slice(start, end)
  const moved = <At extends { readonly source: string | null; readonly span: ErrorReport['span'] }>(
    at: At,
  ): At => {
    if (at.source !== statement || at.span === null) return at
    return { ...at, source: script, span: { start: at.span.start + start, end: at.span.end + start } }
  }
  const linesBefore = script.slice(0, start).split('\n').length - 1
  const message =
    report.source === statement
      ? report.message.replace(/\[line #(\d+)\]/, (_, line) => `[line #${Number(line) + linesBefore}]`)
      : report.message
  return { ...moved(report), message, trace: report.trace.map(moved) }
}

// From the one line alone: tags first, the identifier at the end.
function reportOf(line: string): ErrorReport {
  const refId = /RefId:\s*(\w+)\s*$/.exec(line)?.[1] ?? null
  const tag = /^<\w+>/.exec(line)?.[0] ?? null
  const message = line.replace(/\s*RefId:\s*\w+\s*$/, '').slice(tag?.length ?? 0)
  const kind = message.includes('The task was cancelled') ? 'cancelled' : 'script'
  return { kind, message, refId, tag, hint: null, source: null, span: null, trace: [] }
}
