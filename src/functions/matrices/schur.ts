import { decomposeSchur } from '../../kernels/linear-algebra/schur.ts'
import { bringFirst, type Eigenvalue } from '../../kernels/linear-algebra/schur-order.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { int } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, text } from '../argument.ts'
import { define } from '../define.ts'
import { squareArgument } from '../doubles-of.ts'
import { wholeMatrix } from './decompositions.ts'
import { matrixOf } from './linear-algebra.ts'

const sorts: Readonly<Record<string, (value: Eigenvalue) => boolean>> = {
  lhp: ({ real }) => real < 0,
  rhp: ({ real }) => real >= 0,
  iuc: ({ real, imaginary }) => Math.hypot(real, imaginary) <= 1,
  ouc: ({ real, imaginary }) => Math.hypot(real, imaginary) > 1,
}

export const schur = define({
  name: 'schur',
  signature: 'schur(obj, [sort])',
  kind: 'system',
  doc: 'A square matrix as a product Z ** T ** transpose(Z) of an orthogonal Z and a T that is upper triangular but for blocks of two rows, one for each pair of complex eigenvalues: (T, Z). With sort the eigenvalues left of 0 (lhp), right of it (rhp), inside the unit circle (iuc) or outside (ouc) come first, and how many these are is the third of the tuple.',
  examples: [
    ['round(flatten(schur(matrix(2 0, 1 3))[0]), 6)', '[2,0,1,3]'],
    ['schur(matrix(2 0, 1 -3), "lhp")[2]', '1'],
  ],
  run: (_, x, sort) => {
    const usage = 'schur(obj, [sort])'
    const matrix = squareArgument(x, usage, 'obj')
    const n = matrix.rows
    const [t, z] = [wholeMatrix(matrix, 'schur'), allocate('f64', n * n) as Float64Array]
    const order = given(sort) === undefined ? undefined : text(sort, usage, 'sort')
    const isWanted = order === undefined ? undefined : sorts[order]
    if (order !== undefined && !isWanted)
      throw new ScriptError(
        `Usage: ${usage}. sort should be one of ${Object.keys(sorts).join(', ')}, not '${order}'.`,
      )
    if (!decomposeSchur(t, n, z)) throw new ScriptError('schur: the matrix holds what is no number.')
    const wanted = isWanted ? [int(bringFirst(t, z, n, isWanted))] : []
    return new Tuple([matrixOf(t, n, n), matrixOf(z, n, n), ...wanted])
  },
})
