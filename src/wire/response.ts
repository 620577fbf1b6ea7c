import { ByteWriter } from '../base/byte-writer.ts'

/** `MSG`: output of a running script, before its answer. */
export function messageFrame(text: string): Uint8Array {
  return new ByteWriter().text('MSG\n').zeroTerminated(text).concat()
}

/** The two lines before a result of `objects` objects (0 or 1). */
export function okHeader(session: bigint, objects: 0 | 1): string {
  return `${session} ${objects} 1\nOK\n`
}

/** An error: one line, since a client reads exactly one. */
export function errorFrame(session: bigint, message: string): Uint8Array {
  const line =
    message
      .replaceAll(/[\r\n]+/g, ' ')
      .replaceAll('\0', '')
      .trim() || 'Unknown error.'
  return new ByteWriter().text(`${session} 0 1\n${line}\n`).concat()
}
