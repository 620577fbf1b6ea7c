import { NotLeader } from '../consensus/consensus.ts'
import { PeerError } from '../peers.ts'

/** What a handler threw, as whoever asked is told. */
export function refusalOf(error: unknown): PeerError {
  const { message } = error as Error
  if (error instanceof NotLeader) {
    return new PeerError('refused', message, error.leader ? message : '<ControllerNotReady>')
  }
  const tag = (error as { tag?: string | null }).tag ?? null
  return new PeerError('refused', message, tag)
}

/** Whether it is a mistake of ours: an error of a class of its own is meant for who asked. */
export function isMistake(error: unknown): boolean {
  const made = (error as Error).constructor
  return Reflect.get(globalThis, made.name) === made
}
