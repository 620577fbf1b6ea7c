/** How alike two rows of n features are. */
export type KernelFunction = (x: Float64Array, y: Float64Array) => number

export interface KernelOptions {
  readonly gamma: number
  readonly degree: number
  readonly coef0: number
}

const over =
  (term: (x: number, y: number) => number) =>
  (x: Float64Array, y: Float64Array): number => {
    let sum = 0
    for (let i = 0; i < x.length; i++) sum += term(x[i]!, y[i]!)
    return sum
  }

const inner = over((x, y) => x * y)
const squares = over((x, y) => (x - y) ** 2)
const sizes = over((x, y) => Math.abs(x - y))
// Where both are 0 there is no difference.
const ratios = over((x, y) => (x === y ? 0 : (x - y) ** 2 / (x + y)))

const makers: Readonly<Record<string, (options: KernelOptions) => KernelFunction>> = {
  linear: () => inner,
  rbf:
    ({ gamma }) =>
    (x, y) =>
      Math.exp(-gamma * squares(x, y)),
  poly:
    ({ gamma, degree, coef0 }) =>
    (x, y) =>
      (gamma * inner(x, y) + coef0) ** degree,
  polynomial: options => makers.poly!(options),
  sigmoid:
    ({ gamma, coef0 }) =>
    (x, y) =>
      Math.tanh(gamma * inner(x, y) + coef0),
  laplacian:
    ({ gamma }) =>
    (x, y) =>
      Math.exp(-gamma * sizes(x, y)),
  cosine: () => (x, y) => inner(x, y) / Math.sqrt(inner(x, x) * inner(y, y)),
  additive_chi2: () => (x, y) => -ratios(x, y),
  chi2:
    ({ gamma }) =>
    (x, y) =>
      Math.exp(-gamma * ratios(x, y)),
}

export const kernelNames: readonly string[] = Object.keys(makers)

/** The kernel function of this name, one of `kernelNames`. */
export const kernelFunction = (name: string, options: KernelOptions): KernelFunction => makers[name]!(options)
