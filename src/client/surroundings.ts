import type { Transport } from './connection.ts'

/** What a client needs of the machine it runs on: Node and browsers have one each. */
export interface Surroundings {
  /** Opens bytes to host:port. @throws when it can't be reached. */
  open(host: string, port: number): Promise<Transport>
  sleep(milliseconds: number): Promise<void>
  /** Calls once after that many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void
  /** Milliseconds that only go forward. */
  now(): number
  /** A double from 0 up to, but never, 1. */
  random(): number
  /** A name that no other client has. */
  identity(): string
}
