import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../host/clock.ts'
import type { Channel } from '../../host/network.ts'
import type { Random } from '../../host/random.ts'
import { type Site, siteText } from '../site.ts'
import { Frames } from './frames.ts'
import { pack, unpack } from './packing.ts'

/** The first bytes of a link between nodes; nothing else begins so. The last tells whether it will be encrypted. */
export const GREETING = 'PEER1'
const PLAIN = 'P'
const ENCRYPTED = 'E'

const LONGEST_HELLO = 4096
const NONCE_BYTES = 32
const MILLISECONDS = 3000

/** What a link is for: many small messages, or few large ones that shall not delay those. */
export type Purpose = 'messages' | 'bulk'

/** Who is on the other side, proven. */
export interface Acquaintance {
  readonly site: Site
  /** Tells a process from one that stood at the same site before. */
  readonly instance: string
  readonly purpose: Purpose
}

/** A link, ready for messages. */
export interface Linked {
  readonly frames: Frames
  readonly with: Acquaintance
}

export interface Identity {
  readonly self: Site
  readonly instance: string
  readonly secret: Uint8Array
  readonly encrypted: boolean
  readonly clock: Clock
  readonly random: Random
}

/** The other side doesn't belong to the cluster, or thinks so of us. */
export class HandshakeError extends Error {}

interface Hello {
  readonly site: Site
  readonly instance: string
  readonly purpose: Purpose
  readonly nonce: Uint8Array
}

/*
 * caller                                     called
 * PEER1, P or E  ─────────────────────────→
 *                (E: TLS by the secret)
 * hello: site, nonce a  ──────────────────→
 *                ←──  hello: site, nonce b, HMAC(secret, 'called', a, b, both sites)
 * HMAC(secret, 'caller', a, b, both sites) →
 *                ←──  'welcome', or why not
 */

/** Calls; resolves when both have proven to know the secret. The frames are paused. @throws HandshakeError */
export function call(
  channel: Channel,
  identity: Identity,
  purpose: Purpose,
  expected: Site,
): Promise<Linked> {
  return timed(channel, identity, async () => {
    channel
      .write([new TextEncoder().encode(GREETING + (identity.encrypted ? ENCRYPTED : PLAIN))])
      .catch(() => {})
    if (identity.encrypted) {
      // One byte of leave, so that nothing of TLS is taken for something else.
      const [leave] = await exactly(channel, 1)
      if (leave[0] !== ENCRYPTED.charCodeAt(0))
        throw new HandshakeError('The other side takes no encrypted links.')
      await channel.encrypt(keyFor(identity.secret), 'client')
    }
    const frames = new Frames(channel, LONGEST_HELLO, NO_BYTES)
    const own = helloOf(identity, purpose)
    send(frames, own)
    const reply = (await receive(frames)) as { refused?: string; proof?: Uint8Array }
    if (reply?.refused !== undefined) throw new HandshakeError(reply.refused)
    const theirs = readHello(reply)
    if (!same(reply.proof, proof(identity.secret, 'called', own, theirs)))
      throw new HandshakeError(`${siteText(theirs.site)} has another cluster secret.`)
    if (theirs.site.alias !== expected.alias)
      throw new HandshakeError(
        `At ${expected.host}:${expected.port} is ${theirs.site.alias}, not ${expected.alias}.`,
      )
    send(frames, proof(identity.secret, 'caller', own, theirs))
    const verdict = await receive(frames)
    if (verdict !== 'welcome') throw new HandshakeError(String(verdict))
    return { frames, with: { site: theirs.site, instance: theirs.instance, purpose } }
  })
}

/**
 * Answers a call. `admit` says by the other side's address why it may not be here, or null.
 * The frames are paused. @throws HandshakeError
 */
