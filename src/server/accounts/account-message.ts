import type { AccountChange, AccountCommand } from './account-command.ts'

/** How much of the accounts somebody knows. */
export interface Known {
  /** Of which cluster; empty: nothing. */
  readonly era: string
  readonly revision: number
}

/** What nodes ask controllers about users, groups and views. Topic `accounts`. */
export type AccountRequest =
  /** The leader's answer is what has changed, with this. `id` is the command's: one that comes again does nothing new. */
  | { readonly is: 'propose'; readonly id: string; readonly command: AccountCommand; readonly known: Known }
  /** The leader tells what has changed, at once. */
  | { readonly is: 'refresh'; readonly known: Known }
  /** Any controller that has a leader tells when something has changed, or after a while that nothing has. */
  | { readonly is: 'follow'; readonly known: Known }

/** What has changed since; with `all`, everything there is. */
export interface AccountNews extends Known {
  readonly all: boolean
  readonly changes: readonly AccountChange[]
}

export type ProposeReply =
  | { readonly is: 'done'; readonly news: AccountNews }
  | { readonly is: 'refused'; readonly refusal: Refusal }

/** A ScriptError on its way. */
export interface Refusal {
  readonly message: string
  readonly refId: string | null
  readonly tag: string | null
}
