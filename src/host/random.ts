/** Unpredictable bits, for identities and seeds. Numbers for scripts come from generators seeded with these. */
export interface Random {
  /** `count` fresh bytes. */
  bytes(count: number): Uint8Array
}
