import type { ByteQueue } from '../base/byte-queue.ts'
import { ByteWriter } from '../base/byte-writer.ts'
import type { Value } from '../values/value.ts'
import { ObjectDecoder } from './decode-object.ts'
import { ObjectEncoder } from './encode-object.ts'
import { requestFlags } from './request.ts'
import { WireError } from './wire-error.ts'
import type { Reading } from './wire-reader.ts'

/** What a node answered. */
export interface Answer {
  readonly session: string
  readonly error: string | null
  readonly value: Value | undefined
}

// Of what has no bytes, functions go by name.
const nameOf = (value: Value) => (value.form === 'function' ? value.describe() : '')

const LIMITS = { vectorBytes: 16 * 2 ** 30, depth: 64 }
const NEWLINE = 10
const decoder = new TextDecoder()

/** What a request's header says besides its session and length. */
export interface RequestOptions {
  readonly urgent?: boolean
  /** Columns of tables go compressed, both ways. */
  readonly compress?: boolean
  readonly fetchSize?: number
  readonly number?: { readonly client: string; readonly sequence: number }
}

/** A request's bytes: its body, then its arguments. */
export function writeRequest(
  session: string,
  body: string,
  args: readonly Value[],
  options: RequestOptions = {},
): Uint8Array[] {
  const bytes = new TextEncoder().encode(body)
  const { urgent = false, compress = false, fetchSize = 0, number } = options
  const flags = (urgent ? requestFlags.urgent : 0) | (compress ? requestFlags.compress : 0)
  const tail = number ? `__${fetchSize}__${number.client}_${number.sequence}` : `__${fetchSize}`
  const header = `API2 ${session} ${bytes.length} / ${flags}_1_${urgent ? 8 : 4}_64${tail}\n`
  const encoder = new ObjectEncoder(nameOf, new ByteWriter().text(header), compress)
  encoder.out.bytes(bytes)
  for (const value of args) encoder.write(value)
  return encoder.out.parts()
}

/** Reads printed messages, which go to `onPrint`, then the answer. @throws WireError */
export function* readAnswer(queue: ByteQueue, onPrint: (text: string) => void): Reading<Answer> {
  let line: string
  while ((line = yield* readUntil(queue, NEWLINE)) === 'MSG') onPrint(yield* readUntil(queue, 0))
  const [session, objects] = line.split(' ')
  if (session === undefined || objects === undefined)
    throw new WireError(`Not an answer: ${line.slice(0, 80)}`)
  const status = yield* readUntil(queue, NEWLINE)
  if (status !== 'OK') return { session, error: status, value: undefined }
  const value = objects === '0' ? undefined : yield* new ObjectDecoder(queue, LIMITS).read()
  return { session, error: null, value }
}

function* readUntil(queue: ByteQueue, end: number): Reading<string> {
  let length: number
  while ((length = queue.indexOf(end, Number.MAX_SAFE_INTEGER)) < 0) yield
  const text = decoder.decode(queue.take(length))
  queue.take(1)
  return text
}
