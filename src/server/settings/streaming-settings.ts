import type { FeedLimits } from '../streams/feed.ts'

/** How rows are published, by DolphinDB's names. */
export function publishing(config: ReadonlyMap<string, string>): {
  readonly limits: FeedLimits
  /** Clients that may be sent rows at a time. Where it isn't said: any. */
  readonly mostClients: number
} {
  const number = (name: string, otherwise: number) => Number(config.get(name) ?? otherwise)
  return {
    limits: {
      blockRows: number('maxMsgNumPerBlock', 1024),
      waitingRows: number('maxPubQueueDepthPerSite', 10_000_000),
    },
    mostClients: number('maxPubConnections', Number.POSITIVE_INFINITY),
  }
}
