/** The engine's pool of threads for handlers of stream tables' rows. */
export const STREAMING = 'streaming'
