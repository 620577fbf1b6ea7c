/**
 * What the controller says of a transaction, and nobody else: `UNCOMMITTED`: undecided, ask again; `COMMITTED` and `COMPLETE`:
 * it happened, at moment `cid`; `ROLLBACK`: it never will.
 */
export type Outcome =
  | { readonly is: 'UNCOMMITTED' }
  | { readonly is: 'COMMITTED' | 'COMPLETE'; readonly cid: number }
  | { readonly is: 'ROLLBACK' }
