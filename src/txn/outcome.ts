/**
 * What the controller says of a transaction, and nobody else: `UNCOMMITTED`: undecided, ask again; `COMMITTED`:
 * it happened, at moment `cid`; `ROLLBACK`: it never will.
 */
export type Outcome =
  | { readonly is: 'UNCOMMITTED' }
  | { readonly is: 'COMMITTED'; readonly cid: number }
  | { readonly is: 'ROLLBACK' }
