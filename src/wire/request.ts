import type { ByteQueue } from '../base/byte-queue.ts'
import type { Value } from '../values/value.ts'
import { ObjectDecoder } from './decode-object.ts'
import { WireError } from './wire-error.ts'
import type { Limits, Reading } from './wire-reader.ts'

/** Bits of a request's flag field. */
export const requestFlags = {
  urgent: 1,
  secondary: 2,
  async: 4,
  pickle: 8,
  clearMemory: 16,
  compress: 64,
  reverseStreaming: 131072,
} as const

/** What every request says about itself, before what it asks for. */
export interface RequestHeader {
  /** `API2`: the client takes printed messages before the answer. */
  readonly progress: boolean
  /** As the client wrote it; 0 or empty before the first answer. */
  readonly session: string
  readonly flags: number
  readonly cancellable: boolean
  readonly priority: number
  readonly parallelism: number
  /** The job that it is a part of, by its name; empty: it is one by itself. */
  readonly rootJob: string
  /** Rows a block when a large table is to come in blocks; 0: in one piece. */
  readonly fetchSize: number
  /** With `sequence`, tells a repeated write; empty where the client has none. */
  readonly clientId: string
  /** Negative when the client repeats a call whose answer it lost. */
  readonly sequence: number
}

export type RequestBody =
  | { readonly is: 'connect'; readonly login: { user: string; password: string; encrypted: boolean } | null }
  | { readonly is: 'script'; readonly text: string; readonly firstLine: number }
  /** `callee` is an expression that gives a function. */
  | { readonly is: 'function'; readonly callee: string; readonly args: readonly Value[] }
  | { readonly is: 'variable'; readonly names: readonly string[]; readonly values: readonly Value[] }

export interface ClientRequest {
  readonly header: RequestHeader
  readonly body: RequestBody
}

const LONGEST_HEADER = 1024
const LARGEST_BODY = 256 * 1024 * 1024
const MOST_ARGUMENTS = 65536
const NEWLINE = 10
const decoder = new TextDecoder()

/** Reads the next request. @throws WireError when the bytes are no request. */
export function* readRequest(queue: ByteQueue, limits: Limits): Reading<ClientRequest> {
  const { header, length } = parseHeader(yield* readLine(queue))
  while (queue.available < length) yield
  const text = decoder.decode(queue.take(length))
  const newline = text.indexOf('\n')
  const command = newline < 0 ? text : text.slice(0, newline)
  const rest = newline < 0 ? '' : text.slice(newline + 1)
  return { header, body: yield* readBody(command, rest, queue, limits) }
}

function* readLine(queue: ByteQueue): Reading<string> {
  let length: number
  while ((length = queue.indexOf(NEWLINE, LONGEST_HEADER)) < 0) {
    if (queue.available > LONGEST_HEADER)
      throw new WireError('A request begins with a line of at most 1,024 bytes.')
    yield
  }
  const line = decoder.decode(queue.take(length))
  queue.take(1)
  return line
}

// API2 <session> <length>[ / <flag>_<cancellable>_<priority>_<parallelism>_<rootJob>_<fetchSize>_<offset>_<client>_<sequence>]
function parseHeader(line: string): { header: RequestHeader; length: number } {
  const match = /^API(2?) (\S*) (\d+)(?: \/ ?(.*))?$/.exec(line.trimEnd())
  if (!match) throw new WireError('A request begins with API <session> <length>.')
  const length = Number(match[3])
  if (length > LARGEST_BODY)
    throw new WireError(`A request of ${length} bytes is beyond the limit of ${LARGEST_BODY}.`)
  const fields = (match[4] ?? '').split('_')
  const number = (place: number, otherwise: number) => {
    const field = fields[place]
    const value = field ? Number(field) : otherwise
    if (!Number.isSafeInteger(value))
      throw new WireError(`The request's option ${place + 1} is no number: ${field}.`)
    return value
  }
  const header: RequestHeader = {
    progress: match[1] === '2',
    session: match[2]!,
    flags: number(0, 0),
    cancellable: number(1, 1) !== 0,
    priority: number(2, 4),
    parallelism: number(3, 64),
    rootJob: fields[4] ?? '',
    fetchSize: number(5, 0),
    clientId: fields[7] ?? '',
    sequence: number(8, 0),
  }
  return { header, length }
}

function* readBody(command: string, rest: string, queue: ByteQueue, limits: Limits): Reading<RequestBody> {
  switch (command) {
    case 'connect': {
      const [word, user, password, encrypted] = rest.split('\n')
      const login =
        word === 'login' && user !== undefined
          ? { user, password: password ?? '', encrypted: encrypted === 'true' }
          : null
      return { is: 'connect', login }
    }
    case 'script': {
      // Editors say which line of the file their selection begins at.
      const marked = /^line:\/\/(\d+)\r?\n/.exec(rest)
      return marked
        ? { is: 'script', text: rest.slice(marked[0].length), firstLine: Number(marked[1]) }
        : { is: 'script', text: rest, firstLine: 1 }
    }
    case 'function':
    case 'variable': {
      // The last two lines are the number of objects and their byte order; before them, anything.
      const match = /^([\s\S]*)\n(\d+)\n([01])\n?$/.exec(rest)
      if (!match) throw new WireError(`A ${command} request ends with a count and a byte order.`)
      const count = Number(match[2])
      if (count > MOST_ARGUMENTS)
        throw new WireError(`${count} objects are beyond the limit of ${MOST_ARGUMENTS}.`)
      const decoder = new ObjectDecoder(queue, limits, match[3] === '1')
      const values: Value[] = []
      for (let i = 0; i < count; i++) values.push(yield* decoder.read())
      if (command === 'function') return { is: 'function', callee: match[1]!, args: values }
      return { is: 'variable', names: match[1]!.split(',').map(name => name.trim()), values }
    }
    default:
      throw new WireError(`There is no command ${JSON.stringify(command.slice(0, 40))}.`)
  }
}
