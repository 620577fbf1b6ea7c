import { Packr } from 'msgpackr'
import type { Message } from '../peers.ts'

const packr = new Packr({ useRecords: false, moreTypes: true })

/** A message as bytes (MessagePack). @throws when it holds what doesn't pass between nodes, such as a function. */
export function pack(message: Message): Uint8Array {
  return packr.pack(message)
}

/** The message. Bytes in it are views of `bytes`. @throws when it is none. */
export function unpack(bytes: Uint8Array): Message {
  return packr.unpack(bytes)
}
