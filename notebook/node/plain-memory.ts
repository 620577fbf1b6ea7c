// Browsers have shared memory on isolated pages only, which a plain address can't be. A page has one thread: plain memory stands in.
// To be imported before anything that makes columns.
globalThis.SharedArrayBuffer ??= ArrayBuffer as unknown as typeof SharedArrayBuffer
