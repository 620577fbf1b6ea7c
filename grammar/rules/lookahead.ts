import { type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain'

type Strategy = ILookaheadStrategy

/**
 * Chevrotain's own lookahead, worked out for a place in the grammar when it is first met instead of for all places
 * at start, of which a short script needs few.
 */
export class LazyLookahead extends LLkLookaheadStrategy implements Strategy {
  constructor() {
    super({ maxLookahead: 1 })
  }

  override buildLookaheadForAlternation(
    options: Parameters<Strategy['buildLookaheadForAlternation']>[0],
  ): ReturnType<Strategy['buildLookaheadForAlternation']> {
    const build = () => super.buildLookaheadForAlternation(options)
    let built: ReturnType<typeof build> | undefined
    return function (this: unknown, alternatives) {
      built ??= build()
      return built.call(this, alternatives)
    }
  }

  override buildLookaheadForOptional(
    options: Parameters<Strategy['buildLookaheadForOptional']>[0],
  ): ReturnType<Strategy['buildLookaheadForOptional']> {
    const build = () => super.buildLookaheadForOptional(options)
    let built: ReturnType<typeof build> | undefined
    return function (this: unknown) {
      built ??= build()
      return built.call(this)
    }
  }
}
