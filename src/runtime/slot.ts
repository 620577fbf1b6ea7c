/**
 * A typed key for a service. An upper layer makes one, puts its service into the context, and lower layers carry it
 * without knowing it: so `functions` can stay below `cluster`.
 */
export class Slot<T> {
  /** What a script sees when the node lacks it: `This node has no <name>`. */
  readonly name: string
  // Keeps T in the type though nothing holds one.
  declare readonly service: T

  constructor(name: string) {
    this.name = name
  }
}
