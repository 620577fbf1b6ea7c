/** What was wrong with the values given: a conversion that can't be, lengths that don't fit. For people to read. */
export class ValueError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ValueError'
  }
}
