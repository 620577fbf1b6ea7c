import type { Clock } from '../../host/clock.ts'
import { type Message, PeerError, type Peers } from '../peers.ts'
import { parseSite, type Site, siteText } from '../site.ts'

const PAUSE = 50
// One controller that is silent must not use up the time that is left for the others.
const LONGEST_ATTEMPT = 2000

/** Asks the leading controller, whoever that is now. */
export class LeaderClient {
  readonly #peers: Peers
  readonly #clock: Clock
  #controllers: readonly Site[]
  #leader: Site | null = null

  constructor(peers: Peers, clock: Clock, controllers: readonly Site[]) {
    this.#peers = peers
    this.#clock = clock
    this.#controllers = controllers
  }

  get controllers(): readonly Site[] {
    return this.#controllers
  }

  /** Asks these from now on; none are as good as those that were known. */
  follow(controllers: readonly Site[]): void {
    if (controllers.length > 0) this.#controllers = controllers
  }

  /** Who answered as leader last. */
  get leader(): Site | null {
    return this.#leader
  }

  /**
   * The leader's answer. Until one answers or the time is up, all controllers are asked in turn, whom a follower names
   * first. `repeatable`: whether a request whose answer was lost may be made again.
   * @throws PeerError `refused` with the leader's own words; others when there is no leader to be found in time
   */
  async ask(topic: string, request: Message, milliseconds: number, repeatable = true): Promise<Message> {
    const until = this.#now() + milliseconds
    let failed = new PeerError('unreachable', 'No controller is known.')
    for (let turn = 0; ; turn++) {
      const site = this.#leader ?? this.#controllers[turn % Math.max(1, this.#controllers.length)]
      const left = until - this.#now()
      if (!site || left <= 0) throw unavailable(failed)
      try {
        const answer = await this.#peers.ask(
          site,
          topic,
          request,
          Math.min(left, repeatable ? LONGEST_ATTEMPT : left),
        )
        this.#leader = site
        return answer
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        failed = error
        this.#leader = null
        if (error.reason !== 'refused') {
          if (!repeatable && !/can't be asked/.test(error.message)) throw error
        } else if (error.tag?.startsWith('<NotLeader>')) {
          const named = parseSite(error.tag.slice('<NotLeader>'.length))
          // It may name one that has just gone.
          if (siteText(named) !== siteText(site)) this.#leader = named
        } else if (error.tag !== '<ControllerNotReady>') {
          this.#leader = site
          throw error
        }
        if (!this.#leader || turn >= this.#controllers.length) await this.#clock.sleep(PAUSE)
      }
    }
  }

  /** The answer of the first controller that gives one. */
  async askAny(topic: string, request: Message, milliseconds: number): Promise<Message> {
    const known = this.#leader
    const others = this.#controllers.filter(site => site.alias !== known?.alias)
    let failed = new PeerError('unreachable', 'No controller is known.')
    for (const site of known ? [known, ...others] : others) {
      try {
        return await this.#peers.ask(site, topic, request, milliseconds)
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        failed = error
      }
    }
    throw unavailable(failed)
  }

  #now(): number {
    return Number(this.#clock.monotonic() / 1_000_000n)
  }
}

function unavailable({ reason, message }: PeerError): PeerError {
  return new PeerError(reason, `No leading controller answers: ${message}`, '<ControllerNotAvail>')
}
