import type { FeedLimits } from '../streams/feed.ts'

const numberOf = (config: ReadonlyMap<string, string>, name: string, otherwise: number) =>
  Number(config.get(name) ?? otherwise)

/** How rows are sent to clients, by DolphinDB's names. */
export const publishing = (config: ReadonlyMap<string, string>) => ({
  limits: {
    blockRows: numberOf(config, 'maxMsgNumPerBlock', 1024),
    waitingRows: numberOf(config, 'maxPubQueueDepthPerSite', 10_000_000),
  } satisfies FeedLimits,
  /** Clients that may be sent rows at a time. Where it isn't said: any. */
  mostClients: numberOf(config, 'maxPubConnections', Number.POSITIVE_INFINITY),
})

/** Threads for handlers. */
export const handlerThreads = (config: ReadonlyMap<string, string>): number =>
  Math.max(1, numberOf(config, 'subExecutors', 1))

/** How rows are given to handlers. */
export const subscribing = (config: ReadonlyMap<string, string>) => ({
  executors: handlerThreads(config),
  blockRows: numberOf(config, 'maxMsgNumPerBlock', 1024),
  /** Milliseconds that a handler waits at least for a batch. */
  leastThrottle: numberOf(config, 'subThrottle', 1000),
})