export function answer(
  channel: Channel,
  identity: Identity,
  admit: (address: string) => Promise<string | null>,
): Promise<Linked> {
  return timed(channel, identity, async () => {
    const [greeting, rest] = await exactly(channel, GREETING.length + 1)
    const encrypted = greeting[GREETING.length] === ENCRYPTED.charCodeAt(0)
    if (encrypted) {
      const leave = identity.encrypted ? ENCRYPTED : PLAIN
      channel.write([new TextEncoder().encode(leave)]).catch(() => {})
      if (!identity.encrypted) throw new HandshakeError('It wants an encrypted link; this node has none.')
      await channel.encrypt(keyFor(identity.secret), 'server')
    }
    const frames = new Frames(channel, LONGEST_HELLO, encrypted ? NO_BYTES : rest)
    const theirs = readHello(await receive(frames))
    const stranger = await admit(channel.remoteAddress)
    if (stranger !== null) return refuse(frames, { refused: stranger }, stranger)
    if (identity.encrypted && !encrypted) {
      const reason = 'Links to this node are encrypted: set enableRpcSSL=true.'
      return refuse(frames, { refused: reason }, 'It does not encrypt.')
    }
    const own = helloOf(identity, theirs.purpose)
    send(frames, { ...own, proof: proof(identity.secret, 'called', theirs, own) })
    if (!same(await receive(frames), proof(identity.secret, 'caller', theirs, own))) {
      const differs = (site: Site) => `${siteText(site)} has another cluster secret.`
      return refuse(frames, differs(own.site), differs(theirs.site))
    }
    send(frames, 'welcome')
    return { frames, with: { site: theirs.site, instance: theirs.instance, purpose: theirs.purpose } }
  })
}

function refuse(frames: Frames, told: unknown, reason: string): never {
  send(frames, told)
  throw new HandshakeError(reason)
}

function send(frames: Frames, message: unknown): void {
  frames.send(pack(message)).catch(() => {})
}

async function receive(frames: Frames): Promise<unknown> {
  const frame = await frames.next()
  try {
    return unpack(frame)
  } catch {
    throw new HandshakeError(NO_GREETING)
  }
}

const NO_BYTES = new Uint8Array(0)
const NO_GREETING = 'What came is not a greeting between nodes.'

function helloOf({ self, instance, random }: Identity, purpose: Purpose): Hello {
  const { host, port, alias } = self
  return { site: { host, port, alias }, instance, purpose, nonce: random.bytes(NONCE_BYTES) }
}

function readHello(message: unknown): Hello {
  const { site, instance, purpose, nonce } = (message ?? {}) as Partial<Hello>
  const sane =
    typeof site?.host === 'string' &&
    typeof site.port === 'number' &&
    typeof site.alias === 'string' &&
    typeof instance === 'string' &&
    (purpose === 'messages' || purpose === 'bulk') &&
    nonce instanceof Uint8Array &&
    nonce.length === NONCE_BYTES
  if (!sane) throw new HandshakeError(NO_GREETING)
  return { site, instance, purpose, nonce }
}

// Both nonces and both sites are under the proof, so that it can't be used for another link or the other way round.
function proof(secret: Uint8Array, side: 'caller' | 'called', caller: Hello, called: Hello): Uint8Array {
  const hmac = createHmac('sha256', secret)
  const names = [side, ...[caller, called].map(({ site, instance }) => `${siteText(site)} ${instance}`)]
  hmac.update(JSON.stringify(names)).update(caller.nonce).update(called.nonce)
  return hmac.digest()
}

const keyFor = (secret: Uint8Array) => createHmac('sha256', secret).update('links').digest()

function same(given: unknown, expected: Uint8Array): boolean {
  return given instanceof Uint8Array && given.length === expected.length && timingSafeEqual(given, expected)
}

// The first bytes, and those that came with them. Whoever reads on does so at once.
function exactly(channel: Channel, count: number): Promise<[Uint8Array, Uint8Array]> {
  return new Promise((resolve, reject) => {
    let got: Uint8Array = NO_BYTES
    channel.onClose = reason => reject(new HandshakeError(reason))
    channel.onBytes = chunk => {
      const all = new Uint8Array(got.length + chunk.length)
      all.set(got)
      all.set(chunk, got.length)
      got = all
      if (got.length >= count) resolve([got.subarray(0, count), got.subarray(count)])
    }
  })
}

// A handshake that fails or takes too long leaves no channel behind.
async function timed<T>(channel: Channel, { clock }: Identity, run: () => Promise<T>): Promise<T> {
  let late = false
  const stop = clock.after(MILLISECONDS, () => {
    late = true
    channel.close()
  })
  try {
    return await run()
  } catch (error) {
    channel.end()
    if (late) throw new HandshakeError(`The handshake took longer than ${MILLISECONDS} milliseconds.`)
    throw error instanceof HandshakeError ? error : new HandshakeError((error as Error).message)
  } finally {
    stop()
  }
}
