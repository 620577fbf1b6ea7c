/** The engine's pool of threads for batch jobs. */
export const BATCH = 'batch'
