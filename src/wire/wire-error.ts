/** Bytes that can't be what the protocol says. The connection is out of step and must end. */
export class WireError extends Error {}
