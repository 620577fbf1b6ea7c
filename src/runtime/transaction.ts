import { Slot } from './slot.ts'

/** A block of statements whose changes hold together or not at all. */
export interface OpenTransaction {
  commit(): void
  rollback(): void
}

/** Begins transactions over what the node stores. Where there is none, shared tables in memory are all there is. */
export interface TransactionService {
  begin(): OpenTransaction
}

export const transactions = new Slot<TransactionService>('transactions')
