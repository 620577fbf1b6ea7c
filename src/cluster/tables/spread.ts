/** Something that lies on several nodes. */
export interface Placed {
  readonly nodes?: readonly string[]
}

/**
 * Deals parts out to nodes that have them: each to the one that has the least to do so far, among equals to `self`. Parts that lie
 * nowhere stay with `self`.
 */
export function spread<P extends Placed>(parts: readonly P[], self: string): Map<string, P[]> {
  const dealt = new Map<string, P[]>()
  const busy = (node: string) => (dealt.get(node)?.length ?? 0) - (node === self ? 0.5 : 0)
  for (const part of parts) {
    const nodes = part.nodes && part.nodes.length > 0 ? part.nodes : [self]
    const node = nodes.reduce((best, next) => (busy(next) < busy(best) ? next : best))
    const own = dealt.get(node)
    if (own) own.push(part)
    else dealt.set(node, [part])
  }
  return dealt
}
