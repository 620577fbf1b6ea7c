/** A message of more bytes travels on the link for bulk, where it delays no heartbeat. */
export const BULK_FROM = 256 * 1024
/** The longest message on the link for messages, with what is around its body. */
export const LONGEST_MESSAGE = BULK_FROM + 4096
/** The longest message at all: whoever has more divides it. */
export const LONGEST_BULK = 256 * 2 ** 20
/** Memory that large messages may take while they come in, and until they are answered. */
export const INBOUND_BYTES = 2 ** 30
/** Messages of more bytes count against it. */
export const COUNTED_FROM = 2 ** 20
/** Answers that wait to be fetched. */
export const HELD_BYTES = 2 ** 30
/** And how long. */
export const HELD_MILLISECONDS = 60_000
/** With more unsent bytes on the link for messages, the other side counts as not answering. */
export const UNSENT_BYTES = 32 * 2 ** 20

export const CONNECT_MILLISECONDS = 2000
/** A link on which nothing is said is asked whether it lives, */
export const PING_MILLISECONDS = 1000
/** and is given up when nothing comes for so long. */
export const SILENCE_MILLISECONDS = 5000
/** After a failed attempt, the next waits so long; twice as long each time, */
export const FIRST_BACKOFF = 50
/** but no longer than this. */
export const LAST_BACKOFF = 1000
