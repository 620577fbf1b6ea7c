import { Slot } from './slot.ts'

/** Catalogs of databases; a session has one in use. */
export interface CatalogService {
  /** @throws ScriptError when there is none of that name. */
  use(name: string): void
}

export const catalogs = new Slot<CatalogService>('catalogs')
