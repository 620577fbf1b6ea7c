import type { Clock } from '../../host/clock.ts'
import { StorageError, type StorageErrorKind } from '../../storage/storage-error.ts'
import type { Envelope } from '../controller/controller.ts'
import type { ControllerRequest } from '../controller/request.ts'
import { PeerError, type Peers } from '../peers.ts'
import type { Site } from '../site.ts'

// A leader may just be being elected.
const PAUSE = 50
const ANSWER = 2000

/** No controller that leads answered in time: what was asked for may have been done or not. */
export class ControllerSilent extends StorageError {
  constructor(reason: string) {
    super(
      'closed',
      `<ControllerNotAvail>No controller answered, and it is not known what came of it: ${reason}`,
    )
  }
}

/** Asks whichever controller leads, and finds it when it has changed. */
export class ControllerClient {
  readonly #peers: Peers
  readonly #clock: Clock
  #sites: readonly Site[]
  #leader: Site | null = null
  #next = 0

  constructor(peers: Peers, clock: Clock, sites: readonly Site[]) {
    this.#peers = peers
    this.#clock = clock
    this.#sites = sites
  }

  /** The controllers there are now. */
  set sites(sites: readonly Site[]) {
    if (sites.length > 0) this.#sites = sites
  }

  /** Asks again and again for so many milliseconds. @throws StorageError as the controller did; ControllerSilent */
  async ask(request: ControllerRequest, patience = 15_000): Promise<unknown> {
    const begin = this.#clock.monotonic()
    const left = () => patience - Number((this.#clock.monotonic() - begin) / 1_000_000n)
    let last = ''
    for (;;) {
      const site = this.#leader ?? this.#sites[this.#next++ % this.#sites.length]!
      try {
        const envelope = (await this.#peers.ask(site, 'metadata', request, ANSWER)) as Envelope
        if ('ok' in envelope) {
          this.#leader = site
          return envelope.ok
        }
        if ('error' in envelope) throw new StorageError(envelope.error as StorageErrorKind, envelope.message)
        this.#leader = envelope.leader
        last = `${site.alias} does not lead`
        // Whoever it names is asked at once.
        if (envelope.leader && envelope.leader.alias !== site.alias) continue
        this.#leader = null
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        this.#leader = null
        last = error.message
      }
      if (left() <= 0) throw new ControllerSilent(last)
      await this.#clock.sleep(PAUSE)
    }
  }
}
