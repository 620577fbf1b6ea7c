import { useSyncExternalStore } from 'react'

/** The pages, by the first part of the address behind `#`. */
export const pages = ['notebook', 'cluster', 'explorer', 'jobs', 'log', 'users'] as const
export type Page = (typeof pages)[number]

export interface Route {
  /** Null: the node's own choice. */
  readonly page: Page | null
  /** What the page shows: the name of a notebook, a table. */
  readonly rest: string
}

/** The part of the address that says what is shown. Behind `#`, so that any path that leads to a node serves its pages. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return routeOf(hash)
}

export function routeOf(hash: string): Route {
  const [first = '', ...others] = hash.replace(/^#\/?/, '').split('/')
  const page = pages.find(page => page === first) ?? null
  return { page, rest: decodeURIComponent(others.join('/')) }
}

export const addressOf = (page: Page, rest = '') =>
  `#/${page}${rest === '' ? '' : `/${encodeURIComponent(rest)}`}`

export function go(page: Page, rest = ''): void {
  location.hash = addressOf(page, rest)
}

function subscribe(changed: () => void) {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}
