import { type ClientSite, siteOf } from './sites.ts'

/** What to do about a node's error: go to another node (that one, where it is named), wait and ask again, or tell. */
export type Advice =
  | { readonly is: 'elsewhere'; readonly site: ClientSite | null }
  | { readonly is: 'later' }
  | { readonly is: 'tell' }

const ELSEWHERE = [
  '<DataNodeNotAvail>',
  '<DataNodeNotReady>',
  '<ControllerNotAvail>',
  '<ControllerNotReady>',
  '<NotLeader>',
  "The datanode isn't initialized yet. Please try again later",
  'DFS is not enabled',
]

/** Reads the tags at the front of an error line. */
export function adviceOn(message: string): Advice {
  const named = /^<NotLeader>([^\s'"]+:\d+)/.exec(message)
  if (named) {
    try {
      return { is: 'elsewhere', site: siteOf(named[1]!.split(':').slice(0, 2).join(':')) }
    } catch {
      return { is: 'elsewhere', site: null }
    }
  }
  if (message.startsWith('<ChunkInTransaction>')) return { is: 'later' }
  return ELSEWHERE.some(tag => message.startsWith(tag)) ? { is: 'elsewhere', site: null } : { is: 'tell' }
}
