/** Nobody takes the bytes any more. */
export class ClientGone extends Error {}

/** Where a connection's bytes go; TCP and WebSocket each have one. */
export interface Outlet {
  /** One message: a print frame, a whole answer or pushed rows. Resolves when more may be written. @throws ClientGone */
  send(chunks: Iterable<Uint8Array>): Promise<void>
  /** Bytes sent that the client hasn't taken. */
  readonly unsent: number
  /** Ends the connection in order. */
  end(): void
}
